"""Servers that do what chance says: a caller who goes on behind each loss is never told wrong."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from tests.faults.batches import connected
from tests.faults.judge import STATUSES, WINDOW, Judge, numbered, without_delay
from tests.faults.scripted import GoneError, Message, Peer, reply, serve

from arango_fastbatch._core import Pipeline
from arango_fastbatch.exceptions import ServerConnectionError

if TYPE_CHECKING:
    from tests.faults.judge import Numbered

    from arango_fastbatch.connection import Connection

COUNT = 150


@dataclass
class Chance(Judge):
    """Each connection ends some time, in some way; what it executes, it may answer or not."""

    dice: random.Random = field(default_factory=random.Random)

    async def __call__(self, peer: Peer) -> None:
        without_delay(peer)
        dice = self.dice
        most = dice.choice([1, 3, 30, 300])
        executes = dice.randint(0, most)
        answers = dice.choice([executes, dice.randint(0, executes)])
        says_so = answers == executes > 0 and dice.random() < 0.5
        end = dice.choice([Peer.reset, Peer.close, Peer.half_close])
        with suppress(GoneError):
            for number in range(executes):
                is_last = says_so and number == executes - 1
                try:
                    # Who waits for answers sends no more.
                    message = await asyncio.wait_for(peer.request(), 0.01)
                except asyncio.TimeoutError:
                    break
                answer = self.answer(message, is_last=is_last)
                if number < answers:
                    await self.say(peer, answer)
                elif number == answers:
                    # A piece of an answer is none.
                    await peer.send(answer[: dice.randint(0, len(answer) - 1)])
            end(peer)
            if end is Peer.half_close:
                await peer.until_closed()

    def answer(self, message: Message, *, is_last: bool) -> bytes:
        """Execute a request; gives its answer, in one of the forms that there are."""
        plain = self.execute(message)
        if is_last:
            return reply(202, b"{}", ("Connection", "close"))
        chunked = b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
        informed = b"HTTP/1.1 103 Early Hints\r\n\r\n" + plain
        return self.dice.choice([plain, plain, chunked, informed, b"HTTP/1.1 204 \r\n\r\n"])

    async def say(self, peer: Peer, answer: bytes) -> None:
        """Send an answer, in pieces perhaps."""
        cut = self.dice.choice([len(answer), len(answer), self.dice.randint(1, len(answer))])
        await peer.send(answer[:cut])
        await peer.send(answer[cut:])


async def to_the_end(conn: Connection, requests: Numbered) -> set[int]:
    """Send what was not sent, as long as there is any; gives what is unknown."""
    unknown: set[int] = set()
    while True:
        run = conn.pipeline(requests.stream, lambda: None)
        with suppress(ServerConnectionError):
            await run
        lost = {index for start, stop, _ in run.lost for index in range(start, stop)}
        assert len(lost) <= WINDOW
        unknown |= lost
        begin = max(requests.stream.at, *(index + 1 for index in lost), 0)
        for index in range(begin):
            assert (requests.buffer.answer(index) is None) == (index in unknown)
        for index in range(begin, COUNT):
            assert requests.buffer.answer(index) is None
        if begin == COUNT:
            return unknown
        requests.stream = Pipeline(requests.buffer, begin, COUNT, STATUSES)


@pytest.mark.parametrize("seed", range(25))
async def test_whatever_happens_is_told(seed: int) -> None:
    dice = random.Random(seed)
    body = dice.choice([b"{}", b"b" * 3000, b"b" * 50_000])
    judge = Chance(dice=dice)
    requests = numbered(COUNT, body=body)
    async with serve(judge) as server, connected(server.url, max_retries=0) as db:
        unknown = await to_the_end(db.conn, requests)
    # In order, nothing twice, and nothing that was executed without an answer is said to be else.
    assert judge.executed == sorted(set(judge.executed))
    assert set(range(COUNT)) - unknown <= set(judge.executed)
