"""The batch context: a call is queued, and sent with the others of its batch."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from arango_fastbatch import codec, settings
from arango_fastbatch._core import BatchJob, CallQueue, ScopeQueue
from arango_fastbatch.batch import limits
from arango_fastbatch.batch.handled import HandlerJob
from arango_fastbatch.batch.log import BatchLog, Calls
from arango_fastbatch.batch.report import BatchReport
from arango_fastbatch.batch.sender import BatchSender
from arango_fastbatch.connection import Connection
from arango_fastbatch.exceptions import (
    BatchExecuteError,
    BatchStateError,
    RequestInvalidError,
)
from arango_fastbatch.executor.base import Executor, Group, ResponseHandler, T
from arango_fastbatch.executor.default import DefaultApiExecutor
from arango_fastbatch.operation import (
    Call,
    HandlerOperation,
    Operation,
    Options,
    Scope,
    body_as_is,
)
from arango_fastbatch.request import Request

# So many heads are kept; requests beyond have heads of their own.
_MAX_HEADS = 4096
# So many calls are queued before others get their turn on the loop.
_CALLS_A_TURN = 1024
_ABANDONED = "batch was abandoned: an exception left its block"


class BatchApiExecutor(Executor):
    """Queues calls and sends them together.

    Args:
        connection: What sends them.
        return_result: Whether jobs and answers are kept.
        flush_bytes: What is queued is sent when it is that long on the wire; None for no limit.
        flush_count: What is queued is sent when it is that many calls; None for no limit.
        max_batch_bytes: Most bytes of one request, instead of the connection's limit.
        ordered: Whether the calls are executed in their order.
    """

    def __init__(
        self,
        connection: Connection,
        return_result: bool,
        *,
        flush_bytes: int | None = None,
        flush_count: int | None = None,
        max_batch_bytes: int | None = None,
        ordered: bool = True,
    ) -> None:
        self._afterwards = DefaultApiExecutor(connection)
        # What follows from its results finds them on the host that answered.
        connection = connection.sticky()
        super().__init__(connection)
        for name, value in (
            ("flush_bytes", flush_bytes),
            ("flush_count", flush_count),
            ("max_batch_bytes", max_batch_bytes),
        ):
            if value is not None:
                _demand_limit(name, value)
        self._encode = connection.encode
        self._keep = return_result
        self._flush_bytes = flush_bytes
        self._flush_count = flush_count
        self._limited = flush_bytes is not None or flush_count is not None
        self._sender = BatchSender(
            connection, max_batch_bytes or connection.max_batch_bytes, ordered
        )
        self._calls = Calls(connection, DefaultApiExecutor(connection))
        self._heads: dict[Any, int] = {}
        self._jobs: list[BatchJob[Any]] = []
        self._queue = CallQueue(
            connection.fast_dumps,
            codec.refuse_nan,
            self._jobs if return_result else None,
            limits.MAX_BODY_BYTES,
            flush_bytes,
            flush_count,
        )
        self._scopes: dict[tuple[tuple[str, str], ...], ScopeQueue] = {}
        # Why nothing can be queued any more; None while the batch is open.
        self._closed: str | None = None
        # Whether a commit that failed may be called again.
        self._may_commit = True
        # Logs with something unsent, in order; the last one is being filled.
        self._unsent: list[BatchLog] = []
        self._with_unknown: list[BatchLog] = []
        self._flush: asyncio.Task[None] | None = None
        self._flush_error: Exception | None = None
        self._flush_traceback: TracebackType | None = None
        self._room = asyncio.Event()
        self._line = asyncio.Lock()
        self._in_line = 0
        self._start_log(0)

    @property
    def context(self) -> str:
        """Always "batch"."""
        return "batch"

    @property
    def jobs(self) -> list[BatchJob[Any]] | None:
        """The jobs in the order of their calls, or None where results are not kept."""
        return self._jobs.copy() if self._keep else None

    @property
    def report(self) -> BatchReport:
        """What became of the calls so far."""
        return self._sender.report

    def unknown_jobs(self) -> list[BatchJob[Any]]:
        """Jobs of calls that were sent and got no whole answer, in the order of the calls."""
        return [
            self._jobs[log.offset + index] if self._keep else log.buffer.job(log, index)
            for log in self._with_unknown
            for start, stop, _ in log.unknown
            for index in log.buffer.unanswered(start, stop)
        ]

    def for_wrappers(self) -> DefaultApiExecutor:
        """The default context: who has a result, has the batch behind him."""
        return self._afterwards

    def at(self, host: int | None) -> Executor:
        """The default context, on the host that took the batch."""
        executor: DefaultApiExecutor = self._calls.executor
        return executor.settled()

    # --- Queueing

    async def call(
        self,
        group: Group,
        operation: Operation[Any],
        options: Options = (),
        key: str = "",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        arg: Any = None,
    ) -> BatchJob[Any] | None:
        """Queue a call; its body is encoded at once.

        Returns:
            Its job, or None where results are not kept.

        Raises:
            BatchStateError: If the batch is closed.
            RequestInvalidError: If the server would not take the request.
            SerializationError: If the body cannot be written as JSON.
        """
        if operation.is_dated:
            # When its result is read, nobody can ask any more whether the server has it.
            await self._conn.learn_server_version()
        if self._closed is not None:
            raise self._why_closed()
        head = None if headers else self._head_for(group.scope, operation, options, arg)
        if head is None:
            request = operation.request(group.scope, options, key, body, headers)
            call = Call(operation, self._conn, self._calls.executor, arg)
            return await self._queue_own(request, call)
        data = limits.demand_body(self._encode(body))
        limits.demand_target(key)
        await self._take_turn()
        log = self._log
        try:
            index = log.buffer.append(head, data, key, b"\0" in data)
        except ValueError as error:
            raise RequestInvalidError(str(error)) from error
        return self._queued(log.buffer.job(log, index) if self._keep else None)

    async def execute(
        self, request: Request, response_handler: ResponseHandler[T]
    ) -> BatchJob[T] | None:
        """Queue a request of the caller's own.

        Args:
            request: The request; its body is encoded at once.
            response_handler: Makes the result from the answer, when the job is asked for it.

        Returns:
            Its job, or None where results are not kept.

        Raises:
            BatchStateError: If the batch is closed.
            RequestInvalidError: If the server would not take the request.
        """
        if self._closed is not None:
            raise self._why_closed()
        # A job holds its handler itself; without jobs the log does.
        decode = body_as_is if self._keep else _handing_to(response_handler)
        operation: Operation[Any] = HandlerOperation(
            request.method,
            request.target,
            BatchExecuteError,
            decode=decode,
            raw=not request.deserialize,
        )
        call = Call(operation, self._conn, self._calls.executor)
        return await self._queue_own(request, call, response_handler)

    async def _queue_own(
        self, request: Request, call: Call[Any], handler: ResponseHandler[Any] | None = None
    ) -> BatchJob[Any] | None:
        """Queue a request whose head is not kept for others."""
        data = limits.demand_body(self._encode(request.data))
        target = limits.demand_target(request.target)
        await self._take_turn()
        log = self._log
        try:
            index = log.buffer.append_raw(
                request.method.upper(), target, request.own_headers, data, b"\0" in data
            )
        except ValueError as error:
            raise RequestInvalidError(str(error)) from error
        log.own_calls[index] = call
        if not self._keep:
            return self._queued(None)
        if handler is not None:
            return self._queued(HandlerJob(log, index, handler))
        return self._queued(log.buffer.job(log, index))

    def _queued(self, job: BatchJob[Any] | None) -> BatchJob[Any] | None:
        """Do what is due after a call was queued."""
        if job is not None:
            self._jobs.append(job)
        if self._limited:
            self._flush_if_full()
        return job

    def _head_for(
        self, scope: Scope, operation: Operation[Any], options: Options, arg: Any
    ) -> int | None:
        """Keep the head of a call for the next ones like it; None if it must not be kept."""
        if operation.free:
            return None
        kind = (*scope.items(), operation, options)
        try:
            head = self._heads.get(kind)
        except TypeError:
            # What cannot be compared is nothing to be met again.
            return None
        if head is not None:
            return head
        target = operation.head(scope, options)
        if len(self._heads) >= _MAX_HEADS or len("".join(target)) > limits.MAX_TARGET_BYTES:
            return None
        try:
            merged = operation.merged(scope, options)
            head = self._calls.add(operation, target, arg, merged)
        except ValueError as error:
            raise RequestInvalidError(str(error)) from error
        self._heads[kind] = head
        self.queue_for(scope).remember(operation, options, head)
        return head

    def queue_for(self, scope: Scope) -> ScopeQueue:
        """The fast way into this batch for wrappers with a scope."""
        key = tuple(scope.items())
        queue = self._scopes.get(key)
        if queue is None:
            queue = self._scopes[key] = self._queue.scope()
        return queue

    # --- Turns, flushes and back-pressure

    async def _take_turn(self) -> None:
        """Before a call is queued: let others run now and then, wait while too much is queued."""
        if self._queue.turn > 0:
            self._queue.turn -= 1
            return
        self._in_line += 1
        try:
            async with self._line:
                await asyncio.sleep(0)
                while self._closed is None and self._is_full():
                    # What is queued has reached the limit, and about as much is on its way.
                    self._room.clear()
                    await self._room.wait()
        finally:
            self._in_line -= 1
        if self._closed is not None:
            raise self._why_closed()
        # Only behind the last one in the line: calls are queued in the order of their awaiting.
        self._queue.turn = 0 if self._in_line else _CALLS_A_TURN

    def _is_full(self) -> bool:
        buffer = self._log.buffer
        count = len(buffer)
        if self._flush_count is not None and count >= self._flush_count:
            return True
        # Nothing queued is not full, though a message of nothing has bytes, too.
        return (
            self._flush_bytes is not None and count > 0 and buffer.wire_bytes >= self._flush_bytes
        )

    def _flush_if_full(self) -> None:
        """After a call was queued: at a limit send what is queued, or make the next call wait."""
        if not self._is_full():
            return
        if self._flush is None or self._flush.done():
            self._rotate()
            self._flush = asyncio.create_task(self._flush_unsent())
        # Either way the next call lets the loop run: there are bytes to send, or to wait for.
        self._queue.turn = 0

    async def _flush_unsent(self) -> None:
        try:
            while len(self._unsent) > 1 and not self._sender.is_stopped:
                await self._send_first()
                if len(self._unsent) == 1 and self._closed is None and self._is_full():
                    self._rotate()
        except asyncio.CancelledError:
            self._fail_flush(BatchStateError("sending a part of the batch early was cancelled"))
            raise
        except Exception as error:
            self._fail_flush(error)

    def _fail_flush(self, error: Exception) -> None:
        self._flush_error = error
        self._flush_traceback = error.__traceback__
        self._may_commit = self._sender.may_go_on
        self._close("sending a part of the batch early failed")

    def _rotate(self) -> None:
        """Begin a new log; the one before is ready to be sent."""
        self._start_log(self._log.offset + len(self._log.buffer))
        self._room.set()

    def _start_log(self, offset: int) -> None:
        self._log = BatchLog(self._calls, offset)
        self._queue.open(self._log, self._log.buffer, _CALLS_A_TURN)
        self._unsent.append(self._log)

    def _close(self, reason: str) -> None:
        """Queue nothing more; who waits for room is told so."""
        self._closed = reason
        self._queue.close()
        self._room.set()

    def _why_closed(self) -> Exception:
        """What to raise for a call that comes too late."""
        error = self._flush_error
        if error is None:
            return BatchStateError(self._closed or "batch is open")
        # Raised again and again, it would grow by the traceback of every time.
        return error.with_traceback(self._flush_traceback)

    # --- Sending

    async def commit(self) -> list[BatchJob[Any]] | None:
        """Send what is queued.

        Returns:
            The jobs, or None where results are not kept.

        Raises:
            BatchStateError: If the batch was committed already, or its answer was malformed.
            BatchExecuteError: If the server refused the batch as a whole.
            ServerConnectionError: If no whole answer came. After a `ServerUnreachableError`, with
                which nothing was sent, the commit may be called again.
        """
        if self._closed is not None and not self._may_commit:
            raise self._why_closed()
        self._close("batch is being committed")
        self._may_commit = False
        try:
            await self._join_flush()
            if self._flush_error is not None:
                raise self._why_closed()
            while self._unsent:
                await self._send_first()
                if self._sender.is_stopped and self._has_unsent():
                    raise BatchStateError(_ABANDONED)
        except BaseException as error:
            self._flush_error = None
            self._may_commit = self._sender.may_go_on and self._has_unsent()
            self._closed = "batch already committed"
            if self._may_commit:
                reason = str(error) or type(error).__name__
                self._closed = f"the commit failed ({reason}); it may be called again"
            raise
        self._closed = "batch already committed"
        return self.jobs

    async def abandon(self) -> None:
        """Send nothing more, and queue nothing more; wait for what is on its way."""
        self._sender.stop()
        if self._closed is None:
            self._close(_ABANDONED)
        self._may_commit = False
        await self._join_flush()

    async def _join_flush(self) -> None:
        """Wait for what a flush has on its way."""
        flush = self._flush
        if flush is None:
            return
        try:
            await asyncio.wait({flush})
        except asyncio.CancelledError:
            # Who does not want to wait any longer gets the truth: its outcome is unknown.
            flush.cancel()
            await asyncio.wait({flush})
            raise

    async def _send_first(self) -> None:
        """Send the first log; it is let go when it is sent, but for the jobs that hold it."""
        log = self._unsent[0]
        try:
            await self._sender.send(log, self._result_of(log))
        finally:
            if log.unknown:
                # The log itself would keep all of its answers.
                self._with_unknown += [log] if self._keep else log.remains()
            if log.is_sent:
                self._unsent.pop(0)

    def _has_unsent(self) -> bool:
        return any(not log.is_sent for log in self._unsent)

    def _result_of(self, log: BatchLog) -> Callable[[int], Any]:
        if not self._keep:
            return log.job_result
        return lambda index: self._jobs[log.offset + index].result()


def _demand_limit(name: str, value: Any) -> None:
    try:
        settings.whole_number(name, value, 1)
    except ValueError as error:
        raise RequestInvalidError(str(error)) from None


def _handing_to(handler: ResponseHandler[T]) -> Callable[[Any, Call[T]], T]:
    return lambda response, _: handler(response)
