"""COLLECT: groups, what is gathered of them, and their aggregates."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Any

from ..aside import LengthyError
from ..values import distinct_key, sort_key
from .sorting import Pieces
from .stages import BLOCK, Block, Blocks, Flow, Step, patiently

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..context import Context, Row
    from .aggregates import Aggregator
    from .compiled import Evaluate

__all__ = ["Collect"]

_Values = tuple[list[Any], list[Any], Any]


@dataclass
class _Group:
    """One group: its values, its aggregates, its members."""

    values: list[Any]
    aggregators: list[Aggregator]
    members: list[Any] = field(default_factory=list)
    count: int = 0


class Collect(Step):
    """COLLECT.

    Args:
        groups: Places and expressions of the group variables.
        aggregates: Places of the aggregate variables, what makes their aggregators, and the
            expression that each gets.
        into: The place of the INTO variable, or None.
        member: What a row adds to it.
        count: The place of the COUNT INTO variable, or None.
        ordered: Whether the groups come out in the order of their values; in the order in which
            they were found if not.
    """

    drains = True

    def __init__(
        self,
        groups: Sequence[tuple[int, Evaluate]],
        aggregates: Sequence[tuple[int, Callable[[], Aggregator], Evaluate]],
        into: int | None,
        member: Evaluate | None,
        count: int | None,
        *,
        ordered: bool,
    ) -> None:
        self._groups = groups
        self._aggregates = aggregates
        self._into = into
        self._member = member
        self._count = count
        self._ordered = ordered

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """One row for each group."""
        groups: dict[Any, _Group] = {}
        template = flow.first
        context = flow.context
        for block in blocks:
            for row in block:
                try:
                    values = self._values(row)
                except LengthyError:
                    values = yield from patiently(partial(self._values, row), context)
                self._add(groups, values)
                if perf_counter() > context.turn_ends:
                    yield []
            if self._member is not None:
                context.charge(block)
            yield []
        if not groups and not self._groups:  # without groups there is one, even of nothing
            groups[()] = _Group([], self._aggregators())
        for some in self._in_order(groups):
            made: Block = []
            members = 0
            for group in some:
                members += len(group.members)
                try:
                    made.append(self._row(context, group, template))
                except LengthyError:
                    make = partial(self._row, context, group, template)
                    made.append((yield from patiently(make, context)))
                if perf_counter() > context.turn_ends or members > BLOCK:
                    yield made
                    made, members = [], 0
            yield made

    def _in_order(self, groups: dict[Any, _Group]) -> Iterator[list[_Group]]:
        """The groups, block by block."""
        if not self._ordered:
            rest = iter(groups.values())
            while some := list(islice(rest, BLOCK)):
                yield some
            return
        pieces = Pieces()
        while groups:  # they are let go bit by bit, too
            _, group = groups.popitem()
            pieces.add([sort_key(value) for value in group.values], group)
            if len(groups) % BLOCK == 0:
                pieces.settle()
                yield []
        yield from pieces.blocks()

    def _aggregators(self) -> list[Aggregator]:
        return [make() for _, make, _ in self._aggregates]

    def _values(self, row: Row) -> _Values:
        """What a row brings: the values of its group, of its aggregates, and its member."""
        return (
            [expression(row) for _, expression in self._groups],
            [expression(row) for _, _, expression in self._aggregates],
            self._member(row) if self._member is not None else None,
        )

    def _add(self, groups: dict[Any, _Group], brought: _Values) -> None:
        values, aggregated, member = brought
        key = tuple(map(distinct_key, values))
        group = groups.get(key)
        if group is None:
            group = groups[key] = _Group(values, self._aggregators())
        group.count += 1
        for aggregator, value in zip(group.aggregators, aggregated, strict=True):
            aggregator.add(value)
        if self._member is not None:
            group.members.append(member)

    def _row(self, context: Context, group: _Group, template: Row) -> Row:
        """A group's row, with what was known before the loops."""
        row = template.copy()
        for (slot, _), value in zip(self._groups, group.values, strict=True):
            row[slot] = value
        for (slot, _, _), aggregator in zip(self._aggregates, group.aggregators, strict=True):
            row[slot] = aggregator.result(context)
        if self._into is not None:
            row[self._into] = group.members
        if self._count is not None:
            row[self._count] = group.count
        return row
