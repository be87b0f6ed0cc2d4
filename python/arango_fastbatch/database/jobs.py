"""The jobs that the server has for this database's async calls."""

from __future__ import annotations

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import path_key
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import AsyncJobClearError, AsyncJobListError
from arango_fastbatch.operation import Operation, always_true

LIST: Operation[list[str]] = Operation(
    "GET", "/_api/job/{key}", AsyncJobListError, query=("count",), free=True
)
CLEAR: Operation[bool] = Operation(
    "DELETE", "/_api/job/all", AsyncJobClearError, decode=always_true
)
CLEAR_EXPIRED: Operation[bool] = Operation(
    "DELETE",
    "/_api/job/expired",
    AsyncJobClearError,
    query=("stamp",),
    decode=always_true,
    free=True,
)


class Jobs(ApiGroup[C_co]):
    """Methods for async jobs; see `StandardDatabase.begin_async_execution`."""

    @endpoint
    async def async_jobs(self, status: str, count: int | None = None) -> list[str]:
        """List the ids of async jobs.

        Args:
            status: "pending" or "done".
            count: Most ids; None for the server's own limit.

        Returns:
            The ids.

        Raises:
            AsyncJobListError: If the server refuses.

        Endpoint:
            GET /_api/job/{status}
        """
        return await self._call(LIST, (count,), key=path_key(status))

    @endpoint
    async def clear_async_jobs(self, threshold: int | None = None) -> bool:
        """Make the server forget the results of async jobs; jobs that run are not stopped.

        Args:
            threshold: Only those that were created before it, in seconds since 1970; None for
                all.

        Returns:
            True.

        Raises:
            AsyncJobClearError: If the server refuses.

        Endpoint:
            DELETE /_api/job/all or /_api/job/expired
        """
        if threshold is None:
            return await self._call(CLEAR)
        return await self._call(CLEAR_EXPIRED, (threshold,))
