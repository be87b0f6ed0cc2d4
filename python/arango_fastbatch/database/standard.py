"""The default context: calls are sent at once."""

from __future__ import annotations

from typing import Any, Literal, overload

from arango_fastbatch.connection import Connection
from arango_fastbatch.context import Now, Queued, QueuedUnreported
from arango_fastbatch.database.base import Database
from arango_fastbatch.database.batch import BatchDatabase
from arango_fastbatch.executor import DefaultApiExecutor


class StandardDatabase(Database[Now]):
    """A database whose calls are sent at once.

    Args:
        connection: What sends requests.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, DefaultApiExecutor(connection))

    def __repr__(self) -> str:
        return f"<StandardDatabase {self.name}>"

    @overload
    def begin_batch_execution(
        self,
        return_result: Literal[True] = True,
        *,
        flush_bytes: int | None = None,
        flush_count: int | None = None,
        max_batch_bytes: int | None = None,
    ) -> BatchDatabase[Queued]: ...
    @overload
    def begin_batch_execution(
        self,
        return_result: Literal[False],
        *,
        flush_bytes: int | None = None,
        flush_count: int | None = None,
        max_batch_bytes: int | None = None,
    ) -> BatchDatabase[QueuedUnreported]: ...
    def begin_batch_execution(
        self,
        return_result: bool = True,
        *,
        flush_bytes: int | None = None,
        flush_count: int | None = None,
        max_batch_bytes: int | None = None,
    ) -> BatchDatabase[Queued] | BatchDatabase[QueuedUnreported]:
        """Begin a batch: calls are queued, and sent together when it is committed.

        Args:
            return_result: Whether calls give jobs, which have the results after the commit.
                Without it nothing is kept but the report: what was queued may then be of any
                number.
            flush_bytes: Send what is queued when it is so many bytes on the wire, while more is
                queued; a call waits when as much again is queued. None: send with the commit only.
            flush_count: Likewise by the number of calls.
            max_batch_bytes: Most bytes of one HTTP request; a larger batch is sent as several, in
                order. None: the client's own limit.

        Returns:
            The batch. As a context manager it is committed at the end of its block, unless an
            exception leaves the block: then nothing (more) is sent.

        Raises:
            RequestInvalidError: If a limit is below 1.

        Endpoint:
            POST /_api/batch

        Example:
            >>> async with db.begin_batch_execution() as batch_db:
            ...     job = await batch_db.collection("students").insert({"_key": "Kris"})
            >>> job.result()["_id"]
            'students/Kris'
        """
        return BatchDatabase[Any](
            self._conn,
            return_result,
            flush_bytes=flush_bytes,
            flush_count=flush_count,
            max_batch_bytes=max_batch_bytes,
        )
