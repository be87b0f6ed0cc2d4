"""A collection: its documents, and every way to write one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..aql.source import WriteOptions, Written
from ..faults import ArangoFault, RevisionFault
from .contents import Contents
from .indexes import Index, ValueIndex
from .merge import SYSTEM_ATTRIBUTES, merge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .clock import Clock
    from .journal import Journal
    from .keys import KeyGenerator
    from .schema import Schema

Document = dict[str, Any]

_PRIMARY = {
    "fields": ["_key"],
    "name": "primary",
    "selectivityEstimate": 1,
    "sparse": False,
    "type": "primary",
    "unique": True,
}
_EDGE = {
    "fields": ["_from", "_to"],
    "name": "edge",
    "selectivityEstimate": 1,
    "sparse": False,
    "type": "edge",
    "unique": False,
}


class Collection:
    """One collection: what may be written into it, and how.

    Who reads or writes within a query or transaction says so by its journal.

    Args:
        number: Its id, a number as text.
        name: Its name.
        is_edge: Whether it holds edges.
        is_system: Whether it is a system collection.
        keys: The generator of its keys.
        clock: The server's ids and revisions.
        edge_fault: The text of error 1233, which differs between versions.
    """

    def __init__(
        self,
        number: str,
        name: str,
        *,
        is_edge: bool,
        is_system: bool,
        keys: KeyGenerator,
        clock: Clock,
        edge_fault: str,
    ) -> None:
        self.number = number
        self.object_number = str(clock.tick())
        self.name = name
        self.is_edge = is_edge
        self.is_system = is_system
        self.keys = keys
        self.wait_for_sync = False
        self.properties: dict[str, Any] = {}
        self.schema: Schema | None = None
        # Adds computed values to what an operation is about to store.
        self.compute: Callable[[Document, str], Document] | None = None
        self.contents = Contents()
        self.revision: str | None = None
        # A count of indexes that came or went.
        self.index_changes = 0
        self._clock = clock
        self._edge_fault = edge_fault
        self.indexes: list[Index] = [Index("0", _PRIMARY)]
        self._edge_ends: dict[str, ValueIndex] = {}
        if is_edge:
            self.indexes.append(Index("2" if is_system else "1", _EDGE))
            for end in ("_from", "_to"):
                index = ValueIndex("", _EDGE | {"fields": [end]})
                self._edge_ends[end] = index
                self.contents.indexes.append(index)

    @property
    def state(self) -> object:
        """Something that is equal as long as everybody sees the same documents as before."""
        return self.contents.changes

    def count(self, reader: Journal | None = None) -> int:
        """Number of documents that a reader sees."""
        return self.contents.count(reader)

    def documents(self, reader: Journal | None = None) -> Iterable[Document]:
        """The documents that a reader sees at this moment, in order of insertion."""
        return self.contents.documents(reader)

    def get(self, key: str, reader: Journal | None = None) -> Document | None:
        """The document with this key that a reader sees, or None."""
        return self.contents.get(key, reader)

    def insert(
        self, document: Any, options: WriteOptions, journal: Journal | None = None
    ) -> Written:
        """Store a new document, or overwrite one as `options.overwrite_mode` says.

        Raises:
            ArangoFault: 1221, 1222, 1227, 1233, or 1210 where the key or a unique value exists.
        """
        if not isinstance(document, dict):
            raise ArangoFault(400, 1227, "invalid document type")
        key = document.get("_key")
        if key is None and "_key" not in document:
            key = self.keys.make()
            while self.contents.newest(key) is not None:
                key = self.keys.make()
        else:
            key = self.keys.accept(key)
            old = self.contents.get(key, journal)
            if old is not None:
                return self._overwrite(key, old, document, options, journal)
        new = self._put(key, document, None, journal, "insert")
        return Written(None, new)

    def update(
        self,
        key: str,
        patch: Any,
        options: WriteOptions,
        revision: str | None = None,
        journal: Journal | None = None,
    ) -> Written:
        """Merge a patch into a document.

        Args:
            key: The document's key.
            patch: What is to change.
            options: How to merge.
            revision: The revision the document must have, unless `options.ignore_revs`.
            journal: Where to note what was there before.

        Raises:
            ArangoFault: 1202, 1227, 1233, 1200 or 1210.
        """
        if not isinstance(patch, dict):
            raise ArangoFault(400, 1227, "invalid document type")
        old = self._existing(key, options, revision, journal)
        if self._is_older(patch, old, options):
            return Written(old, old)
        patch = {name: value for name, value in patch.items() if name not in SYSTEM_ATTRIBUTES}
        merged = merge(old, patch, keep_null=options.keep_null, merge_objects=options.merge_objects)
        return Written(old, self._put(key, merged, old, journal, "update"))

    def replace(
        self,
        key: str,
        document: Any,
        options: WriteOptions,
        revision: str | None = None,
        journal: Journal | None = None,
    ) -> Written:
        """Put another document in the place of one. Args and raises as `update`."""
        if not isinstance(document, dict):
            raise ArangoFault(400, 1227, "invalid document type")
        old = self._existing(key, options, revision, journal)
        if self._is_older(document, old, options):
            return Written(old, old)
        return Written(old, self._put(key, document, old, journal, "replace"))

    def remove(
        self,
        key: str,
        options: WriteOptions,
        revision: str | None = None,
        journal: Journal | None = None,
    ) -> Written:
        """Remove a document. Args and raises as `update`."""
        old = self._existing(key, options, revision, journal)
        self.contents.take(key, journal)
        self.revision = self._clock.revision()
        return Written(old, None)

    def truncate(self) -> None:
        """Remove all documents, at once and for everybody.

        Raises:
            ArangoFault: 1200, where somebody has written one and not ended.
        """
        self.contents.clear()
        self.revision = self._clock.revision()

    def rename_steps(self, name: str) -> Iterator[None]:
        """Change the name, and with it every document's `_id`, in short steps; the last does it."""
        prefix = f"{name}/"
        yield from self.contents.rewrite_steps(lambda d: d | {"_id": prefix + d["_key"]})
        self.name = name

    def add_index_steps(self, index: Index) -> Iterator[None]:
        """Take in an index over the documents, in short steps.

        Raises:
            ArangoFault: 1210, where the documents are not unique; the index is not taken in then.
        """
        if isinstance(index, ValueIndex):
            yield from self.contents.add_index_steps(index)
        self.indexes.append(index)
        self.index_changes += 1

    def drop_index(self, index: Index) -> None:
        """Remove an index that `add_index` made."""
        self.indexes.remove(index)
        self.index_changes += 1
        if isinstance(index, ValueIndex):
            self.contents.indexes.remove(index)

    def lookup(
        self, path: Sequence[str], value: Any, reader: Journal | None = None
    ) -> list[Document] | None:
        """The documents with a value under a path that a reader sees; None: no index knows."""
        path = tuple(path)
        if path in {("_key",), ("_id",)}:
            return self._by_key(path[0], value, reader)
        index = self._value_index(path)
        return self.contents.lookup(index, value, reader) if index is not None else None

    def index_of(self, path: Sequence[str]) -> dict[str, Any] | None:
        """The description of the index that `lookup` would use for a path, or None."""
        path = tuple(path)
        if path in {("_key",), ("_id",)}:
            return self.describe(self.indexes[0])
        if len(path) == 1 and path[0] in self._edge_ends:
            return self.describe(self.indexes[1])
        index = self._value_index(path)
        return self.describe(index) if index is not None else None

    def describe(self, index: Index) -> dict[str, Any]:
        """An index as `/_api/index` shows it."""
        return index.description | {"id": f"{self.name}/{index.number}"}

    def _value_index(self, path: tuple[str, ...]) -> ValueIndex | None:
        if len(path) == 1 and path[0] in self._edge_ends:
            return self._edge_ends[path[0]]
        for index in self.contents.indexes:
            if index.is_ready and index.paths == [path] and index.kind != "ttl":
                return index
        return None

    def _by_key(self, attribute: str, value: Any, reader: Journal | None) -> list[Document]:
        if not isinstance(value, str):
            return []
        key = value if attribute == "_key" else value.removeprefix(f"{self.name}/")
        document = self.contents.get(key, reader)
        return [document] if document is not None and document[attribute] == value else []

    def _existing(
        self, key: str, options: WriteOptions, revision: str | None, journal: Journal | None
    ) -> Document:
        old = self.contents.get(key, journal)
        if old is None:
            raise ArangoFault(404, 1202, "document not found")
        if revision is not None and not options.ignore_revs:
            demand_revision(old, revision)
        return old

    def _overwrite(
        self,
        key: str,
        old: Document,
        document: Document,
        options: WriteOptions,
        journal: Journal | None,
    ) -> Written:
        mode = options.overwrite_mode
        if mode == "ignore":
            return Written(old, None)
        if mode == "replace":
            return self.replace(key, document, options, None, journal)
        if mode == "update":
            return self.update(key, document, options, None, journal)
        raise ArangoFault(
            409,
            1210,
            "unique constraint violated - in index primary of type primary over '_key';"
            f" conflicting key: {key}",
        )

    def _put(
        self,
        key: str,
        content: Document,
        old: Document | None,
        journal: Journal | None,
        operation: str,
    ) -> Document:
        """Write one document: the only place where documents get in."""
        if self.compute is not None:
            content = self.compute(content, operation)
        if self.schema is not None:
            self.schema.check(content, old)
        revision = self._clock.revision()
        handle = f"{self.name}/{key}"
        new: Document
        if self.is_edge:
            ends = {end: self._edge_end(content, end) for end in ("_from", "_to")}
            new = {"_key": key, "_id": handle, **ends, "_rev": revision, **content}
        else:
            new = {"_key": key, "_id": handle, "_rev": revision, **content}
            if "_from" in content or "_to" in content:
                new.pop("_from", None)
                new.pop("_to", None)
        # What the content says about these never counts; the places were taken above.
        new["_key"] = key
        new["_id"] = handle
        new["_rev"] = revision
        self.contents.put(key, new, journal)
        self.revision = revision
        return new

    def _edge_end(self, content: Document, end: str) -> str:
        value = content.get(end)
        if isinstance(value, str):
            collection, slash, key = value.partition("/")
            if slash and collection and key and "/" not in key:
                return value
        raise ArangoFault(400, 1233, self._edge_fault)

    @staticmethod
    def _is_older(document: Document, old: Document, options: WriteOptions) -> bool:
        attribute = options.version_attribute
        if attribute is None:
            return False
        versions = document.get(attribute), old.get(attribute)
        if not all(isinstance(v, int) and not isinstance(v, bool) and v >= 0 for v in versions):
            return False
        return bool(versions[0] <= versions[1])  # type: ignore[operator] # checked above


def demand_revision(document: Document, revision: str) -> None:
    """Demand that a document has a revision.

    Raises:
        RevisionFault: It has another one.
    """
    if document["_rev"] != revision:
        raise RevisionFault(document)
