"""The steps of a query: each takes blocks of rows and gives blocks of rows.

A block is a list of up to ``BLOCK`` rows, and may be empty: whoever runs a query gets control back
between any two blocks, so that a long query starves nobody. A row is a list with the context in
front and one place for each variable of the query; a step that adds to a row may change it in
place, as no two steps hold the same row.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from .... import errno
from ..context import Context, Row
from ..errors import AqlFault, fault
from ..values import distinct_key, is_true, sort_key, type_name
from .operators import bounded_range

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .compiled import Evaluate

__all__ = ["Block", "Calculate", "Demand", "Enumerate", "Filter", "Limit", "Pipeline", "Return"]

#: Most rows of a block: at some microseconds a row it takes a few milliseconds.
BLOCK = 1000

Block = list[Row]
Blocks = Iterator[Block]


@dataclass
class Demand:
    """How many rows are still wanted from a step: it need not make more at a time.

    Args:
        rows: The number; a LIMIT lowers it.
    """

    rows: int = BLOCK


@dataclass(frozen=True)
class Flow:
    """What surrounds a step in one run of its pipeline.

    Args:
        context: The run.
        first: The row that the pipeline began with.
        demand: What is wanted from the step.
        upstream: What the step wants from the one before.
    """

    context: Context
    first: Row
    demand: Demand
    upstream: Demand


class Step:
    """One step."""

    #: Whether it needs all its input before it gives anything, whatever is wanted of it.
    drains = False
    #: Whether it writes: then all of its input must pass, whatever a LIMIT behind it leaves out.
    writes = False

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """Work on the blocks."""
        raise NotImplementedError


@dataclass
class Pipeline:
    """The steps of the main query or of a subquery.

    Args:
        steps: The steps; the last one may be a ``Return``, whose blocks are values.
    """

    steps: list[Step]

    @property
    def writes(self) -> bool:
        """Whether a step writes."""
        return any(step.writes for step in self.steps)

    def run(self, context: Context, row: Row) -> Iterator[list[Any]]:
        """The blocks that come out at the end.

        Args:
            context: The run.
            row: The row to begin with.
        """
        wanted = [Demand()]
        for step in reversed(self.steps):
            if step.drains or step.writes or isinstance(step, Limit):
                wanted.append(Demand())
            else:
                wanted.append(wanted[-1])
        wanted.reverse()
        blocks: Blocks = iter([[row]])
        for index, step in enumerate(self.steps):
            blocks = step.run(blocks, Flow(context, row, wanted[index + 1], wanted[index]))
        return blocks


class Enumerate(Step):
    """FOR over an array or a range.

    Args:
        slot: The place of its variable.
        array: The array.
        bounds: Both ends instead, where a range is written.
    """

    def __init__(
        self, slot: int, array: Evaluate | None, bounds: tuple[Evaluate, Evaluate] | None = None
    ) -> None:
        self._slot = slot
        self._array = array
        self._bounds = bounds

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """One row for each member."""
        slot = self._slot
        out: Block = []
        for block in blocks:
            for row in block:
                members = iter(self._members(row))
                while True:
                    room = min(BLOCK, flow.demand.rows) - len(out)
                    before = len(out)
                    for member in islice(members, max(1, room)):
                        new = row.copy()
                        new[slot] = member
                        out.append(new)
                    if len(out) - before < max(1, room):
                        break
                    yield out
                    out = []
            if out:
                yield out
                out = []
            else:
                yield []

    def _members(self, row: Row) -> Iterable[Any]:
        if self._bounds is not None:
            low, high = self._bounds
            return bounded_range(low(row), high(row), limit=False)
        members = self._array(row) if self._array is not None else None
        if type(members) is not list:
            raise fault(
                errno.QUERY_ARRAY_EXPECTED,
                "collection or array expected as operand to FOR loop; you provided a value of "
                f"type '{type_name(members)}'",
                "executing",
            )
        return members


class Filter(Step):
    """FILTER.

    Args:
        condition: What must be true.
    """

    def __init__(self, condition: Evaluate) -> None:
        self._condition = condition

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """The rows for which it is."""
        condition = self._condition
        for block in blocks:
            kept = [row for row in block if is_true(condition(row))]
            flow.context.stats.filtered += len(block) - len(kept)
            yield kept


class Calculate(Step):
    """LET.

    Args:
        slot: The place of its variable.
        expression: Its value.
    """

    def __init__(self, slot: int, expression: Evaluate) -> None:
        self._slot = slot
        self._expression = expression

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """The same rows with one more variable."""
        slot, expression = self._slot, self._expression
        for block in blocks:
            for row in block:
                row[slot] = expression(row)
            yield block


class Subquery(Step):
    """LET with a subquery.

    Args:
        slot: The place of its variable: the array of what the subquery returns.
        pipeline: The subquery.
        guards: Places of variables that must be true, or false where negated, for it to run.
    """

    def __init__(self, slot: int, pipeline: Pipeline, guards: Sequence[tuple[int, bool]]) -> None:
        self._slot = slot
        self._pipeline = pipeline
        self._guards = guards
        self.writes = pipeline.writes
        self._returns = bool(pipeline.steps) and isinstance(pipeline.steps[-1], Return | Distinct)

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """The same rows with one more variable."""
        for block in blocks:
            for row in block:
                values: list[Any] = []
                row[self._slot] = values
                if all(is_true(row[slot]) is not negated for slot, negated in self._guards):
                    for inner in self._pipeline.run(flow.context, row.copy()):
                        if self._returns:
                            values.extend(inner)
                        yield []
            yield block


class Sort(Step):
    """SORT.

    Args:
        elements: Expressions with whether they go upwards.
    """

    drains = True

    def __init__(self, elements: Sequence[tuple[Evaluate, Evaluate]]) -> None:
        self._elements = elements

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """All rows in order: sorted in pieces, then merged, so that no piece takes long."""
        runs: list[list[tuple[Any, int, Row]]] = []
        piece: list[tuple[Any, int, Row]] = []
        count = 0
        upwards: list[bool] | None = None
        for block in blocks:
            if upwards is None and block:
                upwards = [_upwards(direction(block[0])) for _, direction in self._elements]
            flow.context.charge(block)
            for row in block:
                key = [sort_key(expression(row)) for expression, _ in self._elements]
                piece.append((_directed(key, upwards or []), count, row))
                count += 1
            if len(piece) >= BLOCK * 4:
                piece.sort()
                runs.append(piece)
                piece = []
            yield []
        piece.sort()
        runs.append(piece)
        merged = runs[0] if len(runs) == 1 else heapq.merge(*runs)
        rows = (row for _, _, row in merged)
        while block := list(islice(rows, BLOCK)):
            yield block


def _upwards(direction: Any) -> bool:
    """The direction that a value behind a sort expression means."""
    if type(direction) is str:
        return direction.lower() not in {"desc", "descending"}
    return is_true(direction)


class _Reversed:
    """A sort key in the other direction."""

    __slots__ = ("key",)

    def __init__(self, key: Any) -> None:
        self.key = key

    def __lt__(self, other: _Reversed) -> bool:
        return bool(other.key < self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reversed) and self.key == other.key

    __hash__ = None  # type: ignore[assignment]  # a key to sort by, nothing else


def _directed(keys: list[Any], upwards: list[bool]) -> tuple[Any, ...]:
    return tuple(key if up else _Reversed(key) for key, up in zip(keys, upwards, strict=True))


class Limit(Step):
    """LIMIT.

    Args:
        offset: How many rows to leave out first.
        count: How many to let through.
        drain: Whether what comes later must still pass, because writing it is what it is for.
        full_count: Whether it is the one whose input ``fullCount`` counts.
    """

    def __init__(self, offset: Evaluate, count: Evaluate, *, drain: bool, full_count: bool) -> None:
        self._offset = offset
        self._count = count
        self._drain = drain
        self._full_count = full_count

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """The rows between."""
        row: Row = [flow.context]
        skip = _bound(self._offset(row), "offset")
        left = _bound(self._count(row), "count")
        counting = self._full_count and flow.context.options.full_count
        drain = self._drain or counting
        seen = 0
        if not drain:
            flow.upstream.rows = skip + left
            if left == 0:
                return
        for block in blocks:
            seen += len(block)
            skipped = min(skip, len(block))
            passed = block[skipped : skipped + left]
            skip -= skipped
            left -= len(passed)
            if not drain:
                flow.upstream.rows = skip + left
            yield passed
            if left == 0 and not drain:
                return
        if counting:
            flow.context.stats.full_count = seen


def _bound(value: Any, what: str) -> int:
    """A LIMIT's number.

    Raises:
        ArangoFault: 1504 where it is none, or negative.
    """
    if value is None and what == "offset":
        return 0
    if type(value) not in {int, float} or value < 0:
        raise AqlFault(
            errno.QUERY_NUMBER_OUT_OF_RANGE,
            f"LIMIT {what} value is not a number or out of range",
            "instantiating plan",
        )
    return int(value)


class Distinct(Step):
    """RETURN DISTINCT, behind the RETURN: its blocks are values already."""

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """The values that were not there before."""
        seen: set[Any] = set()
        for block in blocks:
            kept = []
            for value in block:
                key = distinct_key(value)
                if key not in seen:
                    seen.add(key)
                    kept.append(value)
            flow.context.charge(kept)
            yield kept


class Return(Step):
    """RETURN: rows become values.

    Args:
        expression: The value.
    """

    def __init__(self, expression: Evaluate) -> None:
        self._expression = expression

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """Blocks of values."""
        expression = self._expression
        for block in blocks:
            values = [expression(row) for row in block]
            flow.context.charge(values)
            yield values
