"""The async context: the server queues a call and keeps its result."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from arango_fastbatch.connection import Connection
from arango_fastbatch.exceptions import (
    ArangoServerError,
    AsyncExecuteError,
    AsyncJobCancelError,
    AsyncJobClearError,
    AsyncJobResultError,
    AsyncJobStatusError,
    version_error,
)
from arango_fastbatch.executor.base import Executor, Group, ResponseHandler, T
from arango_fastbatch.executor.default import DefaultApiExecutor
from arango_fastbatch.operation import Call, Operation, Options, Reply, Scope, always_true
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

_JOB_ID = "x-arango-async-id"
# Seconds between two questions whether a job is done.
_FIRST_PAUSE = 0.01
_LONGEST_PAUSE = 1.0


def _status(reply: Reply, _: Call[str]) -> str:
    return "pending" if reply.status_code == 204 else "done"


STATUS: Operation[str] = Operation(
    "GET", "/_api/job/{job}", AsyncJobStatusError, decode=_status, raw=True
)
CANCEL: Operation[bool] = Operation(
    "PUT", "/_api/job/{job}/cancel", AsyncJobCancelError, decode=always_true
)
CANCEL_IF_THERE: Operation[bool] = Operation(
    "PUT", "/_api/job/{job}/cancel", AsyncJobCancelError, decode=always_true, recover={404: False}
)
CLEAR: Operation[bool] = Operation(
    "DELETE", "/_api/job/{job}", AsyncJobClearError, decode=always_true
)
CLEAR_IF_THERE: Operation[bool] = Operation(
    "DELETE", "/_api/job/{job}", AsyncJobClearError, decode=always_true, recover={404: False}
)


class AsyncJob(Generic[R_co]):
    """A call that the server runs on its own, and whose result it keeps until it is fetched.

    Args:
        connection: What sends requests.
        job_id: The id that the server gave the job.
        response_handler: Makes the result from the answer.
    """

    __slots__ = ("_conn", "_handler", "_id", "_now", "scope")

    scope: Scope

    def __init__(
        self, connection: Connection, job_id: str, response_handler: ResponseHandler[R_co]
    ) -> None:
        self._conn = connection
        self._now = DefaultApiExecutor(connection)
        self._id = job_id
        self._handler = response_handler
        self.scope = {"job": job_id}

    def __repr__(self) -> str:
        return f"<AsyncJob {self._id}>"

    @property
    def id(self) -> str:
        """The job's id."""
        return self._id

    async def status(self) -> str:
        """Ask whether the job is done.

        Returns:
            "pending" or "done".

        Raises:
            AsyncJobStatusError: If the server refuses, such as for a job that it does not have.

        Endpoint:
            GET /_api/job/{id}
        """
        return await self._ask(STATUS)

    async def result(self) -> R_co:
        """Fetch the result; the server forgets it with that.

        Returns:
            What the method gives.

        Raises:
            AsyncJobResultError: If the job is not done, or the server does not have it.
            ArangoError: As the method's own exception, if the call failed.

        Endpoint:
            PUT /_api/job/{id}
        """
        request = Request("put", f"/_api/job/{self._id}")
        response = await self._conn.send_request(request)
        if _JOB_ID in response.headers:
            return self._handler(response)
        if response.status_code == 204:
            raise AsyncJobResultError(response, request, f"job {self._id} not done")
        raise AsyncJobResultError(response, request, self._not_found(response))

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait until the job is done, asking again and again, ever less often.

        Args:
            seconds: How long to wait at the most; None for as long as it takes.

        Returns:
            Whether it is done.

        Raises:
            AsyncJobStatusError: If the server refuses, such as for a job that it does not have.

        Endpoint:
            GET /_api/job/{id}
        """
        loop = asyncio.get_running_loop()
        end = math.inf if seconds is None else loop.time() + seconds
        pause = _FIRST_PAUSE
        while await self.status() != "done":
            left = end - loop.time()
            if left <= 0:
                return False
            await asyncio.sleep(min(pause, left))
            pause = min(2 * pause, _LONGEST_PAUSE)
        return True

    async def cancel(self, ignore_missing: bool = False) -> bool:
        """Cancel the job.

        Args:
            ignore_missing: Whether a job that the server does not have is no error.

        Returns:
            True; False if the server does not have it and that is no error.

        Raises:
            AsyncJobCancelError: If the server refuses.

        Endpoint:
            PUT /_api/job/{id}/cancel
        """
        return await self._ask(CANCEL_IF_THERE if ignore_missing else CANCEL)

    async def clear(self, ignore_missing: bool = False) -> bool:
        """Make the server forget the job's result.

        Args:
            ignore_missing: Whether a job that the server does not have is no error.

        Returns:
            True; False if the server does not have it and that is no error.

        Raises:
            AsyncJobClearError: If the server refuses.

        Endpoint:
            DELETE /_api/job/{id}
        """
        return await self._ask(CLEAR_IF_THERE if ignore_missing else CLEAR)

    async def _ask(self, operation: Operation[R]) -> R:
        """Ask the server about the job; where it does not have it, the exception says which."""
        try:
            return await self._now.call(self, operation)
        except ArangoServerError as error:
            not_found = self._not_found(error.response)
            if not_found is None:
                raise
            raise type(error)(error.response, error.request, not_found) from None

    def _not_found(self, response: Response) -> str | None:
        """What to tell of an answer that says that there is no such job."""
        return f"job {self._id} not found" if response.error_code == 404 else None


class AsyncApiExecutor(Executor):
    """Has the server queue calls.

    Args:
        connection: What sends them.
        return_result: Whether the server keeps their results.
    """

    def __init__(self, connection: Connection, return_result: bool) -> None:
        super().__init__(connection)
        self._keep = return_result
        self._now = DefaultApiExecutor(connection)

    @property
    def context(self) -> str:
        """Always "async"."""
        return "async"

    def at(self, host: int | None) -> Executor:
        """The default context: who has a result, reads on at once."""
        return self._now.at(host)

    async def call(
        self,
        group: Group,
        operation: Operation[T],
        options: Options = (),
        key: str = "",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        arg: Any = None,
    ) -> AsyncJob[T] | None:
        """Have the server queue a call; gives its job, or None where results are not kept."""
        if operation.is_dated:
            # When its result is read, nobody can ask any more whether the server has it.
            await self._conn.learn_server_version()
        job: AsyncJob[T] | None
        try:
            job = await super().call(group, operation, options, key, body, headers, arg)
        except AsyncExecuteError as error:
            # A server that does not know a path does not even queue the call.
            told = operation.absence(error.response, self._conn)
            if told is None:
                raise
            raise version_error(AsyncExecuteError)(error.response, error.request, told) from None
        return job

    async def execute(
        self, request: Request, response_handler: ResponseHandler[T]
    ) -> AsyncJob[T] | None:
        """Have the server queue a request.

        Args:
            request: The request.
            response_handler: Makes the result from the answer, when the job is asked for it.

        Returns:
            The job, or None where results are not kept.

        Raises:
            AsyncExecuteError: If the server does not take it.
        """
        # Sent twice it would be run twice.
        request.is_safe = False
        request.headers["x-arango-async"] = "store" if self._keep else "true"
        response = await self._conn.send_request(request)
        if not response.is_success:
            raise AsyncExecuteError(response, request)
        if not self._keep:
            return None
        connection = self._conn.on_host(response.host)
        return AsyncJob(connection, response.headers[_JOB_ID], response_handler)
