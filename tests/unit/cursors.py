"""Cursors on prepared answers."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

from arango_fastbatch import codec
from arango_fastbatch.cursor import Cursor
from arango_fastbatch.executor import DefaultApiExecutor
from arango_fastbatch.response import Response

if TYPE_CHECKING:
    from arango_fastbatch.request import Request


class Connection:
    """Hands out prepared answers, and counts what is asked at once."""

    def __init__(self, *answers: Any) -> None:
        self.answers = deque(answers)
        self.asked: list[tuple[str, str]] = []
        self.at_once = 0
        self.most_at_once = 0
        self.gate: asyncio.Event | None = None

    async def send_request(self, request: Request) -> Response:
        self.asked.append((request.method, request.target))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await (self.gate.wait() if self.gate else asyncio.sleep(0))
        finally:
            self.at_once -= 1
        answer = self.answers.popleft()
        if isinstance(answer, Exception):
            raise answer
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        response = Response("post", "http://h", {}, status, "Reason", codec.dumps(body))
        response.body = body
        return response

    decode = staticmethod(codec.decode)

    def url(self, target: str) -> str:
        return target


def said(items: list[Any], more: bool = False, **fields: Any) -> dict[str, Any]:
    return {"result": items, "hasMore": more, **fields}


def cursor(first: dict[str, Any], *answers: Any) -> tuple[Cursor, Connection]:
    conn = Connection(*answers)
    executor = DefaultApiExecutor(conn)  # type: ignore[arg-type]  # a stand-in
    return Cursor(conn, first, executor=executor), conn  # type: ignore[arg-type]  # likewise
