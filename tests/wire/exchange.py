"""One call of a method, what it sent, and what it made of a scripted answer, in each context."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tests.faults.scripted import GoneError, Message, Part, Peer, answer_batch, part_answer, serve

from arango_fastbatch.client import ArangoClient
from arango_fastbatch.collection import StandardCollection

Method = Callable[[StandardCollection[Any]], Awaitable[Any]]
Call = Callable[[Any], Awaitable[Any]]

PREFIX = "/_db/test"
CONTEXTS = ("default", "batch")


@dataclass(frozen=True)
class Asked:
    """A request: what the method is responsible for of it."""

    method: str
    target: str
    body: Any = None
    if_match: str | None = None


@dataclass
class Script:
    """Answers request after request, the last answer again and again, and keeps the requests."""

    answers: list[tuple[int, Any]]
    asked: list[Asked] = field(default_factory=list)

    async def __call__(self, peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                message = await peer.request()
                if message.target == f"{PREFIX}/_api/batch":
                    await answer_batch(peer, message, self._answer_part)
                else:
                    status, body = self._next(message, message.target.removeprefix(PREFIX))
                    await peer.answer(status, body)

    def _answer_part(self, part: Part) -> bytes:
        status, body = self._next(part, part.target)
        return part_answer(part.content_id, status, body)

    def _next(self, request: Message | Part, target: str) -> tuple[int, bytes]:
        body = json.loads(request.body) if request.body else None
        self.asked.append(Asked(request.method, target, body, request.headers.get("if-match")))
        status, answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        return status, json.dumps(answer).encode()


async def exchange(context: str, method: Method, *answers: tuple[int, Any]) -> tuple[Any, Any]:
    """Call a method of the collection "s"; see `exchange_with`."""
    return await exchange_with(context, lambda db: method(db.collection("s")), *answers)


async def exchange_with(context: str, call: Call, *answers: tuple[int, Any]) -> tuple[Any, Any]:
    """Call a method of the database "test", or of what is in it.

    Args:
        context: "default" or "batch".
        call: Calls it, given the database in this context.
        answers: Status and JSON of what the server answers to one request after the other.

    Returns:
        What was asked (an `Asked`, or a list where it was not one), and the result or exception.
    """
    script = Script(list(answers))
    outcome: Any
    async with serve(script) as server, ArangoClient(server.url) as client:
        db = await client.db("test", username="root", password="x")
        try:
            if context == "batch":
                batch = db.begin_batch_execution()
                job = await call(batch)
                await batch.commit()
                outcome = job.result()
            else:
                outcome = await call(db)
        except Exception as error:
            outcome = error
    return script.asked[0] if len(script.asked) == 1 else script.asked, outcome
