"""A collection: its documents, and every way to write one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..aql.source import WriteOptions, Written
from ..faults import ArangoFault, RevisionFault
from .indexes import Index, ValueIndex, make_index
from .merge import SYSTEM_ATTRIBUTES, merge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    """The documents of one collection, by key, in order of insertion.

    A stored document is never changed in place: readers may hold it as long as they like.

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
        self._documents: dict[str, Document] = {}
        self.revision: str | None = None
        self._clock = clock
        self._edge_fault = edge_fault
        self.indexes: list[Index] = [Index("0", _PRIMARY)]
        self._others: list[Index] = []
        self._edge_ends: dict[str, ValueIndex] = {}
        if is_edge:
            self.indexes.append(Index("2" if is_system else "1", _EDGE))
            for end in ("_from", "_to"):
                index = ValueIndex("", _EDGE | {"fields": [end]})
                self._edge_ends[end] = index
                self._others.append(index)

    @property
    def state(self) -> object:
        """Something that is equal as long as the documents are."""
        return self.revision

    def count(self) -> int:
        """Number of documents."""
        return len(self._documents)

    def documents(self) -> list[Document]:
        """The documents of this moment, in order of insertion."""
        return list(self._documents.values())

    def get(self, key: str) -> Document | None:
        """The document with this key, or None."""
        return self._documents.get(key)

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
            while key in self._documents:
                key = self.keys.make()
        else:
            key = self.keys.accept(key)
            old = self._documents.get(key)
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
        old = self._existing(key, options, revision)
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
        old = self._existing(key, options, revision)
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
        old = self._existing(key, options, revision)
        for index in self._others:
            index.discard(old)
        del self._documents[key]
        if journal is not None:
            journal.note(self, key, old)
        self.revision = self._clock.revision()
        return Written(old, None)

    def truncate(self, journal: Journal | None = None) -> None:
        """Remove all documents."""
        if journal is not None:
            for key in list(self._documents):
                self.remove(key, WriteOptions(), None, journal)
            return
        # A new dictionary: who iterates over the old one goes on undisturbed.
        self._documents = {}
        for index in self._others:
            index.clear()
        self.revision = self._clock.revision()

    def restore(self, key: str, document: Document | None) -> None:
        """Put back what stood under a key before a write that is taken back."""
        present = self._documents.pop(key, None)
        for index in self._others:
            if present is not None:
                index.discard(present)
            if document is not None:
                # Somebody else may have taken a unique value meanwhile: the documents count.
                with suppress(ArangoFault):
                    index.add(document)
        if document is not None:
            self._documents[key] = document
        self.revision = self._clock.revision()

    def rename(self, name: str) -> None:
        """Change the name, and with it every document's `_id`."""
        self.name = name
        self._documents = {
            key: document | {"_id": f"{name}/{key}"} for key, document in self._documents.items()
        }
        for index in self._others:
            index.clear()
            index.fill(self._documents.values())

    def add_index(self, number: str, description: dict[str, Any]) -> Index:
        """Make an index over the documents.

        Raises:
            ArangoFault: 1210, where the documents are not unique; there is no new index then.
        """
        index = make_index(number, description)
        if index.unique:
            index.fill(self._documents.values())
        self.indexes.append(index)
        self._others.append(index)
        return index

    def drop_index(self, index: Index) -> None:
        """Remove an index that `add_index` made."""
        self.indexes.remove(index)
        self._others.remove(index)

    def lookup(self, path: Sequence[str], value: Any) -> list[Document] | None:
        """The documents with a value under a path, where an index knows; else None."""
        path = tuple(path)
        if path in {("_key",), ("_id",)}:
            return self._by_key(path[0], value)
        index = self._value_index(path)
        return index.lookup(value, self._documents.values()) if index is not None else None

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
        for index in self._others:
            if isinstance(index, ValueIndex) and index.paths == [path] and index.kind != "ttl":
                return index
        return None

    def _by_key(self, attribute: str, value: Any) -> list[Document]:
        if not isinstance(value, str):
            return []
        key = value if attribute == "_key" else value.removeprefix(f"{self.name}/")
        document = self._documents.get(key)
        return [document] if document is not None and document[attribute] == value else []

    def _existing(self, key: str, options: WriteOptions, revision: str | None) -> Document:
        old = self._documents.get(key)
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
        if self._others:
            self._reindex(old, new)
        self._documents[key] = new
        self.revision = revision
        if journal is not None:
            journal.note(self, key, old)
        return new

    def _reindex(self, old: Document | None, new: Document) -> None:
        done: list[Index] = []
        if old is not None:
            for index in self._others:
                index.discard(old)
        try:
            for index in self._others:
                index.add(new)
                done.append(index)
        except BaseException:
            for index in done:
                index.discard(new)
            if old is not None:
                for index in self._others:
                    index.add(old)
            raise

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
