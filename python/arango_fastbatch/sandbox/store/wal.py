"""The write-ahead log, as far as there is one: nothing is kept of it but where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .database import Database

_State = tuple[str, str | None, int, int]


class WriteAheadLog:
    """Tells where the log stands: its tick grows whenever something has been written.

    Writers do not know of it; it looks at what they left behind. So it grows by one for all that
    was written to a collection between two looks.
    """

    def __init__(self) -> None:
        self._tick = 0
        self._seen: dict[str, _State] = {}

    def tick(self, databases: Iterable[Database]) -> int:
        """The tick of the newest write.

        Args:
            databases: All databases of the server.
        """
        now: dict[str, _State] = {
            collection.number: (
                collection.name,
                collection.revision,
                collection.count(),
                len(collection.indexes),
            )
            for database in databases
            for collection in database.collections()
        }
        changed = sum(self._seen.get(number) != state for number, state in now.items())
        self._tick += changed + len(self._seen.keys() - now.keys())
        self._seen = now
        return self._tick
