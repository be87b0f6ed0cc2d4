"""All data of a server: its databases, and what belongs to none of them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from ..faults import ArangoFault
from .clock import Clock
from .database import Database, is_legal_database_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..profile import Profile


class Store:
    """The databases of one server.

    Args:
        profile: The version that is played.
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.clock = Clock()
        self.server_id = secrets.token_hex(6).upper()
        # A count of changes to databases that are gone.
        self.past_changes = 0
        self._databases: dict[str, Database] = {}
        self.system = self._make("_system", "1")

    def databases(self) -> Iterable[Database]:
        """All databases."""
        return self._databases.values()

    def find(self, name: str) -> Database | None:
        """A database by name, or None."""
        return self._databases.get(name)

    def create_database(self, name: str) -> Database:
        """Make a database with its system collections.

        Raises:
            ArangoFault: 1207 for a name that is taken, 1229 for an illegal one.
        """
        if not is_legal_database_name(name):
            raise ArangoFault(400, 1229, "database name invalid")
        if name in self._databases:
            raise ArangoFault(409, 1207, f"duplicate database name '{name}'")
        return self._make(name, str(self.clock.tick()))

    def drop_database(self, name: str) -> None:
        """Remove a database with all that is in it.

        Raises:
            ArangoFault: 1228 where there is none, 403/11 for ``_system``.
        """
        if name not in self._databases:
            raise ArangoFault(404, 1228, "database not found")
        if name == "_system":
            raise ArangoFault(403, 11, "forbidden")
        dropped = self._databases.pop(name)
        self.past_changes += dropped.changes + 1
        for collection in dropped.collections():
            self.past_changes += collection.index_changes
            collection.contents.let_go()

    def _make(self, name: str, number: str) -> Database:
        database = self._databases[name] = Database(name, number, self.profile, self.clock)
        return database
