"""One call of a method, what it sent, and what it made of a scripted answer, in each context."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tests.faults.scripted import (
    GoneError,
    Message,
    Part,
    Peer,
    answer_batch,
    error_body,
    part_answer,
    serve,
)

from arango_fastbatch.client import ArangoClient
from arango_fastbatch.collection import StandardCollection

Method = Callable[[StandardCollection[Any]], Awaitable[Any]]
Call = Callable[[Any], Awaitable[Any]]

PREFIX = "/_db/test"
CONTEXTS = ("default", "batch", "pipelined")
JSON = "application/json"


@dataclass(frozen=True)
class Asked:
    """A request: what the method is responsible for of it.

    Attributes:
        method: HTTP method.
        target: Path below the database with its query.
        body: The JSON; bytes where it is none.
        if_match: The revision that is demanded.
        accept: The content type that is asked for, where it is a certain one.
        content_type: The body's content type without its parameters, where it is not JSON.
    """

    method: str
    target: str
    body: Any = None
    if_match: str | None = None
    accept: str | None = None
    content_type: str | None = None


@dataclass(frozen=True)
class Raw:
    """An answer that is no JSON, or comes with headers of its own."""

    text: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Script:
    """Answers request after request, the last answer again and again, and keeps the requests.

    The version of the server is None for one that keeps it to itself.
    """

    answers: list[tuple[int, Any]]
    version: str | None = None
    asked: list[Asked] = field(default_factory=list)
    has_batches: bool = True

    async def __call__(self, peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                message = await peer.request()
                if message.target == f"{PREFIX}/_api/batch":
                    if self.has_batches:
                        await answer_batch(peer, message, self._answer_part)
                    else:
                        await peer.answer(404, error_body(404, 404, "unknown path '/_api/batch'"))
                elif message.target == f"{PREFIX}/_api/version":
                    # The client's own question; the method `version` asks with a query.
                    await peer.answer(200, json.dumps(self._about_itself()).encode())
                else:
                    target = message.target.removeprefix(PREFIX)
                    status, body, headers = self._next(message, target)
                    await peer.answer(status, body, *headers)

    def _about_itself(self) -> dict[str, str]:
        told = {} if self.version is None else {"version": self.version}
        return {"server": "arango", "license": "community", **told}

    def _answer_part(self, part: Part) -> bytes:
        status, body, headers = self._next(part, part.target)
        lines = [f"{name}: {value}" for name, value in headers]
        return part_answer(part.content_id, status, body, *lines)

    def _next(
        self, request: Message | Part, target: str
    ) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
        said = request.headers
        content_type = said.get("content-type", JSON).partition(";")[0]
        body: Any = None
        if request.body:
            body = json.loads(request.body) if content_type == JSON else request.body
        self.asked.append(
            Asked(
                request.method,
                target,
                body,
                said.get("if-match"),
                None if said.get("accept") == "*/*" else said.get("accept"),
                None if content_type == JSON else content_type,
            )
        )
        status, answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(answer, Raw):
            return status, answer.text.encode(), answer.headers
        return status, json.dumps(answer).encode(), ()


async def exchange(
    context: str, method: Method, *answers: tuple[int, Any], version: str | None = None
) -> tuple[Any, Any]:
    """Call a method of the collection "s"; see `exchange_with`."""

    def call(db: Any) -> Awaitable[Any]:
        return method(db.collection("s"))

    return await exchange_with(context, call, *answers, version=version)


async def exchange_with(
    context: str, call: Call, *answers: tuple[int, Any], version: str | None = None
) -> tuple[Any, Any]:
    """Call a method of the database "test", or of what is in it.

    Args:
        context: "default", "batch", or "pipelined": a batch on a server without a batch endpoint.
        call: Calls it, given the database in this context.
        answers: Status and JSON (or `Raw`) of what the server answers, request after request.
        version: The server's version; None for a server that keeps it to itself.

    Returns:
        What was asked (an `Asked`, or a list where it was not one), and the result or exception.
    """
    script = Script(list(answers), version)
    outcome: Any
    script.has_batches = context != "pipelined"
    async with serve(script) as server, ArangoClient(server.url) as client:
        db = await client.db("test", username="root", password="x")
        try:
            if context != "default":
                batch = db.begin_batch_execution()
                job = await call(batch)
                await batch.commit()
                outcome = job.result()
            else:
                outcome = await call(db)
        except Exception as error:
            outcome = error
    return script.asked[0] if len(script.asked) == 1 else script.asked, outcome
