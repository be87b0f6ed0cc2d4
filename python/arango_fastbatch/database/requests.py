"""Requests of the caller's own, in the context of a database."""

from __future__ import annotations

from typing import overload

from arango_fastbatch.api import ApiGroup, T
from arango_fastbatch.context import C_co, Now, Queued, QueuedUnreported, Stored, StoredUnreported
from arango_fastbatch.executor import ResponseHandler
from arango_fastbatch.job import AsyncJob, BatchJob
from arango_fastbatch.request import Request
from arango_fastbatch.result import Result


class OwnRequests(ApiGroup[C_co]):
    """A database that takes requests for which it has no method."""

    @overload
    async def execute(
        self: OwnRequests[Now], request: Request, response_handler: ResponseHandler[T]
    ) -> T: ...
    @overload
    async def execute(
        self: OwnRequests[Queued], request: Request, response_handler: ResponseHandler[T]
    ) -> BatchJob[T]: ...
    @overload
    async def execute(
        self: OwnRequests[Stored], request: Request, response_handler: ResponseHandler[T]
    ) -> AsyncJob[T]: ...
    @overload
    async def execute(
        self: OwnRequests[QueuedUnreported] | OwnRequests[StoredUnreported],
        request: Request,
        response_handler: ResponseHandler[T],
    ) -> None: ...
    async def execute(self, request: Request, response_handler: ResponseHandler[T]) -> Result[T]:
        """Run a request of your own, in this wrapper's context.

        Args:
            request: The request.
            response_handler: Makes the result from the answer, which may be an error, or raises.

        Returns:
            What the handler gives; in a batch or an async context the job that will have it.

        Raises:
            ServerConnectionError: If no answer came.
        """
        return await self._execute(request, response_handler)
