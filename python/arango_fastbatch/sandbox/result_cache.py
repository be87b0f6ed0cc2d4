"""Results of queries, kept for the next time the same is asked of the same data."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from .json_text import dump
from .velocypack import compact_size

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .aql import QueryResult
    from .store.collection import Collection

MODES = ("off", "on", "demand")


@dataclass
class CachedResult:
    """One result.

    Args:
        number: What identifies it, a number as text.
        text: The query.
        bind_vars: Its bind parameters.
        outcome: What it gave.
        size: Bytes, as arangod counts them.
        sources: The collections it read, each with its state at that time.
    """

    number: str
    text: str
    bind_vars: dict[str, Any]
    outcome: QueryResult
    size: int
    sources: list[tuple[Collection, object]]
    hits: int = 0
    started: float = field(default_factory=time.time)

    @property
    def is_valid(self) -> bool:
        """Whether nothing it read has changed."""
        return all(collection.state == state for collection, state in self.sources)

    def public(self) -> dict[str, Any]:
        """The result as `/_api/query-cache/entries` shows it."""
        return {
            "hash": self.number,
            "query": self.text,
            "bindVars": self.bind_vars,
            "size": self.size,
            "results": len(self.outcome.rows),
            "hits": self.hits,
            "runTime": self.outcome.stats.get("executionTime", 0.0),
            "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.started)),
            "dataSources": [collection.name for collection, _ in self.sources],
        }


class ResultCache:
    """The results of all databases of a server; of each, those used last are kept."""

    def __init__(self) -> None:
        self.properties: dict[str, Any] = {
            "mode": "off",
            "maxResults": 128,
            "maxResultsSize": 268435456,
            "maxEntrySize": 16777216,
            "includeSystem": False,
        }
        self._databases: dict[str, OrderedDict[str, CachedResult]] = {}

    def wants(self, asked: object) -> bool:
        """Whether a query is to be looked for and kept here.

        Args:
            asked: What the query's option ``cache`` says; None for nothing.
        """
        mode = self.properties["mode"]
        return asked is True if mode == "demand" else mode == "on" and asked is not False

    def find(self, database: str, number: str) -> CachedResult | None:
        """A result that is still true, or None."""
        results = self._databases.get(database, OrderedDict())
        found = results.get(number)
        if found is None:
            return None
        if not found.is_valid:
            del results[number]
            return None
        found.hits += 1
        self._databases[database].move_to_end(number)
        return found

    def keep(
        self,
        database: str,
        number: str,
        text: str,
        bind_vars: dict[str, Any],
        outcome: QueryResult,
        sources: Iterable[tuple[Collection, object]],
    ) -> None:
        """Keep a result, if it is of a kind and size that are kept."""
        sources = list(sources)
        size = len(text.encode(errors="replace")) + compact_size(bind_vars)
        size += compact_size(outcome.rows)
        if outcome.warnings or size > self.properties["maxEntrySize"]:
            return
        if not self.properties["includeSystem"] and any(c.is_system for c, _ in sources):
            return
        # Who has asked empties the list when he has read it.
        kept = replace(outcome, rows=list(outcome.rows))
        entry = CachedResult(number, text, bind_vars, kept, size, sources)
        results = self._databases.setdefault(database, OrderedDict())
        results[number] = entry
        results.move_to_end(number)
        self.shrink()

    def entries(self, database: str) -> list[CachedResult]:
        """The results of a database that are still true."""
        return [entry for entry in self._databases.get(database, {}).values() if entry.is_valid]

    def clear(self, database: str) -> None:
        """Forget the results of a database."""
        self._databases.pop(database, None)

    def shrink(self) -> None:
        """Forget what is over the limits of a database, the longest unused first."""
        if self.properties["mode"] == "off":
            self._databases.clear()
        for results in self._databases.values():
            total = sum(entry.size for entry in results.values())
            while results and (
                len(results) > self.properties["maxResults"]
                or total > self.properties["maxResultsSize"]
            ):
                total -= results.popitem(last=False)[1].size


def identity(text: str, bind_vars: dict[str, Any], *options: object) -> str:
    """A number that stands for a query, its bind parameters and options."""
    content = dump([text, bind_vars, *map(repr, options)])
    return str(int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big"))
