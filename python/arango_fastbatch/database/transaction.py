"""The transaction context: calls are parts of a stream transaction."""

from __future__ import annotations

import logging
from types import TracebackType

from arango_fastbatch.connection import Connection
from arango_fastbatch.context import Now
from arango_fastbatch.database.base import Database
from arango_fastbatch.exceptions import ArangoError
from arango_fastbatch.executor import TransactionApiExecutor
from arango_fastbatch.typings import Fields

_log = logging.getLogger("arango_fastbatch")


class TransactionDatabase(Database[Now]):
    """A database in a stream transaction; see `StandardDatabase.begin_transaction`.

    As a context manager it commits the transaction at the end of the block, and aborts it where an
    exception leaves the block, unless either was done in the block.

    Args:
        connection: What sends requests.
        transaction_id: Id of a transaction that was begun elsewhere; None for one that is yet to
            begin.
    """

    _executor: TransactionApiExecutor

    def __init__(self, connection: Connection, *, transaction_id: str | None = None) -> None:
        super().__init__(
            connection, TransactionApiExecutor(connection, transaction_id=transaction_id)
        )

    def __repr__(self) -> str:
        return f"<TransactionDatabase {self.name}>"

    async def __aenter__(self) -> TransactionDatabase:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._executor.ended:
            return
        if exc_type is None:
            await self._executor.commit()
            return
        try:
            await self._executor.abort()
        except ArangoError as error:
            # What left the block says more; the server aborts what is idle by itself.
            _log.warning("a transaction could not be aborted: %s", error)

    @property
    def transaction_id(self) -> str | None:
        """The transaction's id; None before it has begun."""
        return self._executor.id

    async def begin_transaction(
        self,
        read: Fields | None = None,
        write: Fields | None = None,
        exclusive: Fields | None = None,
        sync: bool | None = None,
        allow_implicit: bool | None = None,
        lock_timeout: int | None = None,
        max_size: int | None = None,
    ) -> None:
        """Begin the transaction; for the arguments see `StandardDatabase.begin_transaction`.

        Raises:
            TransactionInitError: If the server refuses.

        Endpoint:
            POST /_api/transaction/begin
        """
        await self._executor.begin(
            read, write, exclusive, sync, allow_implicit, lock_timeout, max_size
        )

    async def transaction_status(self) -> str:
        """Ask for the transaction's status.

        Returns:
            "running", "committed" or "aborted".

        Raises:
            TransactionStatusError: If the server refuses.

        Endpoint:
            GET /_api/transaction/{id}
        """
        return await self._executor.status()

    async def commit_transaction(self) -> bool:
        """Commit the transaction.

        Returns:
            True.

        Raises:
            TransactionCommitError: If the server refuses.

        Endpoint:
            PUT /_api/transaction/{id}
        """
        return await self._executor.commit()

    async def abort_transaction(self) -> bool:
        """Abort the transaction: nothing of it was done.

        Returns:
            True.

        Raises:
            TransactionAbortError: If the server refuses.

        Endpoint:
            DELETE /_api/transaction/{id}
        """
        return await self._executor.abort()
