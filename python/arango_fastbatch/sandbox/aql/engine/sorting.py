"""SORT, in pieces: none of them takes long, and behind a LIMIT no more is kept than it wants."""

from __future__ import annotations

import heapq
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..values import is_true, sort_key
from .stages import BLOCK, Blocks, Flow, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..context import Row
    from .compiled import Evaluate

__all__ = ["Sort"]

#: Rows sorted at a time.
_PIECE = 4 * BLOCK

#: A sort key, the place of the row (so that equal ones keep their order), and the row.
_Entry = tuple[Any, int, "Row"]


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
        runs: list[list[_Entry]] = []
        piece: list[_Entry] = []
        upwards = [_upwards(direction([flow.context])) for _, direction in self._elements]
        backwards = not any(upwards)  # all the same direction: keys need no turning around
        key = self._key(None if backwards or all(upwards) else upwards)
        sign = -1 if backwards else 1
        place = 0
        for block in blocks:
            flow.context.charge(block)
            for row in block:
                place += sign
                piece.append((key(row), place, row))
            if len(piece) >= _PIECE:
                piece.sort(reverse=backwards)
                limit = flow.demand.limit
                if limit is not None and limit <= _PIECE // 2:
                    del piece[limit:]
                else:
                    runs.append(piece)
                    piece = []
            yield []
        piece.sort(reverse=backwards)
        entries: Iterable[_Entry] = piece
        if runs:
            entries = heapq.merge(*runs, piece, reverse=backwards)
        rows = (row for _, _, row in entries)
        while block := list(islice(rows, BLOCK)):
            yield block

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
