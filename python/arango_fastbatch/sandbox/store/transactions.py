"""Stream transactions: writes that are kept together, or taken back together.

Other requests see a transaction's writes at once; only taking them back works as it should.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from .journal import Journal

if TYPE_CHECKING:
    from .clock import Clock
    from .collection import Collection

_IDLE_SECONDS = 60.0
_REMEMBERED_SECONDS = 300.0


class Transaction:
    """One transaction.

    Args:
        number: Its id, a number as text.
        database: Name of its database.
        user: Whose it is.
        modes: What it may do with which collection, by id: ``read`` or ``write``.
        allow_implicit: Whether it may read other collections too.
    """

    def __init__(
        self,
        number: str,
        database: str,
        user: str | None,
        modes: dict[str, str],
        *,
        allow_implicit: bool,
    ) -> None:
        self.number = number
        self.database = database
        self.user = user
        self.status = "running"
        self.journal = Journal()
        self.used = time.monotonic()
        self._modes = modes
        self._allow_implicit = allow_implicit

    def demand(self, collection: Collection, *, write: bool) -> None:
        """Demand that the transaction has named a collection.

        Raises:
            ArangoFault: 400/1652.
        """
        mode = self._modes.get(collection.number)
        if mode == "write" or (not write and (mode == "read" or self._allow_implicit)):
            return
        shown = "write" if write else "read"
        raise ArangoFault(
            400,
            1652,
            f"unregistered collection used in transaction: {collection.name} [{shown}]",
        )

    def public(self) -> dict[str, Any]:
        """The transaction as `/_api/transaction/ID` shows it."""
        return {"id": self.number, "status": self.status}


class Transactions:
    """All transactions of a server.

    Args:
        clock: The server's ids.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._all: dict[str, Transaction] = {}
        self.begun = self.committed = self.aborted = 0

    def begin(
        self, database: str, user: str | None, modes: dict[str, str], *, allow_implicit: bool
    ) -> Transaction:
        """Begin a transaction."""
        self._sweep()
        number = str(self._clock.tick())
        transaction = Transaction(number, database, user, modes, allow_implicit=allow_implicit)
        self._all[number] = transaction
        self.begun += 1
        return transaction

    def running(self, database: str, user: str | None) -> list[Transaction]:
        """The running transactions of a user in a database."""
        self._sweep()
        return [
            t
            for t in self._all.values()
            if t.status == "running" and t.database == database and t.user == user
        ]

    def get(self, number: str, database: str, user: str | None) -> Transaction:
        """A user's transaction, running or ended a moment ago.

        Raises:
            ArangoFault: 404/1655, or 400/10 for what is no id.
        """
        self._sweep()
        if not (number.isascii() and number.isdigit()):
            raise ArangoFault(400, 10, "bad parameter")
        transaction = self._all.get(number)
        if transaction is None or transaction.database != database or transaction.user != user:
            raise ArangoFault(404, 1655, f"transaction '{number}' not found")
        return transaction

    def use(self, number: str, database: str, user: str | None) -> Transaction:
        """A user's transaction for another operation.

        Raises:
            ArangoFault: 404/1655, or 410/1653 where it has ended.
        """
        transaction = self.get(number, database, user)
        if transaction.status != "running":
            raise ArangoFault(404, 1655, f"transaction '{number}' not found")
        transaction.used = time.monotonic()
        return transaction

    def end(self, transaction: Transaction, status: str) -> None:
        """Commit or abort a transaction.

        Args:
            transaction: The transaction.
            status: ``committed`` or ``aborted``.

        Raises:
            ArangoFault: 400/1653 where it has ended the other way.
        """
        if transaction.status == status:
            return
        if transaction.status != "running":
            raise ArangoFault(
                400,
                1653,
                f"disallowed operation inside transaction: transaction"
                f" was already {transaction.status}",
            )
        if status == "aborted":
            transaction.journal.undo()
            self.aborted += 1
        else:
            self.committed += 1
        transaction.status = status
        transaction.journal = Journal()
        transaction.used = time.monotonic()

    def _sweep(self) -> None:
        """Abort what nobody used for a while, and forget what ended long ago."""
        now = time.monotonic()
        for number, transaction in list(self._all.items()):
            idle = now - transaction.used
            if transaction.status == "running" and idle > _IDLE_SECONDS:
                self.end(transaction, "aborted")
            elif transaction.status != "running" and idle > _REMEMBERED_SECONDS:
                del self._all[number]
