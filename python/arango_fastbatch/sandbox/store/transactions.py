"""Stream transactions: writes that others see together at the end, or never."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from .journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..profile import Profile
    from .clock import Clock
    from .collection import Collection

_IDLE_SECONDS = 60.0
_REMEMBERED_SECONDS = 300.0
# How an operation fails that comes after the end.
_ENDED = {"aborted": (410, 1654), "committed": (400, 1653)}


class Transaction:
    """One transaction.

    Args:
        number: Its id, a number as text.
        database: Name of its database.
        user: Whose it is.
        modes: What it may do with which collection: ``read``, ``write`` or ``exclusive``.
        allow_implicit: Whether it may read other collections too.
        max_bytes: How much it may write.
    """

    def __init__(
        self,
        number: str,
        database: str,
        user: str | None,
        modes: dict[Collection, str],
        *,
        allow_implicit: bool,
        max_bytes: int,
    ) -> None:
        self.number = number
        self.database = database
        self.user = user
        self.status = "running"
        # Whether it was aborted because nobody used it.
        self.is_expired = False
        self.journal = Journal(max_bytes)
        # One operation at a time: others wait here.
        self.turn = asyncio.Lock()
        self.used = time.monotonic()
        self._modes = modes
        self._allow_implicit = allow_implicit

    @property
    def may_write(self) -> bool:
        """Whether it has named a collection to write to."""
        return any(mode != "read" for mode in self._modes.values())

    def lock(self) -> bool:
        """Take all locks, or none: False where one cannot be had now."""
        for collection, mode in self._modes.items():
            if mode == "read":
                continue
            if not collection.contents.lock(self.journal, exclusive=mode == "exclusive"):
                self.journal.close()
                self.journal = Journal(self.journal.max_bytes)
                return False
        for collection in self._modes:
            collection.contents.watch(self.journal)
        return True

    def demand(self, collection: Collection, *, write: bool) -> None:
        """Demand that the transaction has named a collection.

        Raises:
            ArangoFault: 400/1652.
        """
        mode = self._modes.get(collection)
        if mode in {"write", "exclusive"} or (not write and mode == "read"):
            return
        if not write and self._allow_implicit:
            collection.contents.watch(self.journal)
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
        profile: The version that is played.
    """

    def __init__(self, clock: Clock, profile: Profile) -> None:
        self._clock = clock
        self._says_more = profile >= (3, 12)
        self._max_bytes = (512 if profile >= (3, 12, 4) else 128) << 20
        self._all: dict[str, Transaction] = {}
        self.begun = self.committed = self.aborted = 0

    def new(
        self,
        database: str,
        user: str | None,
        modes: dict[Collection, str],
        *,
        allow_implicit: bool,
        max_bytes: int | None,
    ) -> Transaction:
        """A transaction that has not begun.

        Args:
            database: Name of its database.
            user: Whose it is.
            modes: What it may do with which collection: ``read``, ``write`` or ``exclusive``.
            allow_implicit: Whether it may read other collections too.
            max_bytes: How much it may write; None for the server's limit.
        """
        number = str(self._clock.tick())
        limit = self._max_bytes if max_bytes is None else min(max_bytes, self._max_bytes)
        return Transaction(
            number, database, user, modes, allow_implicit=allow_implicit, max_bytes=limit
        )

    def begin(self, transaction: Transaction) -> bool:
        """Begin a transaction; False where its locks cannot be had now."""
        self.sweep()
        if not transaction.lock():
            return False
        transaction.used = time.monotonic()
        self._all[transaction.number] = transaction
        self.begun += 1
        return True

    def running(self, database: str, user: str | None) -> list[Transaction]:
        """The running transactions of a user in a database."""
        self.sweep()
        return [
            t
            for t in self._all.values()
            if t.status == "running" and t.database == database and t.user == user
        ]

    def writing(self, user: str | None) -> list[Transaction]:
        """The running transactions of a user that may write, in all databases."""
        self.sweep()
        return [
            t
            for t in self._all.values()
            if t.status == "running" and t.user == user and t.may_write
        ]

    def find(self, number: str, database: str, user: str | None) -> Transaction | None:
        """A user's transaction, running or ended a moment ago, or None."""
        self.sweep()
        transaction = self._all.get(number)
        if transaction is None or transaction.database != database or transaction.user != user:
            return None
        return transaction

    def ended_by(self, number: str, database: str, user: str | None, end: str) -> Transaction:
        """A user's transaction that is to be ended.

        Args:
            number: Its id.
            database: Name of its database.
            user: Whose it is.
            end: ``committed`` or ``aborted``.

        Raises:
            ArangoFault: 404/1655.
        """
        transaction = self.find(number, database, user)
        if transaction is None:
            what = "inaccessible" if number in self._all else "not found"
            operation = "commit" if end == "committed" else "abort"
            raise ArangoFault(404, 1655, f"transaction {number} {what} on {operation} operation")
        return transaction

    def use(self, number: str, database: str, user: str | None) -> Transaction:
        """A user's transaction for another operation.

        Raises:
            ArangoFault: 404/1655, 400/1653 where it was committed, 410/1654 where it was aborted,
                or 400/10 for what is no id.
        """
        if not (number.isascii() and number.isdigit()):
            raise ArangoFault(400, 10, "invalid transaction ID")
        transaction = self.find(number, database, user)
        if transaction is None:
            if not self._says_more:
                raise ArangoFault(404, 1655, f"transaction '{number}' not found")
            if number in self._all:
                raise ArangoFault(404, 1655, f"not authorized to access transaction {number}")
            raise ArangoFault(404, 1655, f"transaction {number} not found")
        if transaction.status != "running":
            text = f"transaction {number} has already been {transaction.status}"
            raise ArangoFault(*_ENDED[transaction.status], text)
        transaction.used = time.monotonic()
        return transaction

    def end_steps(self, transaction: Transaction, status: str) -> Iterator[None]:
        """Commit or abort a transaction, in short steps; the first decides.

        Args:
            transaction: The transaction.
            status: ``committed`` or ``aborted``.

        Raises:
            ArangoFault: 400/1653 where it has ended the other way.
        """
        if transaction.status == status:
            return
        if transaction.status != "running":
            end = "expired" if transaction.is_expired else transaction.status
            text = f"transaction was already {end}"
            if self._says_more:
                operation = "commit" if status == "committed" else "abort"
                text = f"while trying to {operation} transaction {transaction.number}: {text}"
            raise ArangoFault(400, 1653, text)
        transaction.status = status
        transaction.used = time.monotonic()
        if status == "aborted":
            self.aborted += 1
            yield from transaction.journal.undo_steps()
            transaction.journal.close()
        else:
            self.committed += 1
            transaction.journal.close()
            yield from transaction.journal.settle_steps()

    def sweep(self) -> None:
        """Abort what nobody used for a while, and forget what ended long ago."""
        now = time.monotonic()
        for number, transaction in list(self._all.items()):
            idle = now - transaction.used
            is_busy = transaction.turn.locked()
            if transaction.status == "running" and idle > _IDLE_SECONDS and not is_busy:
                transaction.is_expired = True
                for _ in self.end_steps(transaction, "aborted"):
                    pass
            elif transaction.status != "running" and idle > _REMEMBERED_SECONDS:
                del self._all[number]
