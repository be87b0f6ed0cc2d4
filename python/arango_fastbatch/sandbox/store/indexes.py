"""Indexes that work: primary ones are the collection's own dictionary, these are the others.

Geo, fulltext, inverted and similar kinds are descriptions only.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from ..disposal import let_go
from ..faults import ArangoFault
from .values import MISSING, attribute, expand, fingerprint

if TYPE_CHECKING:
    from collections.abc import Collection as Sized
    from collections.abc import Iterable, Sequence

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


class ValueIndex(Index):
    """An index over attribute values: equality look-ups, and uniqueness where wanted.

    It knows the documents by their keys. While others may still see what has been replaced or
    removed, that is remembered as former documents.
    """

    def __init__(self, number: str, description: dict[str, Any]) -> None:
        super().__init__(number, description)
        # Until it has taken in all documents it cannot look up any.
        self.is_ready = True
        self._expanded = any("[*]" in name for path in self.paths for name in path)
        self._deduplicate: bool = description.get("deduplicate", True)
        # The most common kind: a single attribute of the document itself.
        self._plain_name = self.paths[0][0] if [len(p) for p in self.paths] == [1] else None
        if self._expanded:
            self._plain_name = None
        # The keys of those that have a value, in order of their coming.
        self._entries: dict[Any, dict[str, None]] = {}
        self._former: dict[Any, dict[str, Document]] = {}

    def add(self, document: Document) -> None:
        """Take in a document.

        Raises:
            ArangoFault: 409/1210; nothing has been changed then.
        """
        entries, key = self._entries, document["_key"]
        values = self._values(document)
        if self.unique:
            for position, value in enumerate(values):
                holders = entries.get(value)
                if holders and key not in holders:
                    raise self._violation(next(iter(holders)))
                if not self._deduplicate and value in values[:position]:
                    raise self._violation(key)
        for value in values:
            holders = entries.get(value)
            if holders is None:
                entries[value] = {key: None}
            else:
                holders[key] = None

    def discard(self, document: Document) -> None:
        """Forget a document."""
        for value in self._values(document):
            holders = self._entries.get(value)
            if holders is not None:
                holders.pop(document["_key"], None)
                if not holders:
                    del self._entries[value]

    def retire(self, document: Document) -> None:
        """Forget a document that some still see, but remember it as a former one."""
        self.discard(document)
        self.remember(document)

    def remember(self, document: Document) -> None:
        """Take in a former document, which some still see."""
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

    def keys(self, value: Any) -> Sized[str] | None:
        """The keys of the documents whose first indexed attribute has this value.

        Returns:
            The keys, or None where this index cannot tell.
        """
        cannot_tell = len(self.paths) > 1 or self._expanded or (self.sparse and value is None)
        if cannot_tell or not self.is_ready:
            return None
        return self._entries.get((fingerprint(value),), ())

    def former_keys(self, value: Any) -> Iterable[str]:
        """The keys of former documents whose first indexed attribute has this value."""
        return self._former.get((fingerprint(value),), ())

    def has(self, document: Document, value: Any) -> bool:
        """Whether a document has this value in its first indexed attribute."""
        return (fingerprint(value),) in self._values(document)

    def rivals(self, document: Document) -> Iterable[str]:
        """The keys of those that have, or had a moment ago, what must be unique in a document."""
        if self.unique:
            for value in self._values(document):
                yield from self._entries.get(value, ())
                yield from self._former.get(value, ())

    def clear(self) -> None:
        """Forget all documents."""
        let_go(self._entries)
        self._entries = {}
        self._former = {}

    def _values(self, document: Document) -> Sequence[tuple[Any, ...]]:
        name = self._plain_name
        if name is not None:
            value = document.get(name)
            if type(value) is not str:
                value = fingerprint(value)
            return () if self.sparse and value is None else ((value,),)
        if not self._expanded:
            row = tuple(_plain(attribute(document, path)) for path in self.paths)
            return () if self.sparse and None in row else (row,)
        columns: list[list[Any]] = [list(map(_plain, expand(document, p))) for p in self.paths]
        if self._deduplicate:
            columns = [list(dict.fromkeys(column)) for column in columns]
        return [row for row in product(*columns) if not (self.sparse and None in row)]

    def _violation(self, key: str) -> ArangoFault:
        fields = ", ".join(f"'{'.'.join(path)}'" for path in self.paths)
        return ArangoFault(
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
