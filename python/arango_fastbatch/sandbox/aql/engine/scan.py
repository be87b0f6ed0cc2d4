"""FOR over a collection, with the FILTERs that follow it: by an index where one can answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from ..aside import LengthyError
from ..values import distinct_key, is_true
from .stages import BLOCK, Block, Blocks, Flow, Step, patiently

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from ..context import Context, Row, Stats
    from ..source import CollectionSource, Document
    from .compiled import Evaluate

__all__ = ["IndexCondition", "Scan"]


@dataclass(frozen=True)
class IndexCondition:
    """A condition that an index may answer.

    Args:
        path: The attribute.
        value: What it must equal, or the array that must contain it.
        many: Whether ``value`` is such an array.
    """

    path: tuple[str, ...]
    value: Evaluate
    many: bool


class Scan(Step):
    """FOR over a collection.

    Args:
        slot: The place of its variable.
        collection: Opens the collection.
        conditions: The filters, all of which must hold.
        candidates: Those of them that an index may answer, best first.
        keys_only: Whether the query uses nothing of a document but its key, so that arangod reads
            the primary index alone.
    """

    def __init__(
        self,
        slot: int,
        collection: Callable[[Context], CollectionSource],
        conditions: Sequence[Evaluate],
        candidates: Sequence[IndexCondition],
        *,
        keys_only: bool,
    ) -> None:
        self._slot = slot
        self._collection = collection
        self._conditions = conditions
        self._candidates = candidates
        self._keys_only = keys_only

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """One row for each document that meets the conditions."""
        context = flow.context
        stats = context.stats
        collection = self._collection(context)
        slot, conditions = self._slot, self._conditions
        out: Block = []
        first = True
        worked = 0  # documents looked at since the last block was given
        for block in blocks:
            for row in block:
                documents, indexed = yield from self._documents(collection, row)
                if indexed:
                    stats.cursors_created += first
                    stats.cursors_rearmed += not first
                    first = False
                new = row.copy()
                room = min(BLOCK, flow.demand.rows)
                seen = passed = 0
                for document in documents:
                    seen += 1
                    worked += 1
                    new[slot] = document
                    for condition in conditions:
                        try:
                            value = condition(new)
                        except LengthyError:
                            value = yield from patiently(partial(condition, new), context)
                        if value is not True and not is_true(value):
                            break
                    else:
                        out.append(new)
                        passed += 1
                        new = row.copy()
                    if len(out) >= room or worked == BLOCK or perf_counter() > context.turn_ends:
                        self._count(stats, seen, passed, indexed=indexed)
                        seen = passed = worked = 0
                        yield out
                        out = []
                        room = min(BLOCK, flow.demand.rows)
                self._count(stats, seen, passed, indexed=indexed)
            yield out
            out = []

    def _documents(
        self, collection: CollectionSource, row: Row
    ) -> Generator[Block, None, tuple[Iterable[Document], bool]]:
        """The documents to look at, and whether an index gave them; empty blocks meanwhile."""
        for candidate in self._candidates:
            try:
                value = candidate.value(row)
            except LengthyError:
                value = yield from patiently(partial(candidate.value, row), row[0])
            if candidate.many:
                found = yield from self._find_many(collection, candidate.path, value, row[0])
            else:
                found = self._find(collection, candidate.path, value)
            if found is not None:
                return found, True
        return collection.documents(), self._keys_only

    def _find_many(
        self, collection: CollectionSource, path: tuple[str, ...], values: Any, context: Context
    ) -> Generator[Block, None, Iterable[Document] | None]:
        if type(values) is not list:  # nothing is IN what is no array
            return []
        found: list[Document] = []
        seen: set[Any] = set()
        for value in values:
            key = distinct_key(value)
            if key in seen:
                continue
            seen.add(key)
            some = self._find(collection, path, value)
            if some is None:
                return None
            found.extend(some)
            if perf_counter() > context.turn_ends:
                yield []
        return found

    def _find(
        self, collection: CollectionSource, path: tuple[str, ...], value: Any
    ) -> Iterable[Document] | None:
        if path in {("_key",), ("_id",)}:
            if type(value) is not str:
                return []
            if path == ("_id",):
                name, _, value = value.partition("/")
                if name != collection.name:
                    return []
            document = collection.get(value)
            return [] if document is None else [document]
        return collection.lookup(path, value)

    def _count(self, stats: Stats, seen: int, passed: int, *, indexed: bool) -> None:
        stats.filtered += seen - passed
        if not indexed:
            stats.scanned_full += seen
            return
        stats.scanned_index += seen
        if not self._keys_only:
            stats.document_lookups += seen
