"""Indexes that work: primary ones are the collection's own dictionary, these are the others.

An index that only looks up is built when it is first asked; one that enforces uniqueness holds
its entries from the beginning. Geo, fulltext, inverted and similar kinds are descriptions only.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from .values import MISSING, attribute, expand, fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .values import Path

    Document = dict[str, Any]

_VALUE_KINDS = frozenset({"persistent", "hash", "skiplist", "edge", "ttl"})


class Index:
    """One index of a collection.

    Args:
        number: Its id, a number as text.
        description: What `/_api/index` shows of it, without `id`.
    """

    def __init__(self, number: str, description: dict[str, Any]) -> None:
        self.number = number
        self.description = description
        self.name: str = description["name"]
        self.kind: str = description["type"]
        self.unique: bool = description.get("unique", False)
        self.sparse: bool = description.get("sparse", False)
        fields = description.get("fields", [])
        self.paths: list[Path] = [
            tuple(field.split(".")) for field in fields if isinstance(field, str)
        ]

    def add(self, document: Document) -> None:
        """Take in a document.

        Raises:
            ArangoFault: 409/1210; nothing has been changed then.
        """

    def discard(self, document: Document) -> None:
        """Forget a document."""

    def retire(self, document: Document) -> None:
        """Forget a document that some still see, but remember it as a former one."""

    def forget(self, document: Document) -> None:
        """Forget a former document, which nobody sees any more."""

    def rivals(self, document: Document) -> Iterable[str]:
        """The keys of those that have, or had a moment ago, what must be unique in a document."""
        return ()

    def clear(self) -> None:
        """Forget all documents."""

    def fill(self, documents: Iterable[Document]) -> None:
        """Take in what is in the collection already."""


class ValueIndex(Index):
    """An index over attribute values: equality look-ups, and uniqueness where wanted."""

    def __init__(self, number: str, description: dict[str, Any]) -> None:
        super().__init__(number, description)
        self._expanded = any("[*]" in name for path in self.paths for name in path)
        self._deduplicate: bool = description.get("deduplicate", True)
        self._entries: dict[Any, dict[str, Document]] | None = {} if self.unique else None
        # What some still see, though it has been replaced or removed: by value, then key.
        self._former: dict[Any, dict[str, Document]] = {}

    def add(self, document: Document) -> None:
        """Take in a document.

        Raises:
            ArangoFault: 409/1210; nothing has been changed then.
        """
        entries = self._entries
        if entries is None:
            return
        values = list(self._values(document))
        if self.unique:
            for position, value in enumerate(values):
                if value in entries or (not self._deduplicate and value in values[:position]):
                    self._refuse(entries.get(value), document)
        for value in values:
            entries.setdefault(value, {})[document["_key"]] = document

    def discard(self, document: Document) -> None:
        """Forget a document."""
        if self._entries is not None:
            self._remove(self._entries, document)

    def retire(self, document: Document) -> None:
        """Forget a document that some still see, but remember it as a former one."""
        if self._entries is not None:
            self._remove(self._entries, document)
            for value in self._values(document):
                self._former.setdefault(value, {})[document["_key"]] = document

    def forget(self, document: Document) -> None:
        """Forget a former document, which nobody sees any more."""
        for value in self._values(document) if self._former else ():
            holders = self._former.get(value, {})
            # Another writer may have put a later one there meanwhile.
            if holders.get(document["_key"]) is document:
                del holders[document["_key"]]
                if not holders:
                    del self._former[value]

    def former(self, value: Any) -> Iterable[str]:
        """The keys of former documents whose first indexed attribute has this value."""
        return self._former.get((fingerprint(value),), ())

    def has(self, document: Document, value: Any) -> bool:
        """Whether a document has this value in its first indexed attribute."""
        return (fingerprint(value),) in self._values(document)

    def rivals(self, document: Document) -> Iterable[str]:
        """The keys of those that have, or had a moment ago, what must be unique in a document."""
        if self.unique and self._entries is not None:
            for value in self._values(document):
                yield from self._entries.get(value, ())
                yield from self._former.get(value, ())

    def clear(self) -> None:
        """Forget all documents."""
        if self._entries is not None:
            self._entries = {}
        self._former = {}

    def fill(self, documents: Iterable[Document]) -> None:
        """Take in what is in the collection already.

        Raises:
            ArangoFault: 409/1210, where a unique index cannot be made over these documents.
        """
        for document in documents:
            self.add(document)

    def lookup(
        self,
        value: Any,
        documents: Iterable[Document],
        former: Callable[[], Iterable[Document]] = tuple,
    ) -> list[Document] | None:
        """The documents whose first indexed attribute has this value.

        Args:
            value: An AQL value.
            documents: All documents of the collection, to build the index from.
            former: Gives the documents that some still see.

        Returns:
            The documents, or None where this index cannot tell.
        """
        if len(self.paths) > 1 or self._expanded or (self.sparse and value is None):
            return None
        if self._entries is None:
            self._entries = {}
            self.fill(documents)
            for document in former():
                for entry in self._values(document):
                    self._former.setdefault(entry, {})[document["_key"]] = document
        return list(self._entries.get((fingerprint(value),), {}).values())

    def _remove(self, entries: dict[Any, dict[str, Document]], document: Document) -> None:
        for value in self._values(document):
            holders = entries.get(value)
            if holders is not None:
                holders.pop(document["_key"], None)
                if not holders:
                    del entries[value]

    def _values(self, document: Document) -> Iterator[tuple[Any, ...]]:
        if self._expanded:
            columns = [
                list(dict.fromkeys(map(_plain, expand(document, path))))
                if self._deduplicate
                else list(map(_plain, expand(document, path)))
                for path in self.paths
            ]
            rows: Iterable[tuple[Any, ...]] = product(*columns)
        else:
            rows = (tuple(_plain(attribute(document, path)) for path in self.paths),)
        for row in rows:
            if not (self.sparse and None in row):
                yield row

    def _refuse(self, holders: dict[str, Document] | None, document: Document) -> None:
        key = next(iter(holders)) if holders else document["_key"]
        fields = ", ".join(f"'{'.'.join(path)}'" for path in self.paths)
        raise ArangoFault(
            409,
            1210,
            f"unique constraint violated - in index {self.name} of type {self.kind} over {fields};"
            f" conflicting key: {key}",
        )


def _plain(value: Any) -> Any:
    return None if value is MISSING else fingerprint(value)


def make_index(number: str, description: dict[str, Any]) -> Index:
    """The index for a description that has been completed (see `store.index_kinds`)."""
    if description["type"] in _VALUE_KINDS:
        return ValueIndex(number, description)
    return Index(number, description)
