"""A database in a dictionary, for tests of AQL alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from arango_fastbatch.sandbox.aql import compile_query
from arango_fastbatch.sandbox.aql.source import WriteOptions, Written
from arango_fastbatch.sandbox.aql.values import equal
from arango_fastbatch.sandbox.faults import ArangoFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from arango_fastbatch.sandbox.aql import QueryResult


class MemoryCollection:
    """A collection: documents by their keys, and the attributes that have an index."""

    def __init__(self, name: str, *, edge: bool = False, indexed: Iterable[str] = ()) -> None:
        self.name = name
        self.number = str(1000 + len(name))
        self.is_edge = edge
        self.indexed = set(indexed)
        self.special: list[Mapping[str, Any]] = []
        self.stored: dict[str, dict[str, Any]] = {}
        self._clock = 0

    def _revise(self, key: str, document: Mapping[str, Any]) -> dict[str, Any]:
        self._clock += 1
        revised = {"_key": key, "_id": f"{self.name}/{key}", "_rev": f"_{self._clock:09d}"}
        revised |= {k: v for k, v in document.items() if k not in revised}
        self.stored[key] = revised
        return revised

    def count(self) -> int:
        return len(self.stored)

    def documents(self) -> list[dict[str, Any]]:
        return list(self.stored.values())

    def get(self, key: str) -> dict[str, Any] | None:
        return self.stored.get(key)

    def lookup(self, path: Sequence[str], value: Any) -> list[dict[str, Any]] | None:
        if path[0] not in self.indexed or len(path) != 1:
            return None
        return [d for d in self.stored.values() if equal(d.get(path[0]), value)]

    def index_of(self, path: Sequence[str]) -> Mapping[str, Any] | None:
        if path[0] not in self.indexed:
            return None
        return {"id": "1", "type": "persistent", "name": path[0], "fields": list(path)}

    def indexes(self) -> list[Mapping[str, Any]]:
        return self.special

    def insert(self, document: dict[str, Any], options: WriteOptions) -> Written:
        key = document.get("_key") or str(self._clock + 1000)
        old = self.stored.get(key)
        if old is not None:
            if options.overwrite_mode == "ignore":
                return Written(old, None)
            if options.overwrite_mode == "conflict":
                raise ArangoFault(409, 1210, f"unique constraint violated; conflicting key: {key}")
            if options.overwrite_mode == "update":
                return self.update(key, document, options)
        return Written(old, self._revise(key, document))

    def _old(self, key: str, revision: str | None) -> dict[str, Any]:
        old = self.stored.get(key)
        if old is None:
            raise ArangoFault(404, 1202, "document not found")
        if revision is not None and old["_rev"] != revision:
            raise ArangoFault(409, 1200, "conflict, _rev values do not match")
        return old

    def update(
        self, key: str, patch: dict[str, Any], options: WriteOptions, revision: str | None = None
    ) -> Written:
        old = self._old(key, revision)
        return Written(old, self._revise(key, _merged(old, patch, options)))

    def replace(
        self, key: str, document: dict[str, Any], options: WriteOptions, revision: str | None = None
    ) -> Written:
        old = self._old(key, revision)
        return Written(old, self._revise(key, document))

    def remove(self, key: str, options: WriteOptions, revision: str | None = None) -> Written:
        old = self._old(key, revision)
        del self.stored[key]
        return Written(old, None)


def _merged(old: Any, patch: dict[str, Any], options: WriteOptions) -> dict[str, Any]:
    new = dict(old)
    for name, value in patch.items():
        if value is None and not options.keep_null:
            new.pop(name, None)
        elif options.merge_objects and isinstance(value, dict) and isinstance(new.get(name), dict):
            new[name] = _merged(new[name], value, options)
        else:
            new[name] = value
    return new


class MemorySource:
    """A database."""

    database = "_system"
    user: str | None = "root"

    def __init__(self, **collections: Iterable[dict[str, Any]]) -> None:
        self._collections: dict[str, MemoryCollection] = {}
        for name, documents in collections.items():
            collection = self.create(name)
            for document in documents:
                collection.insert(document, WriteOptions())

    def create(
        self, name: str, *, edge: bool = False, indexed: Iterable[str] = ()
    ) -> MemoryCollection:
        collection = MemoryCollection(name, edge=edge, indexed=indexed)
        self._collections[name] = collection
        return collection

    def collection(self, name: str, mode: str = "read") -> MemoryCollection:
        if name not in self._collections:
            raise ArangoFault(404, 1203, f"collection or view not found: {name}")
        return self._collections[name]

    def collections(self) -> list[MemoryCollection]:
        return list(self._collections.values())

    def graph(self, name: str) -> None:
        return None


def rows(text: str, source: MemorySource | None = None, **binds: Any) -> list[Any]:
    """What a query returns; bind parameters are keywords, collections with ``at_`` for the @."""
    return result(text, source, **binds).rows


def value(text: str, **binds: Any) -> Any:
    """What an expression is worth."""
    return rows(f"RETURN {text}", **binds)[0]


def result(text: str, source: MemorySource | None = None, **binds: Any) -> QueryResult:
    """All that a run answers."""
    named = {name.replace("at_", "@", 1): bound for name, bound in binds.items()}
    return compile_query(text, named).run(source or MemorySource())


def refusal(text: str, source: MemorySource | None = None, **binds: Any) -> tuple[int, int, str]:
    """Status, number and text of the fault that a query ends in."""
    with pytest.raises(ArangoFault) as caught:
        result(text, source, **binds)
    return caught.value.status, caught.value.errno, caught.value.message
