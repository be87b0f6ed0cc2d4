"""A query's text in, rows out."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from ... import errno
from ..faults import ArangoFault
from .aside import Aside, LengthyError
from .context import Context, QueryOptions, QueryResult
from .engine.planner import Planner
from .errors import fault, too_nested
from .explain import add_profile, explain_json
from .explain.plan import labels
from .language.nodes import tree_json
from .language.parser import parse
from .language.statements import resolve
from .registry import is_volatile

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from .context import Row
    from .engine.compiled import Evaluate
    from .engine.stages import Pipeline
    from .language.names import Resolved
    from .source import AqlSource

__all__ = ["CompiledQuery", "Pause", "compile_query"]

Pause = float | Aside | None
"""What a run asks of whoever drives it before it goes on: see `CompiledQuery.steps`."""

#: Seconds that a run works before it lets others have the loop.
SLICE = 0.003
#: Longest pause in one piece.
NAP = 0.1
#: Compiled texts longer than this are not kept.
LONGEST_KEPT = 16_384
DEFAULT_VERSION = (3, 12, 9)


@dataclass(frozen=True)
class _Program:
    """A compiled text: all that does not depend on the values of bind parameters."""

    text: str
    version: tuple[int, ...]
    resolved: Resolved
    pipeline: Pipeline
    constants: list[Evaluate]
    width: int
    attribute_parameters: frozenset[str]
    number_out_of_range: bool


def compile_query(
    text: str,
    bind_vars: Mapping[str, Any] | None = None,
    *,
    version: tuple[int, ...] = DEFAULT_VERSION,
) -> CompiledQuery:
    """Compile a query; any thread may do so, and should where the text is long.

    A token takes some ten microseconds. Texts of usual length are kept, and compiled once.

    Args:
        text: The query.
        bind_vars: Values of its bind parameters, by name; names of collections with their @.
        version: The server's version.

    Returns:
        The query, ready to run, any number of times.

    Raises:
        ArangoFault: Whatever is wrong with it whatever the data: 1501, 1511, 1540, 1551, 1579, ...
    """
    program = _compiled(text, version)
    binds = {} if bind_vars is None else bind_vars
    _check_binds(program, binds)
    return CompiledQuery(program, binds)


def parse_query(text: str, *, version: tuple[int, ...] = DEFAULT_VERSION) -> dict[str, Any]:
    """What /_api/query answers about a text: nothing of it is run, no value is needed.

    Args:
        text: The query.
        version: The server's version.

    Returns:
        ``collections``, ``bindVars``, ``ast`` (and ``warnings`` since 3.12).

    Raises:
        ArangoFault: 1501, 1511, 1540, ...: ``AqlFault.text`` is what /_api/query answers.
    """
    return _parse_info(_compiled(text, version))


def _compiled(text: str, version: tuple[int, ...]) -> _Program:
    """The compiled text; what is long is not kept."""
    if len(text) > LONGEST_KEPT:
        return _compile.__wrapped__(text, version)
    return _compile(text, version)


@lru_cache(maxsize=512)
def _compile(text: str, version: tuple[int, ...]) -> _Program:
    try:
        tree, out_of_range = parse(text)
        resolved = resolve(tree, text, version)
        planner = Planner(resolved, labels(resolved, version))
        pipeline = planner.plan()
    except RecursionError:
        raise too_nested() from None
    expressions = planner.expressions
    return _Program(
        text,
        version,
        resolved,
        pipeline,
        expressions.constants,
        expressions.width,
        frozenset(expressions.attribute_parameters),
        out_of_range,
    )


def _check_binds(program: _Program, binds: Mapping[str, Any]) -> None:
    """Compare the values given with those wanted."""
    wanted = program.resolved.parameters
    for name in wanted:
        if name not in binds:
            raise fault(
                errno.QUERY_BIND_PARAMETER_MISSING,
                f"no value specified for declared bind parameter '{name}'",
            )
    for name in binds:
        if name not in wanted:
            raise fault(
                errno.QUERY_BIND_PARAMETER_UNDECLARED,
                f"bind parameter '{name}' was not declared in the query",
            )
    for name in wanted:
        value = binds[name]
        names_collection = "@" + name in program.resolved.collections
        names_attribute = name in program.attribute_parameters
        if (names_collection and type(value) is not str) or (
            names_attribute
            and type(value) is not str
            and not (type(value) is list and value and all(type(part) is str for part in value))
        ):
            raise fault(
                errno.QUERY_BIND_PARAMETER_TYPE,
                f"bind parameter '{name}' has an invalid value or type",
            )


def _parse_info(program: _Program) -> dict[str, Any]:
    resolved = program.resolved
    newer = program.version >= (3, 12)
    info: dict[str, Any] = {
        "collections": [name for name in resolved.collections if not name.startswith("@")],
        "bindVars": list(resolved.parameters),
        "ast": [tree_json(resolved.root(), verbose=False, subquery_flag=newer)],
    }
    if newer:
        info["warnings"] = []
    return info


class CompiledQuery:
    """A query and the values of its bind parameters.

    Args:
        program: The compiled text.
        binds: The values.
    """

    def __init__(self, program: _Program, binds: Mapping[str, Any]) -> None:
        self._program = program
        self._binds = binds

    @property
    def collections(self) -> dict[str, str]:
        """The collections that it names, with "read" or "write"."""
        return {
            self._binds[name[1:]] if name.startswith("@") else name: mode
            for name, mode in self._program.resolved.collections.items()
        }

    @property
    def writes(self) -> bool:
        """Whether it modifies data."""
        return self._program.pipeline.writes

    @property
    def is_cacheable(self) -> bool:
        """Whether another run over the same data gives the same rows."""
        return not self.writes and not is_volatile(self._program.resolved.functions)

    @property
    def has_attribute_parameters(self) -> bool:
        """Whether a bind parameter stands for the name of an attribute."""
        return bool(self._program.attribute_parameters)

    def parse_info(self) -> dict[str, Any]:
        """What /_api/query answers about it: ``collections``, ``bindVars``, ``ast``."""
        return _parse_info(self._program)

    def explain(
        self, source: AqlSource, *, all_plans: bool = False, patient: bool = False
    ) -> dict[str, Any]:
        """What /_api/explain answers: the plan, without running it.

        Args:
            source: The database; it is asked for collections and indexes.
            all_plans: Answer a list ``plans`` (there is never more than one).
            patient: It may take long.

        Returns:
            ``plan`` or ``plans``, ``cacheable``, ``warnings``, ``stats``.

        Raises:
            LengthyError: It would take long, and may not.
            ArangoFault: Whatever is wrong (``AqlFault.explain_message`` is what explain answers).
        """
        program = self._program
        context = Context(source, QueryOptions(), self._binds, program.version)
        context.patient = patient
        try:
            context.phase = "parsing"
            context.open_collections(program.resolved.collections)
            context.phase = "optimizing ast"
            explained = explain_json(program.resolved, context, all_plans=all_plans)
        except RecursionError:
            raise too_nested(context.phase) from None
        except ArangoFault as refused:
            raise context.worded(refused, context.phase) from None
        return explained

    def run(self, source: AqlSource, options: QueryOptions | None = None) -> QueryResult:
        """Run it to its end, sleeping where it says so.

        Args:
            source: The database.
            options: Options of the run.

        Returns:
            The rows and what is known about the run.

        Raises:
            ArangoFault: Whatever goes wrong.
        """
        steps = self.steps(source, options)
        while True:
            try:
                pause = next(steps)
            except StopIteration as end:
                result: QueryResult = end.value
                return result
            if isinstance(pause, Aside):
                pause.run()
            elif pause is not None:
                time.sleep(pause)

    def steps(
        self,
        source: AqlSource,
        options: QueryOptions | None = None,
        reach: Callable[[Callable[[], Any]], Any] | None = None,
    ) -> Generator[Pause, None, QueryResult]:
        """Run it bit by bit.

        Args:
            source: The database.
            options: Options of the run.
            reach: Calls a function in the thread to which the source belongs, from that of an
                `Aside`; None where there is no other thread.

        Yields:
            None every few milliseconds, so that others have their turn; the seconds for which the
            query wants to sleep before it goes on; or an `Aside`, to be run (in any thread) before
            it goes on. To kill a query, throw a fault into it.

        Returns:
            The rows and what is known about the run.

        Raises:
            ArangoFault: Whatever goes wrong.
        """
        program = self._program
        context = Context(source, options or QueryOptions(), self._binds, program.version)
        context.reach = reach
        try:
            return (yield from self._steps(context))
        except RecursionError:
            raise too_nested(context.phase) from None
        except ArangoFault as refused:
            raise context.worded(refused, context.phase) from None

    def _prepare(self, context: Context, began: float) -> Generator[Aside, None, Row]:
        """Open the collections and compute the constants; the row to begin with."""
        program = self._program
        context.phase = "parsing"
        context.open_collections(program.resolved.collections)
        context.phase = "optimizing ast"
        if program.number_out_of_range:
            context.warn(errno.QUERY_NUMBER_OUT_OF_RANGE, "number out of range")
        row: Row = [context, *[None] * (program.width - 1)]
        for constant in program.constants:
            try:
                value = constant(row)
            except LengthyError:
                aside = Aside(partial(constant, row), context)
                yield aside
                context.check_runtime(time.perf_counter() - began)
                value = aside.value()
            context.constants.append(value)
        context.phase = "executing"
        return row

    def _steps(self, context: Context) -> Generator[Pause, None, QueryResult]:
        program = self._program
        began = time.perf_counter()
        context.turn_ends = began + SLICE
        row = yield from self._prepare(context, began)
        statements = program.resolved.statements
        returns = bool(statements) and statements[-1].kind == "return"
        values: list[Any] = []
        for block in program.pipeline.run(context, row):
            if returns:
                values.extend(block)
            now = time.perf_counter()
            context.check_runtime(now - began)
            if context.aside is not None:
                yield context.aside
                context.aside = None
                context.check_runtime(time.perf_counter() - began)
            elif context.pause:
                yield from self._sleep(context, began)
            elif now > context.turn_ends:
                yield None
            else:
                continue
            context.turn_ends = time.perf_counter() + SLICE
        context.stats.execution_time = time.perf_counter() - began
        result = QueryResult(
            values,
            context.stats.as_json(program.version),
            context.warnings,
            context.stats.full_count,
        )
        if context.options.profile > 0:
            aside = Aside(partial(add_profile, result, program.resolved, context), context)
            yield aside
            aside.value()
        return result

    def _sleep(self, context: Context, began: float) -> Generator[float, None, None]:
        """The pauses that SLEEP asked for, in pieces short enough for a kill to be noticed."""
        end = time.perf_counter() + context.pause
        context.pause = 0.0
        while (left := end - time.perf_counter()) > 0:
            yield min(left, NAP)
            context.check_runtime(time.perf_counter() - began)
