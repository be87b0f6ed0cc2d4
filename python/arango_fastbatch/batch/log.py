"""The log of a batch: the records of its requests and what became of each."""

from __future__ import annotations

import uuid
from bisect import bisect_left
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from arango_fastbatch._core import BatchBuffer, HeadTable
from arango_fastbatch.exceptions import (
    BatchJobResultError,
    BatchOutcomeUnknownError,
)
from arango_fastbatch.operation import Call, Codec, Operation
from arango_fastbatch.request import Request

if TYPE_CHECKING:
    from arango_fastbatch.response import Response

# In place of a request that was let go.
_NO_REQUEST: tuple[str, str, list[tuple[str, str]], bytes] = ("POST", "/_api/batch", [], b"")


class Calls:
    """What is needed to read the answers of a batch, by the head of the request.

    Args:
        codec: How bodies are read.
        executor: What runs calls that follow from results.
    """

    def __init__(self, codec: Codec, executor: Any) -> None:
        self.heads = HeadTable()
        self.codec = codec
        self.executor = executor
        self.readers: list[tuple[Callable[[Any, Call[Any]], Any], Call[Any]]] = []

    def add(
        self,
        operation: Operation[Any],
        target: tuple[str, str],
        arg: Any,
        merged: tuple[str, str, int] | None = None,
    ) -> int:
        """Keep the head of calls.

        Args:
            operation: What is called.
            target: The request target before and behind its variable piece.
            arg: What the operation's `decode` needs besides the body.
            merged: What one request for many of the calls is, as `Operation.merged` has it.

        Returns:
            The head's number.

        Raises:
            ValueError: If it cannot be sent as HTTP.
        """
        head = self.heads.add(operation.method, *target, (), merged)
        self.readers.append((operation.finish, Call(operation, self.codec, self.executor, arg)))
        return head


