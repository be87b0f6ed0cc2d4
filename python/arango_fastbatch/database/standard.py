"""The default context: calls are sent at once."""

from __future__ import annotations

from typing import Any, Literal, overload

from arango_fastbatch.connection import Connection
from arango_fastbatch.context import Now, Queued, QueuedUnreported, Stored, StoredUnreported
from arango_fastbatch.database.base import Database
from arango_fastbatch.database.batch import BatchDatabase
from arango_fastbatch.database.stored import AsyncDatabase
from arango_fastbatch.database.transaction import TransactionDatabase
from arango_fastbatch.executor import DefaultApiExecutor
from arango_fastbatch.typings import Fields


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
    def begin_async_execution(
        self, return_result: Literal[True] = True
    ) -> AsyncDatabase[Stored]: ...
    @overload
    def begin_async_execution(
        self, return_result: Literal[False]
    ) -> AsyncDatabase[StoredUnreported]: ...
    @overload
    def begin_async_execution(
        self, return_result: bool
    ) -> AsyncDatabase[Stored] | AsyncDatabase[StoredUnreported]: ...
    def begin_async_execution(
        self, return_result: bool = True
    ) -> AsyncDatabase[Stored] | AsyncDatabase[StoredUnreported]:
        """Begin to call asynchronously: the server queues calls and answers before they run.

        Args:
            return_result: Whether the server keeps results: calls give jobs then, else None.

        Returns:
            The database in the async context.

        Example:
            >>> async_db = db.begin_async_execution()
            >>> job = await async_db.collection("students").insert({"_key": "Kris"})
            >>> while await job.status() != "done":
            ...     await asyncio.sleep(0.1)
            >>> await job.result()
            {'_id': 'students/Kris', '_key': 'Kris', '_rev': '_hz2…'}
        """
        return AsyncDatabase[Any](self._conn, return_result)

    async def begin_transaction(
        self,
        read: Fields | None = None,
        write: Fields | None = None,
        exclusive: Fields | None = None,
        sync: bool | None = None,
        allow_implicit: bool | None = None,
        lock_timeout: int | None = None,
        max_size: int | None = None,
    ) -> TransactionDatabase:
        """Begin a stream transaction.

        Args:
            read: Collections that it reads.
            write: Collections that it reads and writes.
            exclusive: Collections that it writes and nobody else does meanwhile.
            sync: Whether its commit is answered only when it is on disk.
            allow_implicit: Whether it may read collections that are not named.
            lock_timeout: Seconds to wait for locks; 0 for no limit.
            max_size: Most bytes of the transaction.

        Returns:
            The database in the context of the transaction. As a context manager it is committed at
            the end of its block, and aborted if an exception leaves the block.

        Raises:
            TransactionInitError: If the server refuses.

        Endpoint:
            POST /_api/transaction/begin

        Example:
            >>> async with await db.begin_transaction(write="students") as transaction:
            ...     await transaction.collection("students").insert({"_key": "Kris"})
        """
        transaction = TransactionDatabase(self._conn)
        await transaction.begin_transaction(
            read, write, exclusive, sync, allow_implicit, lock_timeout, max_size
        )
        return transaction

    def fetch_transaction(self, transaction_id: str) -> TransactionDatabase:
        """Go on with a stream transaction that was begun elsewhere; nothing is sent.

        With several hosts, only the one that began a transaction knows it: a client of that host
        alone is needed.

        Args:
            transaction_id: Its id, as `TransactionDatabase.transaction_id` gives it.

        Returns:
            The database in the context of the transaction.
        """
        return TransactionDatabase(self._conn, transaction_id=transaction_id)

    @overload
    def begin_batch_execution(
        self,
        return_result: Literal[True] = True,
        *,
        flush_bytes: int | None = None,
        flush_count: int | None = None,
        max_batch_bytes: int | None = None,
        ordered: bool = True,
    ) -> BatchDatabase[Queued]: ...
    @overload
    def begin_batch_execution(
        self,
        return_result: Literal[False],
        *,
        flush_bytes: int | None = None,
        flush_count: int | None = None,
        max_batch_bytes: int | None = None,
        ordered: bool = True,
    ) -> BatchDatabase[QueuedUnreported]: ...
    @overload
    def begin_batch_execution(
        self,
        return_result: bool,
        *,
        flush_bytes: int | None = None,
        flush_count: int | None = None,
        max_batch_bytes: int | None = None,
        ordered: bool = True,
    ) -> BatchDatabase[Queued] | BatchDatabase[QueuedUnreported]: ...
    def begin_batch_execution(
        self,
        return_result: bool = True,
        *,
        flush_bytes: int | None = None,
        flush_count: int | None = None,
        max_batch_bytes: int | None = None,
        ordered: bool = True,
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
            ordered: Whether the calls are executed in the order in which they were queued. If not,
                servers without a batch endpoint get them over several connections at a time.

        Returns:
            The batch. As a context manager it is committed at the end of its block, unless an
            exception leaves the block: then nothing (more) is sent.

        Raises:
            RequestInvalidError: If a limit is below 1.

        Endpoint:
            POST /_api/batch; where there is none (3.12.3 and later), those of the calls

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
            ordered=ordered,
        )
