"""A database: its collections by name and id, and everything else that lives in one."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from .collection import Collection
from .keys import key_generator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..foxx.service import Service
    from ..profile import Profile
    from .analyzers import Analyzer
    from .clock import Clock
    from .views import View

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_\-]{0,63}", re.ASCII)
_ANALYZER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_\-]{0,253}", re.ASCII)
_INDEX_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_\-]{0,255}", re.ASCII)
_COLLECTION_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_\-]{0,255}", re.ASCII)


def is_legal_database_name(name: str) -> bool:
    """Whether a user may give a database this name (traditional, or extended with Unicode)."""
    return _NAME.fullmatch(name) is not None or _is_legal_extended(name, 128)


def is_legal_collection_name(name: str, *, allow_system: bool) -> bool:
    """Whether a collection may have this name (traditional, or extended with Unicode)."""
    if name.startswith("_") and not allow_system:
        return False
    return _COLLECTION_NAME.fullmatch(name) is not None or _is_legal_extended(name, 256)


def is_legal_analyzer_name(name: str) -> bool:
    """Whether an analyzer may have this name."""
    return _ANALYZER_NAME.fullmatch(name) is not None


def is_legal_index_name(name: str) -> bool:
    """Whether a user may give an index this name (traditional, or extended with Unicode)."""
    return _INDEX_NAME.fullmatch(name) is not None or _is_legal_extended(name, 256)


def _is_legal_extended(name: str, max_bytes: int) -> bool:
    return (
        0 < len(name.encode(errors="surrogatepass")) <= max_bytes
        and not name[0].isdigit()
        and name[0] not in "._"
        and name == name.strip(" ")
        and not any(character < " " or character in "/:\0\x7f" for character in name)
        and unicodedata.is_normalized("NFC", name)
    )


class Database:
    """One database.

    Args:
        name: Its name.
        number: Its id, a number as text.
        profile: The version that is played.
        clock: The server's ids and revisions.
    """

    def __init__(self, name: str, number: str, profile: Profile, clock: Clock) -> None:
        self.name = name
        self.number = number
        self.profile = profile
        self.clock = clock
        self.views: dict[str, View] = {}
        self.analyzers: dict[str, Analyzer] = {}
        # Users' own AQL functions by their names in capital letters.
        self.functions: dict[str, dict[str, Any]] = {}
        # Foxx services by their mounts.
        self.services: dict[str, Service] = {}
        # A count of collections that came or went, with the indexes of those that went.
        self.changes = 0
        self._by_name: dict[str, Collection] = {}
        self._by_number: dict[str, Collection] = {}
        self._edge_fault = (
            "expecting both `_from` and `_to` attributes to be defined in the edge document and"
            " have the format `<collectionName>/<vertexKey>` "
            if profile >= (3, 12)
            else "edge attribute missing or invalid"
        )
        for system_name in profile.system_collections(name):
            self.create_collection(system_name, is_system=True)

    def collections(self) -> Iterable[Collection]:
        """All collections."""
        return self._by_name.values()

    def find(self, name: str) -> Collection | None:
        """A collection by name or id, or None."""
        return self._by_name.get(name) or self._by_number.get(name)

    def collection(self, name: str) -> Collection:
        """A collection by name or id.

        Raises:
            ArangoFault: 404/1203.
        """
        collection = self._by_name.get(name) or self._by_number.get(name)
        if collection is None:
            raise ArangoFault(404, 1203, f"collection or view not found: {name}")
        return collection

    def create_collection(
        self,
        name: str,
        *,
        is_edge: bool = False,
        is_system: bool = False,
        key_options: Any = None,
    ) -> Collection:
        """Make a collection.

        Raises:
            ArangoFault: 1207 for a name that is taken, 1208 for an illegal one, 1232 for bad
                key options.
        """
        if not is_legal_collection_name(name, allow_system=is_system):
            raise ArangoFault(400, 1208, "illegal name: collection name invalid")
        if name in self._by_name or name in self.views:
            raise ArangoFault(409, 1207, f"duplicate name: {name}")
        collection = Collection(
            str(self.clock.tick()),
            name,
            is_edge=is_edge,
            is_system=is_system,
            keys=key_generator(self.clock, key_options),
            clock=self.clock,
            edge_fault=self._edge_fault,
        )
        self._by_name[name] = self._by_number[collection.number] = collection
        self.changes += 1
        return collection

    def drop_collection(self, collection: Collection) -> None:
        """Remove a collection."""
        del self._by_name[collection.name]
        del self._by_number[collection.number]
        self.changes += 1 + collection.index_changes
        collection.contents.let_go()

    def rename_collection_steps(self, collection: Collection, name: str) -> Iterator[None]:
        """Give a collection another name, in short steps; the last does it.

        Raises:
            ArangoFault: 1207 or 1208.
        """
        if not is_legal_collection_name(name, allow_system=collection.is_system):
            raise ArangoFault(400, 1208, "illegal name: collection name invalid")
        if name in self._by_name or name in self.views:
            raise ArangoFault(409, 1207, "duplicate name")
        old_name = collection.name
        yield from collection.rename_steps(name)
        del self._by_name[old_name]
        self._by_name[name] = collection

    def find_view(self, name: str) -> View | None:
        """A view by name or id, or None."""
        found = self.views.get(name)
        if found is None:
            found = next((view for view in self.views.values() if view.number == name), None)
        return found

    def demand_name(self, name: str) -> None:
        """Demand that a view may have a name.

        Raises:
            ArangoFault: 1207 or 1208.
        """
        if not is_legal_collection_name(name, allow_system=False):
            raise ArangoFault(400, 1208, "illegal name: view name invalid")
        if name in self._by_name or name in self.views:
            raise ArangoFault(409, 1207, "duplicate name")

    def rename_view(self, view: View, name: str) -> None:
        """Give a view another name.

        Raises:
            ArangoFault: 1207 or 1208.
        """
        self.demand_name(name)
        del self.views[view.name]
        view.name = name
        self.views[name] = view
