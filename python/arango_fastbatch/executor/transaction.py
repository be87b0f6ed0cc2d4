"""The transaction context: calls are sent at once, as parts of a stream transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from arango_fastbatch.connection import Connection
from arango_fastbatch.exceptions import (
    TransactionAbortError,
    TransactionCommitError,
    TransactionInitError,
    TransactionStatusError,
)
from arango_fastbatch.executor.base import Executor, Group, ResponseHandler, T, learn_version
from arango_fastbatch.executor.default import DefaultApiExecutor
from arango_fastbatch.operation import Call, Operation, Options, Scope, always_true
from arango_fastbatch.request import Request
from arango_fastbatch.typings import Fields, Json


def _id(body: Any, _: Call[str]) -> str:
    transaction_id: str = body["result"]["id"]
    return transaction_id


def _status(body: Any, _: Call[str]) -> str:
    status: str = body["result"]["status"]
    return status


_TRANSACTION = "/_api/transaction/{transaction}"

BEGIN: Operation[str] = Operation(
    "POST", "/_api/transaction/begin", TransactionInitError, decode=_id
)
STATUS: Operation[str] = Operation("GET", _TRANSACTION, TransactionStatusError, decode=_status)
COMMIT: Operation[bool] = Operation("PUT", _TRANSACTION, TransactionCommitError, decode=always_true)
ABORT: Operation[bool] = Operation(
    "DELETE", _TRANSACTION, TransactionAbortError, decode=always_true
)


class TransactionApiExecutor(Executor):
    """Sends calls at once, with the id of a stream transaction.

    Args:
        connection: What sends them.
        transaction_id: Id of a transaction that was begun elsewhere; None for one that is yet to
            begin.
    """

    def __init__(self, connection: Connection, *, transaction_id: str | None = None) -> None:
        super().__init__(connection)
        self._id = transaction_id
        self._ended = False
        self._now = DefaultApiExecutor(connection)

    @property
    def context(self) -> str:
        """Always "transaction"."""
        return "transaction"

    def by(self, connection: Connection) -> TransactionApiExecutor:
        """The same transaction by another connection."""
        twin = TransactionApiExecutor(connection, transaction_id=self._id)
        twin._ended = self._ended
        return twin

    @property
    def id(self) -> str | None:
        """The transaction's id; None before it has begun."""
        return self._id

    @property
    def ended(self) -> bool:
        """Whether it was committed or aborted from here."""
        return self._ended

    @property
    def scope(self) -> Scope:
        """Values for the paths of the operations on the transaction itself."""
        return {"transaction": str(self._id)}

    async def begin(
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
        collections = {"read": read, "write": write, "exclusive": exclusive}
        options = {
            "waitForSync": sync,
            "allowImplicit": allow_implicit,
            "lockTimeout": lock_timeout,
            "maxTransactionSize": max_size,
        }
        body: Json = {"collections": {how: it for how, it in collections.items() if it is not None}}
        body |= {name: value for name, value in options.items() if value is not None}
        request = BEGIN.request(self.scope, body=body)
        reply = await self._conn.send_request(request)
        self._id = BEGIN.finish(reply, Call(BEGIN, self._conn, self._now, None, request))
        self._ended = False
        # The other hosts do not know it.
        self._conn = self._conn.on_host(reply.host)
        self._now = DefaultApiExecutor(self._conn)

    async def status(self) -> str:
        """Ask for the transaction's status.

        Returns:
            "running", "committed" or "aborted".

        Raises:
            TransactionStatusError: If the server refuses.

        Endpoint:
            GET /_api/transaction/{id}
        """
        return await self._now.call(self, STATUS)

    async def commit(self) -> bool:
        """Commit the transaction.

        Returns:
            True.

        Raises:
            TransactionCommitError: If the server refuses.

        Endpoint:
            PUT /_api/transaction/{id}
        """
        self._ended = await self._now.call(self, COMMIT)
        return self._ended

    async def abort(self) -> bool:
        """Abort the transaction: nothing of it was done.

        Returns:
            True.

        Raises:
            TransactionAbortError: If the server refuses.

        Endpoint:
            DELETE /_api/transaction/{id}
        """
        self._ended = await self._now.call(self, ABORT)
        return self._ended

    def at(self, host: int | None) -> TransactionApiExecutor:
        """The transaction's own context: it knows its host."""
        return self

    async def call(
        self,
        group: Group,
        operation: Operation[T],
        options: Options = (),
        key: str = "",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        arg: Any = None,
    ) -> T:
        """Send a call in the transaction and give its result; what follows from it stays there."""
        request = self._within(operation.request(group.scope, options, key, body, headers))
        reply = await self._conn.send_request(request)
        await learn_version(operation, reply, self._conn)
        return operation.finish(reply, Call(operation, self._conn, self, arg, request))

    async def execute(self, request: Request, response_handler: ResponseHandler[T]) -> T:
        """Send a request in the transaction and give what its handler makes of the answer.

        Args:
            request: The request.
            response_handler: Makes the result from the answer.

        Returns:
            The result.
        """
        return response_handler(await self._conn.send_request(self._within(request)))

    def _within(self, request: Request) -> Request:
        if self._id is not None:
            request.headers["x-arango-trx-id"] = self._id
        return request
