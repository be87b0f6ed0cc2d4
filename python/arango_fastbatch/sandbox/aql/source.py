"""What a query needs of the store: the protocols that the sandbox's database implements.

Nothing here runs AQL. The engine sees the store through these shapes only, so that its tests can
put a dictionary behind them.

Faults raised by an implementation carry the bare text, e.g. ``ArangoFault(404, 1202, "document not
found")``; the engine adds what arangod adds in queries ("AQL: ... (while executing)").

The engine never undoes a write. Whoever runs a query makes it atomic: when ``run`` or ``steps``
raises, the writes made through its source are to be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["AqlSource", "CollectionSource", "GraphSource", "WriteOptions", "Written"]

#: A value of AQL: None, bool, int, float, str, list or dict of these.
Value = Any
#: A stored document with its system attributes. Never changed in place, on either side.
Document = dict[str, Any]


class Written(NamedTuple):
    """What one write did.

    Args:
        old: The document that was there before, or None.
        new: The document that is there now; None after a removal, and after an insert that
            ``overwrite_mode="ignore"`` turned into nothing.
    """

    old: Document | None
    new: Document | None


@dataclass(frozen=True)
class WriteOptions:
    """The OPTIONS of a data-modification operation that concern the store.

    Args:
        overwrite_mode: For inserts where the key exists: "conflict", "ignore", "replace", "update".
        keep_null: An update to null keeps the attribute (True) or removes it (False).
        merge_objects: An update merges sub-objects (True) or replaces them (False).
        ignore_revs: False: a ``_rev`` given in ``revision`` must be the stored one (1200).
        version_attribute: Name of the attribute by which older writes are ignored, or None.
        wait_for_sync: Whether the write should be synced; of no effect in memory.
    """

    overwrite_mode: str = "conflict"
    keep_null: bool = True
    merge_objects: bool = True
    ignore_revs: bool = True
    version_attribute: str | None = None
    wait_for_sync: bool = False


class CollectionSource(Protocol):
    """One collection, as the user who runs the query may see it."""

    @property
    def name(self) -> str:
        """The collection's name."""

    @property
    def number(self) -> str:
        """The collection's id, as digits."""

    @property
    def is_edge(self) -> bool:
        """Whether it is an edge collection."""

    def count(self) -> int:
        """Number of documents."""

    def documents(self) -> Iterable[Document]:
        """All documents in their order of insertion.

        The iterable must stay valid, and show the documents of the moment of this call, while the
        collection is written to: queries write what they read, and other requests run between
        the steps of a long query.
        """

    def get(self, key: str) -> Document | None:
        """The document with this key, or None."""

    def lookup(self, path: Sequence[str], value: Value) -> Iterable[Document] | None:
        """The documents whose attribute equals a value, by an index.

        Args:
            path: Attribute path of an index's first field, e.g. ``("address", "city")`` (also
                ``("_key",)``, ``("_id",)``, and on edge collections ``("_from",)``, ``("_to",)``).
            value: Any AQL value, null included. 1 and 1.0 are equal, 1 and True are not.

        Returns:
            The documents, stable like those of ``documents``; a superset is allowed (the engine
            tests each). None where no index can answer: none over the path, or a sparse one asked
            for null.
        """

    def index_of(self, path: Sequence[str]) -> Mapping[str, Any] | None:
        """The description of the index that ``lookup`` would use (as /_api/index shows it)."""

    def indexes(self) -> Sequence[Mapping[str, Any]]:
        """The descriptions of all its indexes (as /_api/index shows them)."""

    def insert(self, document: Document, options: WriteOptions) -> Written:
        """Store a new document (copied; a key is made where it has none)."""

    def update(
        self, key: str, patch: Document, options: WriteOptions, revision: str | None = None
    ) -> Written:
        """Merge a patch into the document with this key.

        Args:
            key: Its key.
            patch: What changes. System attributes in it are ignored, but `_from` and `_to`.
            options: How to merge.
            revision: The revision it must have, where ``options.ignore_revs`` is False.

        Raises:
            ArangoFault: 404/1202 "document not found", 409 or 412/1200 where revisions differ,
                409/1210 where an index refuses.
        """

    def replace(
        self, key: str, document: Document, options: WriteOptions, revision: str | None = None
    ) -> Written:
        """Put another document in the place of the one with this key. Raises as ``update``."""

    def remove(self, key: str, options: WriteOptions, revision: str | None = None) -> Written:
        """Remove the document with this key. Raises as ``update``."""


class GraphSource(Protocol):
    """A named graph.

    ``edge_definitions`` are those of the graph: ``{"collection", "from": [...], "to": [...]}``.
    """

    @property
    def name(self) -> str:
        """The graph's name."""

    @property
    def edge_definitions(self) -> Sequence[Mapping[str, Any]]:
        """Its edge definitions."""

    @property
    def orphan_collections(self) -> Sequence[str]:
        """Vertex collections outside of all edge definitions."""


class AqlSource(Protocol):
    """One database, as one user sees it, for the time of one query."""

    @property
    def database(self) -> str:
        """The database's name (``CURRENT_DATABASE()``)."""

    @property
    def user(self) -> str | None:
        """The user (``CURRENT_USER()``), None without authentication."""

    def collection(self, name: str, mode: str = "read") -> CollectionSource:
        """A collection by its name.

        Args:
            name: Its name.
            mode: "read" or "write": what the query is going to do, for permissions and locks.

        Raises:
            ArangoFault: 404/1203 "collection or view not found: NAME"; 403/11 where the user may
                not.
        """

    def collections(self) -> Iterable[CollectionSource]:
        """All collections the user may see (``COLLECTIONS()``)."""

    def graph(self, name: str) -> GraphSource | None:
        """A named graph, or None."""
