"""Pipelined requests that a server does not execute for now: what is sent again, what is not."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.batches import connected
from tests.faults.judge import Judge, assert_true, inserts, numbered, send
from tests.faults.scripted import GoneError, Message, Peer, error_body, reply, serve

from arango_fastbatch.exceptions import JWTAuthError

if TYPE_CHECKING:
    from collections.abc import Callable

QUEUE_FULL = error_body(503, 21003, "queue is full")
LOST_LEADER = error_body(503, 1495, "leadership challenge is ongoing")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arango_fastbatch.connection.repeating._FIRST_PAUSE", 0)


@dataclass
class Refusing(Judge):
    """Refuses some of the requests, and gives out tokens.

    Attributes:
        refuses: Gives the answer to a request that is refused, or None.
        tokens: How many were given out.
    """

    refuses: Callable[[Refusing, Message], bytes | None] = lambda *_: None
    tokens: int = 0
    most_tokens: int | None = None
    count: int = 0

    async def __call__(self, peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                message = await peer.request()
                if message.target.endswith("/_open/auth"):
                    if self.tokens == self.most_tokens:
                        await peer.answer(401, error_body(401, 11, "not any more"))
                        continue
                    self.tokens += 1
                    await peer.answer(200, b'{"jwt":"token%d"}' % self.tokens)
                    continue
                self.count += 1
                refusal = self.refuses(self, message)
                await peer.send(self.execute(message) if refusal is None else refusal)


def number_of(message: Message) -> int:
    return int(message.target.rpartition("/")[2])


async def refused(
    refuses: Callable[[Refusing, Message], bytes | None], count: int = 1000, **options: Any
) -> tuple[Refusing, str, BaseException | None]:
    """What becomes of a stream at a judge that refuses."""
    judge = Refusing(refuses=refuses)
    async with serve(judge) as server, connected(server.url, **options) as db:
        outcome = await send(db.conn, numbered(count))
    assert_true(judge, outcome.fates)
    return judge, outcome.fates, outcome.error


# --- 401


def expires(after: int) -> Callable[[Refusing, Message], bytes | None]:
    """Tokens that end after so many requests."""

    def refuses(judge: Refusing, message: Message) -> bytes | None:
        given = int(message.headers["authorization"].removeprefix("bearer token"))
        is_old = len(judge.executed) >= after * given
        return reply(401, error_body(401, 11, "not authorized")) if is_old else None

    return refuses


async def test_a_token_that_ends_in_the_middle_is_renewed() -> None:
    judge, fates, error = await refused(expires(300), jwt=True)
    assert error is None
    assert fates == "d" * 1000
    assert judge.executed == [*range(1000)]
    assert judge.tokens == 4


def never_after(answers: int) -> Callable[[Refusing, Message], bytes | None]:
    """Whatever the token, no more than so many requests are let in."""

    def refuses(judge: Refusing, _: Message) -> bytes | None:
        is_over = len(judge.executed) >= answers
        return reply(401, error_body(401, 11, "not authorized")) if is_over else None

    return refuses


async def test_what_stays_refused_with_a_new_token_fails() -> None:
    judge, fates, error = await refused(never_after(100), 700, jwt=True)
    assert error is None
    assert fates == "d" * 100 + "f" * 600
    assert judge.tokens == 2


@pytest.mark.parametrize("jwt", [True, False])
async def test_a_refusal_from_the_first_request_on_is_left_to_the_caller(jwt: bool) -> None:
    judge = Refusing(refuses=never_after(0))
    async with serve(judge) as server, connected(server.url, jwt=jwt) as db:
        requests = numbered(700)
        await db.conn.pipeline(requests.stream, lambda: None)
        assert requests.stream.refusal is not None
        assert requests.stream.refusal[0] == 401
        assert requests.stream.at == 0
    assert judge.tokens == 2 * jwt
    assert judge.count == 16 * (1 + jwt)


async def test_refusals_in_between_are_for_other_reasons_than_credentials() -> None:
    def some(_: Refusing, message: Message) -> bytes | None:
        is_refused = number_of(message) % 100 >= 50
        return reply(401, error_body(401, 11, "not for you")) if is_refused else None

    _, fates, error = await refused(some, jwt=True)
    assert error is None
    assert fates == ("d" * 50 + "f" * 50) * 10


async def test_credentials_that_cannot_be_renewed_fail_each_request() -> None:
    judge, fates, error = await refused(never_after(10))
    assert error is None
    assert fates == "d" * 10 + "f" * 990
    assert judge.count == 1000


async def test_no_new_token_leaves_what_was_refused_unsent() -> None:
    def one_token(judge: Refusing, message: Message) -> bytes | None:
        return expires(300)(judge, message)

    judge = Refusing(refuses=one_token, most_tokens=1)
    async with serve(judge) as server, connected(server.url, jwt=True) as db:
        outcome = await send(db.conn, numbered(1000))
    assert isinstance(outcome.error, JWTAuthError)
    assert_true(judge, outcome.fates)
    assert outcome.fates == "d" * 300 + "-" * 700


# --- 503 and 429


@pytest.mark.parametrize(
    ("status", "body"), [(503, QUEUE_FULL), (503, b"no server"), (429, b"too many")]
)
async def test_a_busy_server_in_the_middle(status: int, body: bytes) -> None:
    """It gets the same requests again, in their order."""
    judge = Judge()

    async def busy(peer: Peer) -> None:
        with suppress(GoneError):
            await judge.serve(peer, 300 if server.connections == 1 else 0)
            while True:
                await peer.request()
                await peer.answer(status, body)

    scripts = [busy] * 3 + [judge]
    async with serve(*scripts) as server, connected(server.url, max_retries=3) as db:
        outcome = await send(db.conn, numbered(1000))
        assert server.connections == 4
    assert outcome.error is None
    assert outcome.fates == "d" * 1000
    assert judge.executed == [*range(1000)]


async def test_without_retries_its_refusals_are_answers() -> None:
    def busy(judge: Refusing, _: Message) -> bytes | None:
        return reply(503, QUEUE_FULL) if judge.count > 300 else None

    judge, fates, error = await refused(busy)
    assert error is None
    assert fates == "d" * 300 + "f" * 700
    assert judge.count == 1000


async def test_a_busy_server_between_answers_cannot_be_asked_again_in_order() -> None:
    def busy(_: Refusing, message: Message) -> bytes | None:
        return reply(503, QUEUE_FULL) if number_of(message) % 10 == 5 else None

    _, fates, error = await refused(busy, 100, max_retries=3)
    assert error is None
    assert fates == "dddddfdddd" * 10


async def test_what_may_be_executed_in_part_is_not_repeated() -> None:
    def lost_leader(judge: Refusing, message: Message) -> bytes | None:
        if number_of(message) < 90:
            return None
        judge.executed.append(number_of(message))
        return reply(503, LOST_LEADER)

    judge = Refusing(refuses=lost_leader)
    async with serve(judge) as server, connected(server.url, max_retries=3) as db:
        outcome = await send(db.conn, numbered(100))
    assert outcome.fates == "d" * 90 + "f" * 10
    assert judge.executed == [*range(100)]


async def test_a_full_queue_does_not_speak_for_what_may_be_executed_in_part() -> None:
    def refuses(judge: Refusing, message: Message) -> bytes | None:
        number = number_of(message)
        if number < 90:
            return None
        if number < 93 or judge.count > 103:
            return reply(503, QUEUE_FULL)
        judge.executed.append(number)
        return reply(503, LOST_LEADER)

    judge = Refusing(refuses=refuses)
    async with serve(judge) as server, connected(server.url, max_retries=3) as db:
        outcome = await send(db.conn, numbered(100))
    assert outcome.fates == "d" * 90 + "f" * 10
    assert judge.count == 100


async def test_another_host_takes_over_from_a_busy_one() -> None:
    judge = Judge()
    busy = Refusing(refuses=lambda *_: reply(503, QUEUE_FULL))
    async with (
        serve(busy) as one,
        serve(judge) as two,
        connected([one.url, two.url]) as db,
    ):
        outcome = await send(db.conn, numbered(100))
        assert two.connections == 1
    assert outcome.fates == "d" * 100
    assert judge.executed == [*range(100)]


# --- 413


@pytest.mark.parametrize("closes", [True, False])
async def test_merged_requests_that_are_too_large_are_made_smaller(closes: bool) -> None:
    limit = 10_000
    header = [("Connection", "close")] if closes else []

    async def limited(peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                head = await peer.head()
                if head.length > limit and closes:
                    await peer.answer(413, b"", *header)
                    peer.half_close()
                    await peer.until_closed()
                    return
                body = await peer.take(head.length)
                if head.length > limit:
                    await peer.answer(413, b"")
                    continue
                message = Message(head.method, head.target, head.headers, body)
                await peer.send(judge.execute(message))

    judge = Judge()
    # One document alone is too large.
    requests = inserts(1000, pad=100)
    requests.buffer.append(0, json.dumps({"number": 1000, "pad": "p" * limit}).encode())
    stream = type(requests.stream)(requests.buffer, 0, 1001, {})
    requests.stream = stream
    async with serve(limited) as server, connected(server.url) as db:
        outcome = await send(db.conn, requests)
    assert outcome.error is None
    assert outcome.fates == "d" * 1000 + "f"
    assert judge.executed == [*range(1000)]


# --- 502 and 504


@pytest.mark.parametrize("status", [502, 504])
async def test_a_proxys_failure_leaves_one_request_unclear(status: int) -> None:
    def proxy(judge: Refusing, message: Message) -> bytes | None:
        number = number_of(message)
        if number % 10 != 5:
            return None
        # It may have been executed, or not.
        if number > 50:
            judge.executed.append(number)
        return reply(status, b"<html>")

    judge, fates, error = await refused(proxy, 100)
    assert error is None
    assert fates == "dddddcdddd" * 10
    assert judge.count == 100


async def test_arangods_own_502_is_an_answer() -> None:
    body = error_body(502, 1, "from a coordinator")
    _, fates, _ = await refused(lambda *_: reply(502, body), 10)
    assert fates == "f" * 10
