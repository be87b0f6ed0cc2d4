"""Whole batches at servers that do what chance says: what jobs and reports say is so."""

from __future__ import annotations

import asyncio
import json
import random
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.batches import assert_true_report, connected, numbered_answer
from tests.faults.judge import Judge, without_delay
from tests.faults.scripted import GoneError, Message, Peer, error_body, reply, serve

from arango_fastbatch.exceptions import ArangoError
from arango_fastbatch.request import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arango_fastbatch.database import BatchDatabase, StandardDatabase

QUEUE_FULL = reply(503, error_body(503, 21003, "queue is full"))
NO_SERVER = reply(503, b"<html>no server</html>", content_type="text/html")
NOT_NOW = reply(429, b"", content_type="text/html")
NOT_YOU = reply(401, error_body(401, 11, "not authorized"))
LOST_LEADER = reply(503, error_body(503, 1495, "leadership challenge is ongoing"))
BAD_GATEWAY = reply(502, b"<html>bad gateway</html>", content_type="text/html")
INSTEAD = [QUEUE_FULL, NO_SERVER, NOT_NOW, NOT_YOU, LOST_LEADER, BAD_GATEWAY]
CHUNKED = b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n"
TAKEN = {"error": True, "errorNum": 1210, "errorMessage": "unique constraint violated"}
# So many times a batch is committed whose commit may be called again.
COMMITS = 30


class Interrupted(Exception):  # noqa: N818 # what ends a block, and no error of the client's
    """Ends the block of a batch."""


@dataclass
class Chance(Judge):
    """Executes, refuses, closes, breaks and answers as the dice fall.

    Attributes:
        partly: Numbers that were executed, and then failed or got a proxy's answer.
        read: The numbers that were read.
        calm: How likely it is that a request is answered as it should be.
        largest: Most bytes of a body.
    """

    dice: random.Random = field(default_factory=random.Random)
    calm: float = 0.95
    partly: set[int] = field(default_factory=set)
    read: set[int] = field(default_factory=set)
    largest: int = 1 << 30

    async def __call__(self, peer: Peer) -> None:
        without_delay(peer)
        dice = self.dice
        most = dice.choice([1, 2, 20, 20, 300, 5000])
        end = dice.choice([Peer.reset, Peer.close, Peer.half_close, None])
        with suppress(GoneError, OSError):
            for count in range(most):
                await self.one(peer, is_last=end is None and count == most - 1)
                if dice.random() < 0.02:
                    await asyncio.sleep(dice.choice([0, 0.001]))
            if end is None:
                return
            # What comes last may be executed, and nobody hears of it.
            with suppress(asyncio.TimeoutError):
                for _ in range(dice.randint(0, 3)):
                    self.execute(await asyncio.wait_for(peer.request(), 0.05))
            end(peer)
            if end is Peer.half_close:
                await peer.until_closed()

    async def one(self, peer: Peer, *, is_last: bool) -> None:
        """Answer a request."""
        head = await peer.head()
        if head.length > self.largest:
            # Who refuses a body does not read it.
            await peer.send(reply(413, b"too large", ("Connection", "close")))
            await peer.until_closed()
            raise GoneError("refused")
        message = Message(head.method, head.target, head.headers, await peer.take(head.length))
        closing = [("Connection", "close")] if is_last else []
        answer = self.answer(message, *closing)
        cut = self.dice.choice([len(answer), len(answer), self.dice.randint(1, len(answer))])
        await peer.send(answer[:cut])
        await peer.send(answer[cut:])

    def answer(self, message: Message, *headers: tuple[str, str]) -> bytes:
        dice = self.dice
        if dice.random() > self.calm and not headers:
            chosen = dice.choice(INSTEAD)
            if chosen is LOST_LEADER or (chosen is BAD_GATEWAY and dice.random() < 0.5):
                before = len(self.executed)
                self.execute(message)
                self.partly |= set(self.executed[before:])
            return chosen
        plain = self.execute(message, *headers)
        body = plain.partition(b"\r\n\r\n")[2]
        forms = [plain, b"HTTP/1.1 103 Early Hints\r\n\r\n" + plain]
        if not headers:
            forms.append(CHUNKED % (len(body), body))
        return dice.choice(forms)

    def execute(self, message: Message, *headers: tuple[str, str]) -> bytes:
        if message.method == "GET":
            number = int(message.target.rpartition("/")[2])
            self.read.add(number)
            return reply(200, b'{"number":%d}' % number, *headers)
        answer = super().execute(message, *headers)
        if message.target.startswith("/_db/test/x/"):
            return answer
        # Some documents fail: their keys are taken.
        documents = json.loads(message.body)
        if isinstance(documents, dict):
            is_taken = documents["number"] % 7 == 0
            return reply(409, json.dumps(TAKEN).encode(), *headers) if is_taken else answer
        items = [
            TAKEN if it["number"] % 7 == 0 else {"_key": str(it["number"])} for it in documents
        ]
        return reply(202, json.dumps(items).encode(), *headers)


