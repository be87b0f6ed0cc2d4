"""SORT, in pieces: none of them takes long, and behind a LIMIT no more is kept than it wants."""

from __future__ import annotations

import heapq
from functools import partial
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Any

from ..aside import LengthyError, at_once
from ..values import is_true, sort_key
from .stages import BLOCK, Blocks, Flow, Step, patiently

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..context import Row
    from .compiled import Evaluate

__all__ = ["Pieces", "Sort"]

#: What is sorted at a time.
_PIECE = 2 * BLOCK


class Pieces:
    """Sorts much in pieces, none of which takes long.

    Args:
        backwards: The greatest key first.
    """

    def __init__(self, *, backwards: bool = False) -> None:
        self._backwards = backwards
        self._count = 0
        #: keys, places (so that equal keys keep their order) and what is sorted
        self._piece: list[tuple[Any, int, Any]] = []
        self._runs: list[list[tuple[Any, int, Any]]] = []

    def add(self, key: Any, item: Any) -> None:
        """Take one."""
        self._count += -1 if self._backwards else 1
        self._piece.append((key, self._count, item))

    def settle(self, limit: int | None = None) -> None:
        """Sort a piece, if there is enough for one.

        Args:
            limit: How many of all will be wanted, if that is known.
        """
        if len(self._piece) < _PIECE:
            return
        self._piece.sort(reverse=self._backwards)
        if limit is not None and limit <= _PIECE // 2:
            del self._piece[limit:]
        else:
            self._runs.append(self._piece)
            self._piece = []

    def blocks(self) -> Iterator[list[Any]]:
        """All of them in order, block by block; they are let go as they are given."""
        self._piece.sort(reverse=self._backwards)
        entries = _drained(self._piece)
        if self._runs:
            runs = map(_drained, [*self._runs, self._piece])
            entries = heapq.merge(*runs, reverse=self._backwards)
        items = (item for _, _, item in entries)
        while block := list(islice(items, BLOCK)):
            yield block


def _drained(run: list[tuple[Any, int, Any]]) -> Iterator[tuple[Any, int, Any]]:
    """The entries, gone from the list once given: freeing a million at once would take its time."""
    run.reverse()
    while run:
        yield run.pop()


class Sort(Step):
    """SORT.

    Args:
        elements: Expressions, each with the one that gives its direction.
    """

    drains = True

    def __init__(self, elements: Sequence[tuple[Evaluate, Evaluate]]) -> None:
        self._elements = elements

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """All rows in order."""
        context = flow.context
        directions = [partial(direction, [context]) for _, direction in self._elements]
        upwards = [_upwards(at_once(direction, context)) for direction in directions]
        backwards = not any(upwards)  # all the same direction: keys need no turning around
        key = self._key(None if backwards or all(upwards) else upwards)
        pieces = Pieces(backwards=backwards)
        for block in blocks:
            context.charge(block)
            for row in block:
                try:
                    by = key(row)
                except LengthyError:
                    by = yield from patiently(partial(key, row), context)
                pieces.add(by, row)
                if perf_counter() > context.turn_ends:
                    yield []
            pieces.settle(flow.demand.limit)
            yield []
        yield from pieces.blocks()

    def _key(self, upwards: list[bool] | None) -> Callable[[Row], Any]:
        """What makes the sort key of a row; ``upwards`` only where directions differ."""
        expressions = [expression for expression, _ in self._elements]
        if len(expressions) == 1:
            only = expressions[0]
            return lambda row: sort_key(only(row))
        if upwards is None:
            return lambda row: [sort_key(expression(row)) for expression in expressions]
        directed = list(zip(expressions, upwards, strict=True))
        return lambda row: [
            sort_key(expression(row)) if up else _Downwards(sort_key(expression(row)))
            for expression, up in directed
        ]


def _upwards(direction: Any) -> bool:
    """The direction that a value behind a sort expression means."""
    if type(direction) is str:
        return direction.lower() not in {"desc", "descending"}
    return is_true(direction)


class _Downwards:
    """A sort key in the other direction."""

    __slots__ = ("key",)

    def __init__(self, key: Any) -> None:
        self.key = key

    def __lt__(self, other: _Downwards) -> bool:
        return bool(other.key < self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Downwards) and self.key == other.key

    __hash__ = None  # type: ignore[assignment]  # a key to sort by, nothing else
