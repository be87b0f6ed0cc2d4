"""What a client knows of its servers: asked once for each host, shared, put right at any time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from arango_fastbatch import ArangoClient, HTTPClient, Response
from arango_fastbatch.codec import dumps
from arango_fastbatch.connection import Connection
from arango_fastbatch.dialect import has_batch_endpoint
from arango_fastbatch.exceptions import (
    JWTAuthError,
    ServerConnectionError,
    ServerUnreachableError,
    ServerVersionError,
    TransactionExecuteError,
)
from arango_fastbatch.request import Request

PATH = "/_api/version"


class Hosts(HTTPClient):
    """Servers that tell their versions: a version, a status and a body, or what is raised."""

    def __init__(self, **versions: Any) -> None:
        self.versions = versions
        self.asked: list[str] = []

    def create_session(self, host: str) -> str:
        return host.removeprefix("http://")

    async def send_request(self, session: str, url: str, **asked: Any) -> Response:  # type: ignore[override]  # by name
        assert url == f"http://{session}/_db/test{PATH}"
        self.asked.append(session)
        await asyncio.sleep(0)
        told = self.versions[session]
        if isinstance(told, Exception):
            raise told
        if isinstance(told, str):
            told = 200, {"server": "arango", "license": "community", "version": told}
        status, body = told
        return Response(asked["method"], url, {}, status, "Reason", dumps(body))


def client(hosts: Hosts, **options: Any) -> ArangoClient:
    return ArangoClient([f"http://{host}" for host in hosts.versions], http_client=hosts, **options)


async def connection(client: ArangoClient, username: str = "root") -> Connection:
    return (await client.db("test", username)).conn


async def test_a_server_is_asked_once_for_all_databases_and_connections() -> None:
    hosts = Hosts(a="3.12.9-1")
    one = client(hosts)
    assert str(await (await connection(one)).server_version()) == "3.12.9-1"
    assert str(await (await connection(one, "other")).server_version()) == "3.12.9-1"
    assert str(await (await connection(one)).clone().server_version()) == "3.12.9-1"
    assert hosts.asked == ["a"]
    await (await connection(client(hosts))).server_version()
    assert hosts.asked == ["a", "a"], "another client asks for itself"


async def test_who_asks_at_the_same_time_asks_once() -> None:
    hosts = Hosts(a="3.11.14")
    one = client(hosts)
    connections = [await connection(one) for _ in range(5)]
    told = await asyncio.gather(*(asker.server_version() for asker in connections * 3))
    assert set(map(str, told)) == {"3.11.14"}
    assert hosts.asked == ["a"]


async def test_who_is_cancelled_while_he_asks_keeps_nobody_from_the_answer() -> None:
    hosts = Hosts(a="3.11.14")
    asker = await connection(client(hosts))
    first, second = (asyncio.ensure_future(asker.server_version()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert str(await second) == "3.11.14"
    assert first.cancelled()
    assert hosts.asked == ["a", "a"]


def test_several_loops_share_what_is_known() -> None:
    hosts = Hosts(a="3.11.14")
    one = client(hosts)

    async def ask() -> str:
        return str(await (await connection(one)).server_version())

    assert [asyncio.run(ask()) for _ in range(2)] == ["3.11.14"] * 2
    assert hosts.asked == ["a"]


async def test_a_version_that_is_given_is_not_asked_for() -> None:
    hosts = Hosts(a="3.11.14", b="3.11.14")
    asker = await connection(client(hosts, server_version="3.12.9"))
    assert [str(await asker.server_version()) for _ in range(3)] == ["3.12.9"] * 3
    assert hosts.asked == []


@pytest.mark.parametrize("text", ["3.12", "newest", "", "3.12.x", "3.12.9\n"])
def test_what_is_given_must_be_a_whole_version(text: str) -> None:
    with pytest.raises(ValueError, match=r"version.*3\.12\.9"):
        ArangoClient(server_version=text)


async def test_each_host_of_a_mixed_cluster_is_known_for_itself() -> None:
    hosts = Hosts(a="3.12.2", b="3.12.9", c="3.12.2")
    asker = await connection(client(hosts))
    told = [str(await asker.server_version()) for _ in range(6)]
    assert told == ["3.12.2", "3.12.9", "3.12.2"] * 2
    assert hosts.asked == ["a", "b", "c"]
    assert str(await asker.on_host(1).server_version()) == "3.12.9"


async def test_a_sticky_connection_goes_on_with_the_host_whose_version_it_told() -> None:
    hosts = Hosts(a="3.12.2", b="3.12.9")
    asker = await connection(client(hosts))
    for _ in range(2):
        for host, version in hosts.versions.items():
            line = asker.sticky()
            assert str(await line.server_version()) == version
            assert str(await line.server_version()) == version
            await line.send_request(Request("get", PATH))
            assert hosts.asked[-1] == host


async def test_where_a_host_cannot_be_reached_another_is_asked_and_known() -> None:
    hosts = Hosts(a=ServerUnreachableError("none there"), b="3.12.9")
    line = (await connection(client(hosts))).sticky()
    assert str(await line.server_version()) == "3.12.9"
    assert not line.servers.is_told(0)
    assert line.servers.is_told(1)
    line.note_no_batch_endpoint()
    assert line.servers.version(0) is None, "this was said of the other host"


async def test_where_none_can_be_reached_the_error_says_so_and_asking_goes_on() -> None:
    hosts = Hosts(a=ServerConnectionError("broken"))
    asker = await connection(client(hosts, max_retries=0))
    with pytest.raises(ServerConnectionError, match="broken"):
        await asker.server_version()
    hosts.versions["a"] = "4.0.0"
    assert str(await asker.server_version()) == "4.0.0"


@pytest.mark.parametrize(
    "answer",
    [
        (401, {"errorNum": 11}),
        (403, {"errorNum": 11}),
        (200, {"server": "arango", "license": "community"}),
        (200, []),
        (200, {"version": "mine"}),
        (200, {"version": None}),
    ],
)
async def test_a_server_that_keeps_its_version_to_itself_is_asked_once_by_each_user(
    answer: Any,
) -> None:
    hosts = Hosts(a=answer)
    one = client(hosts)
    asker = await connection(one)
    assert await asker.server_version() is None
    assert await asker.server_version() is None
    assert hosts.asked == ["a"]
    hosts.versions["a"] = "3.11.14"
    assert str(await (await connection(one, "admin")).server_version()) == "3.11.14"
    assert str(await asker.server_version()) == "3.11.14", "what one user is told serves them all"


@pytest.mark.parametrize("status", [404, 412, 500, 503])
async def test_a_server_that_cannot_answer_now_is_asked_again(status: int) -> None:
    hosts = Hosts(a=(status, {"errorNum": 1228}))
    asker = await connection(client(hosts))
    assert await asker.server_version() is None
    hosts.versions["a"] = "3.11.14"
    assert str(await asker.server_version()) == "3.11.14"


@pytest.mark.parametrize("told", ["3.11.14", "3.12.9", "4.0.0", (403, {})])
async def test_that_there_is_no_batch_endpoint_counts_whatever_was_told(told: Any) -> None:
    hosts = Hosts(a=told, b="3.11.14")
    asker = await connection(client(hosts))
    line = asker.sticky()
    await line.server_version()
    line.note_no_batch_endpoint()
    version = await line.server_version()
    assert not has_batch_endpoint(version)
    assert str(version) == ("4.0.0" if told == "4.0.0" else told if told == "3.12.9" else "3.12.3")
    assert has_batch_endpoint(await asker.on_host(1).server_version()), "the other host has one"


async def test_it_may_be_said_before_anything_is_known() -> None:
    hosts = Hosts(a="3.12.2")
    asker = await connection(client(hosts))
    asker.note_no_batch_endpoint()
    assert not has_batch_endpoint(await asker.server_version())


# --- What a host has


@pytest.mark.parametrize(
    ("told", "since", "until", "offered"),
    [
        ("3.11.14", None, "4.0", True),
        ("3.12.9", None, "3.12.10", True),
        ("3.12.10", None, "3.12.10", False),
        ("4.0.0-rc.1", None, "4.0", False),
        ("3.11.14", "3.12.4", None, False),
        ("3.12.4-1", "3.12.4", None, True),
        ("3.12.9", "3.10", "3.12", False),
        ((403, {}), None, "4.0", None),
    ],
)
async def test_the_version_says_what_a_host_has(
    told: Any, since: str | None, until: str | None, offered: bool | None
) -> None:
    asker = await connection(client(Hosts(a=told)))
    assert asker.offers(since, until, 0) is None, "it was not asked yet"
    await asker.learn_server_version()
    assert asker.offers(since, until, 0) is offered
    assert asker.offers(since, until, None) is offered, "there is only one host"


async def test_what_a_host_turned_out_not_to_have_says_more_than_what_it_told() -> None:
    asker = await connection(client(Hosts(a="3.11.14"), server_version="3.11.14"))
    asker.note_no_batch_endpoint()
    assert asker.offers(None, "3.12", 0) is False
    assert asker.offers(None, "4.0", 0) is None, "which servers are behind it is not known"


async def test_without_a_host_it_is_the_one_that_the_connection_keeps_to() -> None:
    asker = await connection(client(Hosts(a="3.11.14", b="4.0.0")))
    for index, offered in ((0, True), (1, False)):
        await asker.on_host(index).learn_server_version()
        assert asker.on_host(index).offers(None, "4.0", None) is offered
    assert asker.offers(None, "4.0", None) is None
    line = asker.sticky()
    assert line.offers(None, "4.0", None) is None
    await line.server_version()
    assert line.offers(None, "4.0", None) is True


@pytest.mark.parametrize(
    "error",
    [
        ServerConnectionError("broken"),
        JWTAuthError(Response("POST", "/_open/auth", {}, 401, "", b""), Request("post", "/")),
    ],
)
async def test_a_host_that_cannot_be_asked_stays_unknown(error: Exception) -> None:
    asker = await connection(client(Hosts(a=error), max_retries=0))
    assert await asker.learn_server_version() is None
    assert asker.offers(None, "4.0", 0) is None


async def test_an_error_that_depends_on_the_version_lets_it_be_asked_for() -> None:
    class Answering(Hosts):
        async def send_request(self, session: str, url: str, **asked: Any) -> Response:  # type: ignore[override]  # by name
            if url.endswith(PATH):
                return await super().send_request(session, url, **asked)
            body = dumps({"error": True, "errorNum": 10, "errorMessage": "bad parameter"})
            return Response(asked["method"], url, {}, 400, "Bad Request", body)

    hosts = Answering(a="4.0.0", b="3.11.14")
    db = await client(hosts).db("test")
    with pytest.raises(TransactionExecuteError) as caught:
        await db.execute_transaction("x")
    assert isinstance(caught.value, ServerVersionError)
    assert "exists only before 4.0; instead: begin_transaction()" in str(caught.value)
    with pytest.raises(TransactionExecuteError) as caught:
        await db.execute_transaction("x")
    assert not isinstance(caught.value, ServerVersionError), "the other host has it"
    assert hosts.asked == ["a", "b"]
