"""Pipelined streams over TLS, and to IPv6 addresses."""

from __future__ import annotations

import asyncio
import ssl
import sys
from typing import TYPE_CHECKING

import pytest
from tests.faults.batches import connected
from tests.faults.judge import Judge, assert_true, numbered, send
from tests.faults.streams import make_certificate, serve_streams

from arango_fastbatch.exceptions import ServerConnectionError, ServerUnreachableError
from arango_fastbatch.pacing import Rests

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.faults.scripted import Peer


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def server_side(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture(scope="module")
def client_side(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate[0]))


async def test_over_tls(server_side: ssl.SSLContext, client_side: ssl.SSLContext) -> None:
    judge = Judge()
    async with (
        serve_streams(judge, tls=server_side) as url,
        connected(url, http_client=None, ssl_context=client_side) as db,
    ):
        outcome = await send(db.conn, numbered(1000, last=b"large" * 1_000_000))
    assert outcome.error is None
    assert outcome.fates == "d" * 1000
    assert judge.executed == [*range(1000)]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_both_versions_of_tls(
    version: ssl.TLSVersion, certificate: tuple[Path, Path], client_side: ssl.SSLContext
) -> None:
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(*certificate)
    server_side.maximum_version = server_side.minimum_version = version
    async with (
        serve_streams(Judge(), tls=server_side) as url,
        connected(url, http_client=None, ssl_context=client_side) as db,
    ):
        assert (await send(db.conn, numbered(300))).fates == "d" * 300


async def test_a_certificate_that_nobody_vouches_for(server_side: ssl.SSLContext) -> None:
    """Nothing is handed out, unless it need not be verified: as for any call."""
    judge = Judge()
    async with serve_streams(judge, tls=server_side) as url:
        async with connected(url, max_retries=1000) as db:
            outcome = await send(db.conn, numbered(3))
        assert isinstance(outcome.error, ServerUnreachableError)
        assert isinstance(outcome.error.__cause__, ssl.SSLCertVerificationError)
        assert outcome.fates == "---"
        assert judge.executed == []
        async with connected(url, http_client=None, verify_tls=False) as db:
            assert (await send(db.conn, numbered(3))).fates == "ddd"


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_server_of_the_other_kind(scheme: str, server_side: ssl.SSLContext) -> None:
    async def closes(peer: Peer) -> None:
        await peer.take(1)

    script, tls = (Judge(), server_side) if scheme == "http" else (closes, None)
    async with serve_streams(script, tls=tls) as url:
        other = scheme + url[url.index(":") :]
        async with connected(other, max_retries=0) as db:
            outcome = await send(db.conn, numbered(3))
    assert isinstance(outcome.error, ServerConnectionError)
    assert "d" not in outcome.fates


async def test_a_handshake_that_is_never_answered() -> None:
    async def silent(peer: Peer) -> None:
        await peer.until_closed()

    async with (
        serve_streams(silent) as url,
        connected(url.replace("http", "https"), timeout=0.05) as db,
    ):
        outcome = await send(db.conn, numbered(3))
    assert isinstance(outcome.error, ServerUnreachableError)
    assert outcome.fates == "---"


# Until 3.11 a server on asyncio's TLS that closes waits for the client to do the same.
CLOSES = pytest.mark.skipif(sys.version_info < (3, 11), reason="asyncio's TLS closes later")


@pytest.mark.parametrize("end", ["reset", pytest.param("close", marks=CLOSES)])
async def test_what_lies_in_the_socket_is_read_before_a_reset_is_judged(
    end: str,
    server_side: ssl.SSLContext,
    client_side: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Rests, "after", lambda *told: 3600 if told[3] else 0)
    judge, looked = Judge(), asyncio.Event()

    async def leaves(peer: Peer) -> None:
        await judge.serve(peer)
        await looked.wait()
        answers = [judge.execute(await peer.request()) for _ in range(9)]
        await peer.send(b"".join(answers))
        leave: Callable[[], None] = getattr(peer, end)
        leave()

    async with (
        serve_streams(leaves, tls=server_side) as url,
        connected(url, http_client=None, ssl_context=client_side, max_retries=0) as db,
    ):
        outcome = await send(db.conn, numbered(11, last=b"large" * 4_000_000), looked.set)
    assert_true(judge, outcome.fates)
    # The last one was not handed out whole: it went over a further connection.
    assert outcome.fates == "d" * 11


async def test_an_ipv6_address() -> None:
    judge = Judge()
    async with serve_streams(judge, "::1") as url, connected(url) as db:
        assert url.startswith("http://[::1]:")
        assert (await send(db.conn, numbered(300))).fates == "d" * 300
        assert {head["host"] for head in judge.heads} == {url.removeprefix("http://")}


async def test_a_name_with_several_addresses() -> None:
    async with (
        serve_streams(Judge()) as url,
        connected(url.replace("127.0.0.1", "localhost")) as db,
    ):
        assert (await send(db.conn, numbered(3))).fates == "ddd"
