"""The store as a query sees it: one user's view of one database, with every write noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .faults import ArangoFault
from .store.graphs import find_graph
from .store.journaled import JournaledCollection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .aql.source import GraphSource
    from .message import Request
    from .store.collection import Collection
    from .store.journal import Journal


class DatabaseSource:
    """A database for the time of one query (`aql.source.AqlSource`).

    Args:
        request: Whose database, rights and transaction count.
        journal: Where the query's writes are noted.
    """

    def __init__(self, request: Request, journal: Journal) -> None:
        self._request = request
        self._journal = journal
        self._used: dict[str, tuple[Collection, object]] = {}

    @property
    def database(self) -> str:
        """The database's name."""
        return self._request.database.name

    @property
    def used(self) -> list[tuple[Collection, object]]:
        """The collections that the query has opened, each with its state at that time."""
        return list(self._used.values())

    @property
    def user(self) -> str | None:
        """The user's name."""
        return self._request.access.name

    def collection(self, name: str, mode: str = "read") -> JournaledCollection:
        """A collection by name, for reading or for writing.

        Raises:
            ArangoFault: 404/1203, 403/11 or 403/1004.
        """
        if name in self._request.database.views:
            raise ArangoFault(501, 9, f"the sandbox does not implement queries over views: {name}")
        collection = self._request.permitted(name, write=mode == "write")
        # The state at the first look counts: what changes later is not what was read.
        self._used.setdefault(collection.number, (collection, collection.state))
        return JournaledCollection(collection, self._journal)

    def collections(self) -> Iterable[JournaledCollection]:
        """All collections that the user may see."""
        database = self._request.database
        for collection in database.collections():
            if self._request.access.collection_level(database.name, collection.name) != "none":
                yield JournaledCollection(collection, self._journal)

    def graph(self, name: str) -> GraphSource | None:
        """A named graph, or None."""
        return find_graph(self._request.database, name)
