"""Answers to pipelined requests, however they are written, and what is none."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from tests.faults.batches import connected
from tests.faults.judge import Judge, assert_true, numbered, send, without_delay
from tests.faults.scripted import GoneError, Peer, reply, serve

from arango_fastbatch._core import AnswerError
from arango_fastbatch.exceptions import ServerConnectionError

if TYPE_CHECKING:
    from tests.faults.scripted import Script

COUNT = 5
PLAIN = b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}"
FORMS = {
    "plain": PLAIN,
    "informational": b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
    + PLAIN,
    "chunked": (
        b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n"
        b'1;a="b"\r\n{\r\n1\r\n}\r\n0\r\nChecksum: 1\r\n\r\n'
    ),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "kept alive by HTTP/1.0": (
        b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}"
    ),
}
WITHOUT_BODY = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n",
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
]


def answering(judge: Judge, form: bytes, cut: int | None = None) -> Script:
    """Executes requests, and answers each with these bytes; in pieces of a size."""

    async def script(peer: Peer) -> None:
        without_delay(peer)
        with suppress(GoneError):
            while True:
                judge.execute(await peer.request())
                for start in range(0, len(form), cut or len(form)):
                    await peer.send(form[start : start + (cut or len(form))])

    return script


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("cut", [None, 1])
async def test_all_forms_of_answers(form: bytes, cut: int | None) -> None:
    judge = Judge()
    async with serve(answering(judge, form, cut)) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(COUNT))
        assert server.connections == 1
    assert outcome.error is None
    assert outcome.fates == "d" * COUNT
    assert judge.executed == [*range(COUNT)]


@pytest.mark.parametrize("form", WITHOUT_BODY)
async def test_answers_to_head_have_no_body(form: bytes) -> None:
    judge = Judge()
    async with serve(answering(judge, form)) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(COUNT, "HEAD", b""))
    assert outcome.error is None
    assert "-" not in outcome.fates
    assert "u" not in outcome.fates


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 202 Accepted\r\n\r\n{}",
        b"HTTP/1.0 202 Accepted\r\n\r\n{}",
        b"HTTP/1.0 202 Accepted\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 202 Accepted\r\nConnection: close\r\n\r\n{}",
    ],
)
async def test_answers_that_end_with_their_connection(head: bytes) -> None:
    """Nothing behind them was executed: it goes over a connection of its own."""
    judge = Judge()

    async def once(peer: Peer) -> None:
        judge.execute(await peer.request())
        await peer.send(head)
        peer.half_close()
        await peer.until_closed()

    async with serve(once) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(COUNT))
        assert server.connections == COUNT
    assert outcome.error is None
    assert outcome.fates == "d" * COUNT
    assert judge.executed == [*range(COUNT)]


async def test_an_answer_that_ends_with_its_connection_is_cut_by_a_reset() -> None:
    judge = Judge()

    async def cut(peer: Peer) -> None:
        judge.execute(await peer.request())
        await peer.send(b"HTTP/1.1 202 Accepted\r\n\r\n{")
        peer.reset()

    async with serve(cut) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(COUNT))
    assert_true(judge, outcome.fates)
    assert outcome.fates[0] == "u"


async def test_an_early_answer_to_what_is_still_being_sent() -> None:
    """It is the answer; the connection is of no further use, and nothing is unknown."""
    judge = Judge()

    async def early(peer: Peer) -> None:
        head = await peer.head()
        assert head.length > 1_000_000
        await peer.send(reply(403, b"{}"))
        with suppress(GoneError):
            await peer.drop(head.length)

    async with serve(early, judge) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(1, last=b"large" * 4_000_000))
        assert server.connections == 1
    assert outcome.error is None
    assert outcome.fates == "f"


GARBAGE = [
    b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    b"HTTP/1.1 20 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    b"\0" * 100 + b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000,
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
@pytest.mark.parametrize("good", [0, 2])
async def test_what_is_no_answer(garbage: bytes, good: int) -> None:
    """It ends the stream, and says where; what was answered before is answered."""
    judge = Judge()

    async def breaks(peer: Peer) -> None:
        await judge.serve(peer, good)
        judge.execute(await peer.request())
        await peer.send(garbage)
        await peer.until_closed()

    async with serve(breaks) as server, connected(server.url, max_retries=3) as db:
        outcome = await send(db.conn, numbered(COUNT))
        assert server.connections == 1
    assert_true(judge, outcome.fates)
    assert outcome.fates == "d" * good + "u" * (COUNT - good)
    assert isinstance(outcome.error, ServerConnectionError)
    cause = outcome.error.__cause__
    assert isinstance(cause, AnswerError)
    assert cause.args[1] == good


async def test_one_answer_too_many() -> None:
    """Who can tell to which of them it belongs?"""
    judge = Judge()

    async def doubles(peer: Peer) -> None:
        messages = [await peer.request() for _ in range(16)]
        answers = [judge.execute(message) for message in messages]
        await peer.send(b"".join(answers) + answers[0])
        await peer.until_closed()

    async with serve(doubles) as server, connected(server.url, max_retries=3) as db:
        outcome = await send(db.conn, numbered(100))
    assert isinstance(outcome.error, ServerConnectionError)
    assert isinstance(outcome.error.__cause__, AnswerError)
    assert outcome.fates == "d" * 16 + "-" * 84


@pytest.mark.parametrize("raised", [ValueError("mine"), OSError("mine")])
async def test_what_progress_raises_ends_the_stream(raised: Exception) -> None:
    judge = Judge()

    def progress() -> None:
        raise raised

    async with serve(judge) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(100), progress)
    assert_true(judge, outcome.fates)
    assert outcome.fates[0] == "d"
    assert outcome.error is raised


async def test_progress_is_told_of_all_answers() -> None:
    judge = Judge()
    requests = numbered(1000)
    seen = []
    async with serve(judge) as server, connected(server.url) as db:
        await send(db.conn, requests, lambda: seen.append(requests.stream.at))
    assert seen == sorted(seen)
    assert seen[-1] == 1000
