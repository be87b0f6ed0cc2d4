"""A batch by way of pipelined requests, where there is no batch endpoint."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator

from arango_fastbatch._core import AnswerError, Pipeline
from arango_fastbatch.batch.accounts import Accounts, Span
from arango_fastbatch.batch.statuses import STATUSES
from arango_fastbatch.connection import Connection
from arango_fastbatch.connection.repeating import was_refused
from arango_fastbatch.exceptions import (
    BatchExecuteError,
    ServerConnectionError,
    ServerUnreachableError,
)
from arango_fastbatch.operation import prepare
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response

# Where order does not matter: so many connections, unless each would have fewer records than this.
_CONNECTIONS = 4
_LEAST_RECORDS = 64
# More records than this do not go over one connection then, so that all end at about one time.
_MOST_RECORDS = 16_384
# So many failures are looked at whenever answers come; the others wait.
_FAILURES_A_TURN = 256

# Status, headers and body.
_Refusal = tuple[int, list[tuple[str, str]], bytes]


class PipelinedWay:
    """Sends records as HTTP requests one behind the other, without waiting for answers.

    Args:
        connection: What sends.
        accounts: Where what became of them is noted.
        ordered: Whether records run in their order; else they go over several connections.
    """

    def __init__(self, connection: Connection, accounts: Accounts, ordered: bool) -> None:
        self._conn = connection
        self._accounts = accounts
        self._ordered = ordered
        self._streams: set[Pipeline] = set()
        self._is_halted = False

    def halt(self) -> None:
        """Begin no further request; what is under way comes to its end, the rest is unsent."""
        self._is_halted = True
        for stream in self._streams:
            stream.halt()

    async def send(self, span: Span) -> None:
        """Send records.

        Args:
            span: The records.

        Raises:
            ServerUnreachableError: If no connection came about; what is not done is unsent.
            BatchExecuteError: If the server refused all of it, such as for wrong credentials.
            ServerConnectionError: If the connection broke; what was sent and had no answer is
                unknown, the rest is unsent.
            BatchStateError: If it broke, or an answer made no sense, after others had come.
        """
        if self._ordered or len(span) < 2 * _LEAST_RECORDS:
            await self._stream(span)
        else:
            await self._spread(span)

    async def _spread(self, span: Span) -> None:
        """Send records over several connections, in no order."""
        size = min(max(-(-len(span) // _CONNECTIONS), _LEAST_RECORDS), _MOST_RECORDS)
        waiting = deque(
            span.part(start, min(start + size, span.stop))
            for start in range(span.start, span.stop, size)
        )

        async def work() -> None:
            try:
                while waiting and not self._is_halted:
                    await self._stream(waiting.popleft())
            except BaseException:
                # Nobody begins anything new.
                waiting.clear()
                raise

        workers = [asyncio.ensure_future(work()) for _ in range(min(_CONNECTIONS, len(waiting)))]
        try:
            await asyncio.wait(workers)
        except asyncio.CancelledError:
            for worker in workers:
                worker.cancel()
            await asyncio.wait(workers)
            raise
        errors = [error for error in (worker.exception() for worker in workers) if error]
        if errors:
            # One that left nothing unknown tells less.
            raise min(errors, key=lambda error: isinstance(error, ServerUnreachableError))

    async def _stream(self, span: Span) -> None:
        """Send records over one connection after the other, in order."""
        stream = Pipeline(span.log.buffer, span.start, span.stop, STATUSES)
        books = _Books(span, stream, self._accounts)
        self._streams.add(stream)
        try:
            await self._conn.pipeline(stream, books.note)
            if stream.refusal is not None:
                # Only one of everything is left to us.
                raise self._refused(stream, stream.refusal)
        except ServerUnreachableError as error:
            books.close(str(error))
            raise
        except ServerConnectionError as error:
            is_lost = books.close(str(error))
            if isinstance(error.__cause__, AnswerError) or (is_lost and books.has_answers):
                raise self._accounts.malformed(span, str(error), None) from error
            raise
        except asyncio.CancelledError:
            books.close("sending it was cancelled")
            raise
        except BaseException as error:
            # A custom HTTP client may raise anything.
            books.close(f"{type(error).__name__}: {error}")
            raise
        finally:
            self._streams.discard(stream)
        await books.finish()

    def _refused(self, stream: Pipeline, refusal: _Refusal) -> BatchExecuteError:
        """What to raise for a stream of which the server executes nothing; all of it is unsent."""
        stream.rewind()
        response = prepare(_response(refusal, self._conn.url("/")), self._conn)
        return BatchExecuteError(response, Request("post", "/_api/batch"))


class _Books:
    """What is known of the records of one stream.

    Attributes:
        has_answers: Whether any record has its answer.
    """

    def __init__(self, span: Span, stream: Pipeline, accounts: Accounts) -> None:
        self._span = span
        self._stream = stream
        self._accounts = accounts
        # Up to here records were handed out, and are settled.
        self._handed = self._at = span.start
        self._unclear: set[int] = set()
        self._to_judge: deque[int] = deque()
        self.has_answers = False
        span.log.send(span.start, span.stop)

    def note(self) -> None:
        """Note what has happened since the last time."""
        span, stream, accounts = self._span, self._stream, self._accounts
        handed, at = stream.handed, stream.at
        accounts.report.sent += handed - self._handed
        self._handed = handed
        for start, stop, status in stream.unclear():
            reason = f"something before the server answered {status}"
            accounts.lose_unanswered(span.part(start, stop), reason)
            self._unclear.update(range(start, stop))
        if at > self._at:
            settled = span.part(self._at, at)
            missing = len(span.log.buffer.unanswered(self._at, at))
            self._to_judge.extend(accounts.count_successes(settled, missing))
            self._at = at
            self.has_answers = self.has_answers or missing < len(settled)
        for _ in range(min(len(self._to_judge), _FAILURES_A_TURN)):
            accounts.judge(span, self._to_judge.popleft())

    async def finish(self) -> None:
        """Count what has its answer; the rest was not begun."""
        self.note()
        self._span.log.unsend(self._handed, self._span.stop)
        await self._accounts.judge_all(self._span, list(self._to_judge))

    def close(self, reason: str) -> bool:
        """Count what has its answer; the rest is unknown if it was sent, else unsent.

        Args:
            reason: Why it is unknown.

        Returns:
            Whether anything is unknown.
        """
        span = self._span
        self._stream.lose()
        refusal = self._stream.refusal
        if refusal is not None and was_refused(_response(refusal)):
            self._stream.rewind()
        else:
            self._stream.accept()
        self.note()
        while self._to_judge:
            self._accounts.judge(span, self._to_judge.popleft())
        unanswered = span.log.buffer.unanswered(span.start, self._handed)
        lost = [index for index in unanswered if index not in self._unclear]
        for start, stop in _ranges(lost):
            self._accounts.lose_unanswered(span.part(start, stop), reason)
        span.log.unsend(self._handed, span.stop)
        return bool(lost)


def _response(refusal: _Refusal, url: str = "") -> Response:
    """What a stream was refused with."""
    status, fields, body = refusal
    return Response("post", url, dict(fields), status, "", body)


def _ranges(indexes: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers in ascending order as ranges."""
    start = stop = None
    for index in indexes:
        if start is None or stop is None:
            start = index
        elif index > stop:
            yield start, stop
            start = index
        stop = index + 1
    if start is not None and stop is not None:
        yield start, stop
