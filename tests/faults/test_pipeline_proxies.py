"""Pipelined requests through nginx and HAProxy, as Debian has them: what is said of each is so."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.batches import connected
from tests.faults.judge import Judge, assert_true, inserts, numbered, send
from tests.faults.proxies import haproxy, nginx
from tests.faults.scripted import GoneError, Peer, serve

from arango_fastbatch.exceptions import ServerConnectionError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.judge import Numbered
    from tests.faults.scripted import Script

COUNT = 600
PROXIES = {"nginx": nginx, "haproxy": haproxy}


@pytest.fixture(params=PROXIES)
def proxy(request: pytest.FixtureRequest) -> Any:
    """Each of them."""
    return PROXIES[request.param]


async def all_done(between: Any, folder: Path, requests: Numbered, settings: str = "") -> Judge:
    """All requests of a stream are executed, in order and once; gives who has done it."""
    judge = Judge()
    async with (
        serve(judge) as server,
        between(folder, server.port, settings) as through,
        connected(through.url) as db,
    ):
        outcome = await send(db.conn, requests)
    assert outcome.error is None
    assert set(outcome.fates) == {"d"}
    assert judge.executed == [*range(len(requests.buffer))]
    return judge


async def test_a_stream_through_a_proxy(proxy: Any, tmp_path: Path) -> None:
    await all_done(proxy, tmp_path, numbered(COUNT))


async def test_large_requests_through_a_proxy(proxy: Any, tmp_path: Path) -> None:
    large = numbered(30, body=b"b" * 100_000, last=b"large" * 100_000)
    await all_done(proxy, tmp_path, large)


async def test_merged_requests_through_a_proxy(proxy: Any, tmp_path: Path) -> None:
    await all_done(proxy, tmp_path, inserts(COUNT * 10))


@pytest.mark.parametrize("requests", [1, 2, 50, 1000])
async def test_nginx_closes_after_so_many_requests(requests: int, tmp_path: Path) -> None:
    stream = numbered(100 if requests == 1 else COUNT * 2)
    await all_done(nginx, tmp_path, stream, f"keepalive_requests {requests};")


async def test_nginx_keeps_no_connection(tmp_path: Path) -> None:
    await all_done(nginx, tmp_path, numbered(100), "keepalive_timeout 0;")


@pytest.mark.parametrize("option", ["httpclose", "http-server-close", "http-keep-alive"])
async def test_haproxy_closes_as_it_is_told(option: str, tmp_path: Path) -> None:
    stream = numbered(100 if option == "httpclose" else COUNT)
    await all_done(haproxy, tmp_path, stream, f"option {option}")


async def test_nginx_takes_no_large_bodies(tmp_path: Path) -> None:
    """Merged requests become smaller; what is too large alone is refused, the others are not."""
    requests = inserts(1000, pad=50)
    requests.buffer.append(0, b'{"number":1000,"pad":"%s"}' % (b"p" * 9000))
    requests.buffer.append(0, b'{"number":1001}')
    requests.stream = type(requests.stream)(requests.buffer, 0, 1002, {})
    judge = Judge()
    async with (
        serve(judge) as server,
        nginx(tmp_path, server.port, "client_max_body_size 8k;") as through,
        connected(through.url) as db,
    ):
        outcome = await send(db.conn, requests)
    assert outcome.error is None
    assert outcome.fates == "d" * 1000 + "fd"
    assert judge.executed == [*range(1000), 1001]


def breaking(judge: Judge) -> Script:
    """Executes every hundredth request, and is gone without an answer to it."""

    async def script(peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                answer = judge.execute(await peer.request())
                if judge.executed[-1] % 100 == 50:
                    peer.reset()
                    return
                await peer.send(answer)

    return script


async def test_nginx_answers_for_a_server_that_breaks(tmp_path: Path) -> None:
    """With a 502: what was asked just then is unclear, and the stream goes on."""
    judge = Judge()
    async with (
        serve(breaking(judge)) as server,
        nginx(tmp_path, server.port) as through,
        connected(through.url) as db,
    ):
        outcome = await send(db.conn, numbered(COUNT))
    assert outcome.error is None
    assert_true(judge, outcome.fates)
    assert outcome.fates == ("d" * 50 + "c" + "d" * 49) * (COUNT // 100)


async def test_haproxy_closes_when_a_server_breaks(tmp_path: Path) -> None:
    """Without a word, unless it was the first request: all that was sent is unknown.

    It does so with a reset, and forgets answers that it has kept back for the next ones.
    """
    judge = Judge()
    async with (
        serve(breaking(judge)) as server,
        haproxy(tmp_path, server.port) as through,
        connected(through.url) as db,
    ):
        outcome = await send(db.conn, numbered(COUNT))
    assert isinstance(outcome.error, ServerConnectionError)
    assert_true(judge, outcome.fates)
    assert outcome.fates.count("d") <= 50
    assert outcome.fates.count("u") >= 1
    assert outcome.fates.endswith("-")


async def test_a_server_that_is_not_there_behind_a_proxy(proxy: Any, tmp_path: Path) -> None:
    async with serve(Judge()) as server:
        port = server.port
    async with proxy(tmp_path, port) as through, connected(through.url) as db:
        outcome = await send(db.conn, numbered(10))
    assert set(outcome.fates) <= {"c", "-"}


@pytest.mark.parametrize("after", [0, 1, 100])
async def test_a_proxy_that_is_killed(after: int, proxy: Any, tmp_path: Path) -> None:
    judge = Judge()

    async def kills(peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                answer = judge.execute(await peer.request())
                if len(judge.executed) == after + 1:
                    through.kill()
                await peer.send(answer)

    async with (
        serve(kills) as server,
        proxy(tmp_path, server.port) as through,
        connected(through.url) as db,
    ):
        outcome = await send(db.conn, numbered(1000))
    assert isinstance(outcome.error, ServerConnectionError)
    assert_true(judge, outcome.fates)
    assert outcome.fates.count("d") <= after
    assert "u" in outcome.fates
