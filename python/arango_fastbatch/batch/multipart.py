"""A batch by way of ``/_api/batch``: one multipart message, and the truth about its answer."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Mapping

from arango_fastbatch._core import AnswerDecoder, AnswerError
from arango_fastbatch.batch.accounts import Accounts, Span, at_part
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


class NoBatchEndpoint(Exception):  # noqa: N818 # tells of the server, and is no error for the user
    """The server has no batch endpoint (any more); nothing of the batch was executed."""


class MultipartWay:
    """Sends records to the batch endpoint.

    Args:
        connection: What sends.
        accounts: Where what became of them is noted.
        max_bytes: Most bytes of one message.

    Attributes:
        max_bytes: Most bytes of one message; less after a server has refused one as too large.
    """

    def __init__(self, connection: Connection, accounts: Accounts, max_bytes: int) -> None:
        self._conn = connection
        self._accounts = accounts
        self.max_bytes = max_bytes

    async def send(self, span: Span) -> None:
        """Send records in one exchange.

        After a refusal as too large they are unsent, and `max_bytes` is smaller.

        Args:
            span: The records.

        Raises:
            NoBatchEndpoint: If the server has none; the records are unsent.
            ServerUnreachableError: If no connection came about; the records are unsent.
            BatchExecuteError: If the server refused the batch as a whole.
            ServerConnectionError: If the connection broke; what had no answer is unknown.
            BatchStateError: If the answer was not what it must be; what it lacks is unknown.
        """
        too_large = await self._exchange(span)
        if too_large is not None:
            self._split(span, too_large)
        else:
            await self._accounts.settle(span)

    async def _exchange(self, span: Span) -> Response | None:
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
            return buffer.segments(boundary, start, stop)

        def begin() -> None:
            nonlocal may_run
            may_run = True

        def answer(status: int, headers: Mapping[str, str]) -> Feed | None:
            nonlocal may_run, answered
            may_run = status not in _REFUSED
            answered = status == 200
            return _feed_for(status, headers, decoder.feed)

        self._accounts.send(span)
        try:
            response = await self._conn.stream(
                request, Stream(buffer.wire_size(start, stop), segments, answer, begin)
            )
            if answered:
                decoder.finish()
                return None
        except AnswerError as error:
            message, part = error.args
            raise self._malformed(span, message, part) from error
        except ServerUnreachableError:
            self._accounts.unsend(span)
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
        if response.status_code == _NO_SUCH_PATH and response.error_code == _NO_SUCH_PATH:
            raise NoBatchEndpoint
        raise BatchExecuteError(response, request)

    def _split(self, span: Span, too_large: Response) -> None:
        """Lower the size of messages after the server refused one as too large."""
        if len(span) > 1:
            # Two halves, each with a closing boundary of its own.
            whole = span.log.buffer.wire_size(span.start, span.stop)
            self.max_bytes = (whole + _CLOSING_BYTES) // 2
        else:
            # One request alone: it fails, and the others go on.
            self._accounts.refuse(span, too_large)

    def _give_up(self, span: Span, may_run: bool, reason: str) -> None:
        """Note what an exchange without a usable answer means for its records."""
        if may_run:
            self._accounts.lose(span, reason)
        else:
            self._accounts.unsend(span)

    def _malformed(self, span: Span, message: str, part: int | None) -> BatchStateError:
        """Note what of an answer came before it broke off or made no sense; gives what to raise."""
        self._accounts.lose(span, f"the answer is malformed: {message}{at_part(part)}")
        return self._accounts.malformed(span, message, part)


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
