"""Transactions: the stream transactions of a database, and JavaScript that runs in one."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import given
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import TransactionExecuteError, TransactionListError
from arango_fastbatch.operation import Call, Operation
from arango_fastbatch.typings import Fields, Json, Jsons


def _result(body: Any, _: Call[Any]) -> Any:
    return body.get("result")


def _listed(body: Any, _: Call[Jsons]) -> Jsons:
    transactions: Jsons = body["transactions"]
    return transactions


LIST: Operation[Jsons] = Operation("GET", "/_api/transaction", TransactionListError, decode=_listed)
EXECUTE: Operation[Any] = Operation(
    "POST",
    "/_api/transaction",
    TransactionExecuteError,
    decode=_result,
    until="4.0",
    instead="begin_transaction()",
    what="JavaScript on the server",
)


class Transactions(ApiGroup[C_co]):
    """Methods for the transactions of a database."""

    @endpoint
    async def list_transactions(self) -> Jsons:
        """List the stream transactions that are under way.

        Returns:
            For each its ``id`` and ``state``.

        Raises:
            TransactionListError: If the server refuses.

        Endpoint:
            GET /_api/transaction
        """
        return await self._call(LIST)

    @endpoint
    async def execute_transaction(
        self,
        command: str,
        params: Json | None = None,
        read: Fields | None = None,
        write: Fields | None = None,
        sync: bool | None = None,
        timeout: int | None = None,
        max_size: int | None = None,
        allow_implicit: bool | None = None,
        intermediate_commit_count: int | None = None,
        intermediate_commit_size: int | None = None,
    ) -> Any:
        """Run JavaScript in a transaction of its own; servers from 4.0 on run none.

        Args:
            command: The text of a JavaScript function.
            params: What the function is called with.
            read: Collections that it reads.
            write: Collections that it reads and writes.
            sync: Whether the answer waits until everything is on disk.
            timeout: Seconds to wait for locks; 0 for no limit.
            max_size: Most bytes of the transaction.
            allow_implicit: Whether it may read collections that are not named.
            intermediate_commit_count: Commit after so many operations.
            intermediate_commit_size: Commit after so many bytes.

        Returns:
            What the function returns.

        Raises:
            TransactionExecuteError: If the server refuses, or the function throws.

        Endpoint:
            POST /_api/transaction (until 4.0)
        """
        collections: Json = {"allowImplicit": allow_implicit}
        body: Json = {"action": command, "collections": collections | given(read=read, write=write)}
        body |= given(
            params=params,
            lockTimeout=timeout,
            waitForSync=sync,
            maxTransactionSize=max_size,
            intermediateCommitCount=intermediate_commit_count,
            intermediateCommitSize=intermediate_commit_size,
        )
        return await self._call(EXECUTE, body=body)
