"""The steps of a query: each takes blocks of rows and gives blocks of rows.

A block is a list of up to ``BLOCK`` rows, and may be empty: whoever runs a query gets control back
between any two blocks, so that a long query starves nobody. So a step gives what it has as soon as
the run's turn is over, and what takes long it has computed aside (see `patiently`). A row is a list
with the context in front and one place for each variable of the query; a step that adds to a row
may change it in place, as no two steps hold the same row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Any

from .... import errno
from ..aside import Aside, LengthyError
from ..context import Context, Row
from ..errors import AqlFault, fault
from ..values import distinct_key, is_true, type_name
from .operators import bounded_range

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from .compiled import Evaluate

__all__ = [
    "Block",
    "Calculate",
    "Demand",
    "Enumerate",
    "Filter",
    "Limit",
    "Pipeline",
    "Return",
    "limit_bound",
]

#: Most rows of a block: at some microseconds a row it takes a few milliseconds.
BLOCK = 1000

Block = list[Row]
Blocks = Iterator[Block]


@dataclass
class Demand:
    """How many rows are still wanted from a step: it need not make more at a time.

    Args:
        rows: The number for the next block; a LIMIT lowers it.
        limit: All that will ever be wanted, if a LIMIT knows.
    """

    rows: int = BLOCK
    limit: int | None = None


def patiently(compute: Callable[[], Any], context: Context) -> Generator[Block, None, Any]:
    """What a function gives that takes long: computed in another thread, while others have turns.

    Args:
        compute: The function.
        context: The run.

    Yields:
        An empty block, to be given on.

    Returns:
        The value.
    """
    aside = context.aside = Aside(compute, context)
    yield []
    return aside.value()


def evaluated(expression: Evaluate, row: Row) -> Generator[Block, None, Any]:
    """An expression's value, patiently where it takes long; gives empty blocks meanwhile."""
    try:
        return expression(row)
    except LengthyError:
        return (yield from patiently(partial(expression, row), row[0]))


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
    #: Identity of the statement that it stands for.
    statement = 0

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
            fresh = step.drains or step.writes or isinstance(step, Limit)
            wanted.append(Demand() if fresh else wanted[-1])
        wanted.reverse()
        blocks: Blocks = iter([[row]])
        for index, step in enumerate(self.steps):
            blocks = step.run(blocks, Flow(context, row, wanted[index + 1], wanted[index]))
            if context.options.profile > 1:
                blocks = _counted(blocks, context, step.statement)
        return blocks


def _counted(blocks: Blocks, context: Context, statement: int) -> Blocks:
    """The same blocks; how many there are, and how many rows in them, is noted."""
    counts = context.counts.setdefault(statement, [0, 0])
    for block in blocks:
        counts[0] += 1
        counts[1] += len(block)
        yield block


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
                try:
                    members = iter(self._members(row))
                except LengthyError:
                    of = partial(self._members, row)
                    members = iter((yield from patiently(of, flow.context)))
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
        condition, context = self._condition, flow.context
        for block in blocks:
            kept: Block = []
            for row in block:
                try:
                    value = condition(row)
                except LengthyError:
                    value = yield from patiently(partial(condition, row), context)
                if value is True or is_true(value):
                    kept.append(row)
                else:
                    context.stats.filtered += 1
                if perf_counter() > context.turn_ends:
                    yield kept
                    kept = []
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
        slot, expression, context = self._slot, self._expression, flow.context
        for block in blocks:
            for row in block:
                try:
                    row[slot] = expression(row)
                except LengthyError:
                    row[slot] = yield from patiently(partial(expression, row), context)
                if perf_counter() > context.turn_ends:
                    yield []
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
        skip = limit_bound(self._offset(row), "offset")
        left = limit_bound(self._count(row), "count")
        counting = self._full_count and flow.context.options.full_count
        drain = self._drain or counting
        seen = 0
        if not drain:
            flow.upstream.rows = flow.upstream.limit = skip + left
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


def limit_bound(value: Any, what: str) -> int:
    """A LIMIT's number.

    Args:
        value: What is written there.
        what: Which of its numbers it is: "offset" or "count".

    Returns:
        The number.

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
        while seen:  # freeing a million at once takes its time
            for _ in range(min(BLOCK, len(seen))):
                seen.pop()
            yield []


class Return(Step):
    """RETURN: rows become values.

    Args:
        expression: The value.
    """

    def __init__(self, expression: Evaluate) -> None:
        self._expression = expression

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """Blocks of values."""
        expression, context = self._expression, flow.context
        for block in blocks:
            values: list[Any] = []
            for row in block:
                try:
                    value = expression(row)
                except LengthyError:
                    value = yield from patiently(partial(expression, row), context)
                values.append(value)
                if perf_counter() > context.turn_ends:
                    context.charge(values)
                    yield values
                    values = []
            context.charge(values)
            yield values
