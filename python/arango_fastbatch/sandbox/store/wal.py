"""The write-ahead log, as far as there is one: nothing is kept of it but where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .server import Store

_State = tuple[str, str | None, int]


class WriteAheadLog:
    """Tells where the log stands: its tick grows whenever something has been written.

    Writers do not know of it; it looks at what they left behind. So it grows by one for all
    documents that were written to a collection between two looks. Views do not count.

    Args:
        store: All data.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._writes = 0
        self._seen: dict[str, _State] = {}

    def tick(self) -> int:
        """The tick of the newest write."""
        databases = list(self._store.databases())
        changes = self._store.past_changes + sum(database.changes for database in databases)
        now: dict[str, _State] = {}
        for database in databases:
            for collection in database.collections():
                name, number = collection.name, collection.number
                changes += collection.index_changes
                now[number] = (name, collection.revision, collection.count())
                self._writes += now[number] != self._seen.get(number, (name, None, 0))
        self._seen = now
        return changes + self._writes