def kinds(dice: random.Random) -> Iterator[str]:
    """What is queued: mixtures, or much of one kind."""
    chosen = dice.choice([["single"], ["insert"], ["read"], ["single", "insert", "read"]])
    while True:
        yield from [dice.choice(chosen)] * dice.choice([1, 2, 30])


async def fill(batch: BatchDatabase[Any], dice: random.Random, count: int) -> None:
    """Queue so many calls."""
    pad = "p" * dice.choice([0, 100, 3000])
    for number, kind in zip(range(count), kinds(dice), strict=False):
        if kind == "insert":
            await batch.collection("c").insert({"number": number, "pad": pad})
        elif kind == "read":
            await batch.execute(Request("get", f"/r/{number}"), numbered_answer)
        else:
            body = None if dice.random() < 0.9 else {"pad": pad}
            await batch.execute(Request("post", f"/x/{number}", data=body), numbered_answer)
        if dice.random() < 0.01:
            await asyncio.sleep(0)


async def use(db: StandardDatabase, dice: random.Random, **options: Any) -> Any:
    """Fill a batch and commit it, as often as that may be; perhaps leave it or cancel it."""
    batch = db.begin_batch_execution(**options)
    count = dice.choice([1, 50, 400, 3000])
    leaves = dice.random() < 0.2
    cancels = dice.random() < 0.2

    async def run() -> None:
        with suppress(Interrupted):
            async with batch:
                await fill(batch, dice, count)
                if leaves:
                    raise Interrupted

    running = asyncio.create_task(run())
    if cancels:
        await asyncio.wait({running}, timeout=dice.choice([0, 0.001, 0.01, 0.1]))
        running.cancel()
    with suppress(ArangoError, asyncio.CancelledError):
        await running
    for _ in range(COMMITS):
        with suppress(ArangoError):
            await batch.commit()
            break
    return batch


async def play(seed: int) -> None:
    """One batch at one server; all that is said of it is compared with what was executed."""
    dice = random.Random(seed)
    largest = dice.choice([1 << 30, 1 << 30, 5000])
    judge = Chance(dice=random.Random(seed), calm=dice.choice([1, 0.99, 0.8]), largest=largest)
    ordered = dice.random() < 0.7
    options: dict[str, Any] = {"ordered": ordered, "return_result": dice.random() < 0.7}
    if dice.random() < 0.4:
        options["flush_count"] = dice.choice([10, 200])
    settings = {"server_version": "4.0.0", "max_retries": dice.choice([None, 0, 3])}
    async with serve(judge) as server, connected(server.url, timeout=20, **settings) as db:
        batch = await use(db, dice, **options)
    executed = set(judge.executed)
    assert len(executed) == len(judge.executed), "executed twice"
    if ordered:
        assert judge.executed == sorted(executed), "not in order"
    report = batch.report
    assert report.sent == report.succeeded + report.failed + report.unknown
    if not options["return_result"]:
        assert len(batch.unknown_jobs()) == report.unknown
        assert len(executed) <= report.sent
        return
    said = assert_true_report(batch, ordered=ordered)
    for number, fate in enumerate(said):
        if fate == "s":
            assert number in executed | judge.read
        if fate == "p":
            assert number not in executed
        if fate == "f" and number in executed:
            assert number in judge.partly or number % 7 == 0


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arango_fastbatch.connection.repeating._FIRST_PAUSE", 0)


@pytest.mark.parametrize("seed", range(40))
async def test_whatever_happens_to_a_batch_is_told(seed: int) -> None:
    await play(seed)
