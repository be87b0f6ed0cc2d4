"""TLS: verified unless said otherwise, and then the same in every way of calling."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.streams import make_certificate

from arango_fastbatch import ArangoClient, ServerConnectionError, ServerUnreachableError
from arango_fastbatch.sandbox import Sandbox

if TYPE_CHECKING:
    from arango_fastbatch.database import StandardDatabase
    from arango_fastbatch.hooks import Exchange

# With batches, without, and with what is common to new ones.
VERSIONS = ("3.11", "3.12.9", "4.0")
NOT_ACCEPTED = r"its certificate is not accepted \(self.signed certificate\); .*verify_tls=False"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def tls_server(certificate: tuple[Path, Path]) -> Iterator[Callable[[str], str]]:
    """Gives the URL of a server of a version that speaks TLS."""
    cert, key = map(str, certificate)
    with ExitStack() as running:
        urls: dict[str, str] = {}

        def url(version: str) -> str:
            if version not in urls:
                sandbox = Sandbox(server_version=version, tls_cert=cert, tls_key=key)
                urls[version] = running.enter_context(sandbox)
            assert urls[version].startswith("https://")
            return urls[version]

        yield url


@pytest.fixture
def trusting(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate[0]))


class Attempts:
    """Notes which hosts are asked."""

    def __init__(self) -> None:
        self.hosts: list[str] = []

    def on_request(self, exchange: Exchange) -> None:
        self.hosts.append(exchange.host)

    def on_response(self, exchange: Exchange, response: Any) -> None: ...

    def on_error(self, exchange: Exchange, error: BaseException) -> None: ...


async def a_call(client: ArangoClient) -> None:
    await (await client.db()).version()


async def a_check(client: ArangoClient) -> None:
    await client.db(verify=True)


async def a_token(client: ArangoClient) -> None:
    await client.db(auth_method="jwt")


async def a_batch(client: ArangoClient) -> None:
    batch = (await client.db()).begin_batch_execution()
    await batch.collection("students").insert({})
    await batch.commit()


@pytest.mark.parametrize("do", [a_call, a_check, a_token, a_batch])
async def test_a_certificate_that_nobody_vouches_for_is_not_accepted(
    tls_server: Callable[[str], str], do: Any
) -> None:
    attempts = Attempts()
    async with ArangoClient(tls_server("3.11"), hooks=[attempts]) as client:
        with pytest.raises(ServerUnreachableError, match=NOT_ACCEPTED):
            await do(client)
    assert len(attempts.hosts) == 1, "it will not be accepted a moment later"


async def test_it_is_not_accepted_where_requests_are_pipelined(
    tls_server: Callable[[str], str],
) -> None:
    async with ArangoClient(tls_server("3.12.9"), server_version="3.12.9") as client:
        with pytest.raises(ServerUnreachableError, match="certificate"):
            await a_batch(client)


async def test_other_hosts_are_asked_all_the_same(tls_server: Callable[[str], str]) -> None:
    with Sandbox() as plain:
        attempts = Attempts()
        hosts = [tls_server("3.11"), plain]
        async with ArangoClient(hosts, hooks=[attempts]) as client:
            for _ in range(2):
                await a_call(client)
    assert set(attempts.hosts) == set(hosts)


async def test_who_speaks_the_other_protocol_hears_of_it(
    tls_server: Callable[[str], str], trusting: ssl.SSLContext
) -> None:
    async with ArangoClient(tls_server("3.11").replace("https", "http")) as client:
        with pytest.raises(ServerConnectionError, match=r"connection to http://.* broke"):
            await a_call(client)
    with Sandbox() as url:
        async with ArangoClient(url.replace("http", "https"), ssl_context=trusting) as client:
            with pytest.raises(ServerUnreachableError, match="SSL"):
                await a_call(client)


@pytest.fixture(params=["without looking", "by a context"])
async def db(
    request: pytest.FixtureRequest, tls_server: Callable[[str], str], trusting: ssl.SSLContext
) -> AsyncIterator[StandardDatabase]:
    """A database of a server that speaks TLS, with an empty collection "students"."""
    trust: dict[str, Any] = {"verify_tls": False}
    if request.param == "by a context":
        trust = {"ssl_context": trusting}
    version = request.node.callspec.params["version"]
    async with ArangoClient(tls_server(version), **trust) as client:
        db = await client.db(auth_method="jwt")
        await db.create_collection("students")
        yield db
        await db.delete_collection("students")


@pytest.mark.parametrize("version", VERSIONS)
async def test_all_ways_of_calling_go_over_tls(db: StandardDatabase, version: str) -> None:
    students = db.collection("students")
    assert await db.conn.ping() == 200
    await students.insert({"_key": "Kris"})
    assert "Kris" in students
    async with db.begin_batch_execution() as batch:
        jobs = [await batch.collection("students").insert({"_key": str(n)}) for n in range(300)]
    assert [job.result()["_key"] for job in jobs] == [str(n) for n in range(300)]
    async with await db.begin_transaction(write="students") as transaction:
        await transaction.collection("students").insert({"_key": "Rita"})
    cursor = await db.aql.execute("FOR s IN students RETURN s._key", batch_size=100)
    assert len([key async for key in cursor]) == 302
    job = await db.begin_async_execution().collection("students").count()
    assert job is not None
    while await job.status() == "pending":
        pass
    assert await job.result() == 302


@pytest.mark.parametrize("version", VERSIONS)
async def test_large_bodies_go_over_tls(db: StandardDatabase, version: str) -> None:
    students = db.collection("students")
    large = "x" * 100_000
    async with db.begin_batch_execution(flush_bytes=1_000_000) as batch:
        for n in range(50):
            await batch.collection("students").insert({"_key": str(n), "text": large})
    assert batch.report.succeeded == 50
    found = await students.get_many([str(n) for n in range(50)])
    assert all(document["text"] == large for document in found)
