"""The way of a batch to the server: exchanges, splitting, and the truth about what came back."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from arango_fastbatch._core import AnswerDecoder, AnswerError
from arango_fastbatch.batch.log import BatchLog
from arango_fastbatch.batch.report import BatchReport
from arango_fastbatch.connection import Connection
from arango_fastbatch.connection.repeating import executed_nothing
from arango_fastbatch.exceptions import (
    BatchExecuteError,
    BatchStateError,
    ServerConnectionError,
    ServerUnreachableError,
)
from arango_fastbatch.http import Feed, Stream
from arango_fastbatch.operation import prepare
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response

_TOO_LARGE = 413
# With these the server (or what stands before it) refuses a batch before any of it runs.
_REFUSED = frozenset({401, 403, 404, 405, 411, 412, _TOO_LARGE, 414, 429, 431})
_UNAVAILABLE = 503
_NO_SUCH_PATH = 404
# Two dashes, 32 digits, two dashes.
_CLOSING_BYTES = 36
# So many failures are looked at before others get their turn on the loop.
_FAILURES_A_TURN = 256


@dataclass(frozen=True)
class _Span:
    """The records of one exchange: those of a log from start to stop.

    `result` gives the result of one of the log's records, or raises what its job raises.
    """

    log: BatchLog
    start: int
    stop: int
    result: Callable[[int], Any]

    def __len__(self) -> int:
        return self.stop - self.start


class BatchSender:
    """Sends the records of logs, and keeps the report.

    Args:
        connection: What sends.
        max_bytes: Most bytes of one request.

    Attributes:
        report: What became of the requests so far.
        is_certain: Whether it is known of every request if it was executed. Then sending may go on
            after an error; else a request could overtake what may still be executed.
        stopped: Set it to begin no further exchange.
    """

    def __init__(self, connection: Connection, max_bytes: int) -> None:
        self._conn = connection
        self._max_bytes = max_bytes
        self.report = BatchReport()
        self.is_certain = True
        self.stopped = False

    async def send(self, log: BatchLog, result: Callable[[int], Any]) -> None:
        """Send a log's records that were not sent yet, in as many exchanges as it takes.

        Args:
            log: The log.
            result: Gives the result of one of its records, or raises what its job raises.

        Raises:
            ServerUnreachableError: If no connection came about. Records that were not sent before
                are still unsent: sending may be tried again.
            BatchExecuteError: If the server refused the batch as a whole.
            ServerConnectionError: If the connection broke; what had no answer is unknown.
            BatchStateError: If the answer was not what it must be; what it lacks is unknown.
        """
        while log.sent < len(log.buffer) and not self.stopped:
            start = log.sent
            span = _Span(log, start, log.buffer.fit(start, self._max_bytes), result)
            response = await self._exchange(span)
            if response is not None:
                self._split(span, response)
            else:
                await self._account(span)

    async def _exchange(self, span: _Span) -> Response | None:
        """Send the records; gives the answer only if it says that they are too many."""
        buffer, start, stop = span.log.buffer, span.start, span.stop
        boundary = secrets.token_hex(16)
        decoder = buffer.decoder(boundary, start, stop)
        request = Request(
            "post",
            "/_api/batch",
            headers={"content-type": f"multipart/form-data; boundary={boundary}"},
        )
        # Whether any of it may have been executed, and whether its answer has begun.
        may_run = answered = False

        def segments() -> Iterable[bytes]:
            nonlocal may_run
            may_run = True
            return buffer.segments(boundary, start, stop)

        def answer(status: int, headers: Mapping[str, str]) -> Feed | None:
            nonlocal may_run, answered
            may_run = status not in _REFUSED
            answered = status == 200
            return _feed_for(status, headers, decoder.feed)

        self.report.sent += len(span)
        span.log.sent = stop
        try:
            response = await self._conn.stream(
                request, Stream(buffer.wire_size(start, stop), segments, answer)
            )
            if answered:
                decoder.finish()
                return None
        except AnswerError as error:
            message, part = error.args
            raise self._malformed(span, message, part) from error
        except ServerUnreachableError:
            self._unsend(span)
            raise
        except ServerConnectionError as error:
            if not answered:
                self._give_up(span, may_run, str(error))
                raise
            if _is_whole(decoder):
                return None
            raise self._malformed(span, str(error), decoder.parts) from error
        except asyncio.CancelledError:
            self._give_up(span, may_run, "sending it was cancelled")
            raise
        except BaseException as error:
            # A custom HTTP client may raise anything.
            self._give_up(span, may_run, f"{type(error).__name__}: {error}")
            raise
        if response.status_code == _UNAVAILABLE:
            may_run = not executed_nothing(response)
        reason = f"the server answered {response.status_code} to the batch as a whole"
        self._give_up(span, may_run, reason)
        if response.status_code == _TOO_LARGE:
            return response
        prepare(response, self._conn)
        raise BatchExecuteError(response, request, _advice(response))

    def _split(self, span: _Span, too_large: Response) -> None:
        """Lower the size of requests after the server refused one as too large."""
        if len(span) > 1:
            # Two halves, each with a closing boundary of its own.
            whole = span.log.buffer.wire_size(span.start, span.stop)
            self._max_bytes = (whole + _CLOSING_BYTES) // 2
            return
        # One request alone: it fails, and the others go on.
        span.log.sent = span.stop
        self.report.sent += 1
        span.log.refuse(span.start, too_large)
        self._judge(span, span.start)

    def _give_up(self, span: _Span, may_run: bool, reason: str) -> None:
        """Note what an exchange without a usable answer means for its records."""
        if may_run:
            self._lose(span, reason)
        else:
            self._unsend(span)

    def _unsend(self, span: _Span) -> None:
        self.report.sent -= len(span)
        span.log.sent = span.start

    def _lose(self, span: _Span, reason: str) -> None:
        """Note that records without an answer have an unknown outcome, and count the others."""
        self.is_certain = False
        unknown = len(span.log.buffer.unanswered(span.start, span.stop))
        if unknown:
            span.log.unknown.append((span.start, span.stop, reason))
        self.report.unknown += unknown
        for index in self._count_successes(span, unknown):
            self._judge(span, index)

    def _malformed(self, span: _Span, message: str, part: int | None) -> BatchStateError:
        """Note what of an answer came before it broke off or made no sense; gives what to raise."""
        where = f" (at part {part} of the answer)" if part is not None else ""
        self._lose(span, f"the answer is malformed: {message}{where}")
        return BatchStateError(
            f"malformed answer to a batch of {len(span)} requests: {message}{where}; "
            "the outcome of requests without an answer is unknown, see unknown_jobs()"
        )

    async def _account(self, span: _Span) -> None:
        """Count what became of records that all have their answers."""
        cancelled: asyncio.CancelledError | None = None
        for count, index in enumerate(self._count_successes(span), 1):
            self._judge(span, index)
            if count % _FAILURES_A_TURN == 0 and cancelled is None:
                try:
                    await asyncio.sleep(0)
                except asyncio.CancelledError as error:
                    # The answers are here: the report tells of them all the same.
                    cancelled = error
        if cancelled is not None:
            raise cancelled

    def _count_successes(self, span: _Span, unknown: int = 0) -> list[int]:
        """Count the answers that are none of an error; gives the records of the others."""
        failed = span.log.buffer.failed(span.start, span.stop)
        self.report.succeeded += len(span) - unknown - len(failed)
        return failed

    def _judge(self, span: _Span, index: int) -> None:
        """Count an answer that is an error."""
        # It need not be a failure: a method may be told to ignore what is missing.
        try:
            span.result(index)
        except Exception as error:
            self.report.add_failure(span.log.offset + index, error)
        else:
            self.report.succeeded += 1


def _advice(response: Response) -> str | None:
    """What to say of a refusal beyond the server's own words."""
    if response.status_code != _NO_SUCH_PATH or response.error_code != _NO_SUCH_PATH:
        return None
    return f"{response.error_message}; ArangoDB has the batch endpoint up to 3.12.2 only"


def _is_whole(decoder: AnswerDecoder) -> bool:
    """Whether an answer lacks nothing, though its connection broke."""
    try:
        decoder.finish()
    except AnswerError:
        return False
    return True


def _feed_for(status: int, headers: Mapping[str, str], feed: Feed) -> Feed | None:
    if status != 200:
        return None
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "multipart/form-data":
        raise AnswerError(f"its content type is {media_type or 'missing'!r}", None)
    return feed
