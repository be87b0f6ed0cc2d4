"""The async context: the server queues calls and keeps their results."""

from __future__ import annotations

from arango_fastbatch.connection import Connection
from arango_fastbatch.context import C_co
from arango_fastbatch.database.base import Database
from arango_fastbatch.executor import AsyncApiExecutor


class AsyncDatabase(Database[C_co]):
    """A database whose calls the server queues; see `StandardDatabase.begin_async_execution`.

    Args:
        connection: What sends requests.
        return_result: Whether the server keeps results, so that calls give jobs.
    """

    def __init__(self, connection: Connection, return_result: bool) -> None:
        super().__init__(connection, AsyncApiExecutor(connection, return_result))

    def __repr__(self) -> str:
        return f"<AsyncDatabase {self.name}>"