class BatchLog:
    """The records of a batch, or of what lies between two flushes of it.

    Args:
        calls: How answers are read; shared by the logs of one batch.
        offset: Position in the batch of the first record.

    Attributes:
        buffer: The records and their answers.
        calls: How answers are read.
        offset: Position in the batch of the first record.
        own_calls: How answers are read of records that have a head of their own, by index.
        sent: How many records went through an exchange, whatever came of it; but for those that
            were `unsend` and lie before others.
        unknown: Ranges of records without an answer that were sent, with the reason; in order.
    """

    __slots__ = (
        "_refused",
        "_uid",
        "_unsent",
        "buffer",
        "calls",
        "offset",
        "own_calls",
        "sent",
        "unknown",
    )

    def __init__(self, calls: Calls, offset: int = 0) -> None:
        self.calls = calls
        self.offset = offset
        codec = calls.codec
        self.buffer = BatchBuffer(calls.heads, calls.readers, codec.decode, codec.fast_loads)
        self.own_calls: dict[int, Call[Any]] = {}
        self.sent = 0
        self._unsent: list[tuple[int, int]] = []
        self.unknown: list[tuple[int, int, str]] = []
        self._refused: dict[int, Response] = {}
        self._uid = ""

    # --- What a job asks

    def job_id(self, index: int) -> str:
        """The id of a record's job: 32 hexadecimal digits, made when first asked for."""
        if not self._uid:
            self._uid = uuid.uuid4().hex[:24]
        return f"{self._uid}{index:08x}"

    def job_status(self, index: int) -> str:
        """Whether a record is "pending" or "done": answered, refused, or of unknown outcome."""
        if self.buffer.answer(index) is not None or index in self._refused:
            return "done"
        return "done" if self._unknown_reason(index) is not None else "pending"

    def job_result(self, index: int) -> Any:
        """The result of a record.

        Raises:
            ArangoServerError: As the method's own exception, if the answer is an error.
            BatchOutcomeUnknownError: If the request was sent and no whole answer came.
            BatchJobResultError: If the request was not sent yet.
        """
        call = self._call(index)
        answer = self.buffer.answer(index)
        if answer is not None:
            return call.operation.finish(answer, call)
        refusal = self._refused.get(index)
        if refusal is None:
            raise self._absent(index)
        own = Call(call.operation, call.codec, call.executor, call.arg, self.request(index))
        return call.operation.finish(refusal, own)

    # --- What the executor and the sender ask

    @property
    def is_sent(self) -> bool:
        """Whether every record went through an exchange."""
        return self.sent == len(self.buffer) and not self._unsent

    def unsent(self) -> tuple[int, int] | None:
        """The first range of records that went through no exchange, or None."""
        if self._unsent:
            return self._unsent[0]
        return (self.sent, len(self.buffer)) if self.sent < len(self.buffer) else None

    def send(self, start: int, stop: int) -> None:
        """Note that records go through an exchange now: the first ones of the unsent.

        Args:
            start: As `unsent` has it.
            stop: Behind the last one of them.
        """
        if self._unsent:
            _, end = self._unsent.pop(0)
            if stop < end:
                self._unsent.insert(0, (stop, end))
        else:
            self.sent = stop

    def unsend(self, start: int, stop: int) -> None:
        """Note that records went through an exchange in vain: the server executed none of them.

        Args:
            start: The first of them.
            stop: Behind the last one of them.
        """
        if start == stop:
            return
        if stop < self.sent:
            self._unsent.append((start, stop))
            self._unsent.sort()
            return
        self.sent = start
        while self._unsent and self._unsent[-1][1] == self.sent:
            self.sent, _ = self._unsent.pop()

    def lose(self, start: int, stop: int, reason: str) -> None:
        """Note that of some records, which were sent, those without an answer get none.

        Args:
            start: The first of them.
            stop: Behind the last one of them.
            reason: Why.
        """
        at = bisect_left(self.unknown, (start,))
        if at and self.unknown[at - 1][1:] == (start, reason):
            # A proxy without its server has the same to say of each of very many.
            at -= 1
            start, _, _ = self.unknown.pop(at)
        self.unknown.insert(at, (start, stop, reason))

    def remains(self) -> list[BatchLog]:
        """The records of unknown outcome, in small logs of their own.

        Returns:
            A log for each stretch of them.
        """
        logs: list[BatchLog] = []
        last = None
        for start, stop, reason in self.unknown:
            for index in self.buffer.unanswered(start, stop):
                if last is None or last.offset + last.sent != self.offset + index:
                    last = BatchLog(self.calls, self.offset + index)
                    logs.append(last)
                last._adopt(self, index, reason)
        return logs

    def _adopt(self, other: BatchLog, index: int, reason: str) -> None:
        """Take a record of unknown outcome from another log."""
        # Only who has an answer lets his request go.
        own = self.buffer.append_raw(*(other.buffer.request(index) or _NO_REQUEST))
        self.own_calls[own] = other._call(index)
        self.sent = own + 1
        self.lose(own, own + 1, reason)

    def refuse(self, index: int, response: Response) -> None:
        """Note that the server refuses a record's request, whatever it comes with.

        Args:
            index: The record.
            response: The answer that says so: it is the record's answer from now on.
        """
        self._refused[index] = response

    def request(self, index: int) -> Request:
        """The request of a record that has no answer, or one that is an error."""
        return Request.from_wire(*(self.buffer.request(index) or _NO_REQUEST))

    def _call(self, index: int) -> Call[Any]:
        head = self.buffer.head(index)
        return self.own_calls[index] if head is None else self.calls.readers[head][1]

    def _unknown_reason(self, index: int) -> str | None:
        if index >= self.sent:
            return None
        at = bisect_left(self.unknown, (index + 1,))
        if at == 0:
            return None
        _, stop, reason = self.unknown[at - 1]
        return reason if index < stop else None

    def _absent(self, index: int) -> BatchJobResultError:
        reason = self._unknown_reason(index)
        if reason is None:
            return BatchJobResultError("result not available yet")
        error = BatchOutcomeUnknownError(
            f"it is not known whether request {self.offset + index} of the batch was executed: "
            f"{reason}"
        )
        error.request = self.request(index)
        return error
