"""Statements into pipelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .... import errno
from ..errors import AqlFault
from ..language.names import declared, is_collection
from .aggregates import aggregator
from .calls import collection_opener
from .collect import Collect
from .expressions import ExpressionCompiler
from .graph_planner import plan_paths, plan_traversal
from .moving import early_subqueries
from .scan import Scan
from .scan_planner import conjuncts, index_candidates
from .sorting import Sort
from .stages import Calculate, Distinct, Enumerate, Filter, Limit, Pipeline, Return, Subquery
from .usage import paths_used
from .write_planner import plan_modification

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..context import Row
    from ..language.names import Resolved
    from ..language.nodes import Node, Variable
    from .compiled import Evaluate
    from .stages import Step

__all__ = ["Planner"]

_LOOPS = {"for", "traversal", "shortest path", "k shortest paths", "k paths", "all shortest paths"}


class Planner:
    """Compiles one query.

    Args:
        resolved: The query.
        labels: What faults of 3.12 and later call the plan's node of a statement, by the
            statement's identity.
    """

    def __init__(self, resolved: Resolved, labels: Mapping[int, str]) -> None:
        self._resolved = resolved
        self._labels = labels
        self.expressions = ExpressionCompiler(resolved.variables)

    def plan(self) -> Pipeline:
        """The main pipeline."""
        return self._pipeline(self._resolved.statements, main=True)

    def _pipeline(self, statements: list[Node], *, main: bool = False) -> Pipeline:
        statements = early_subqueries(statements)
        limits = [index for index, node in enumerate(statements) if node.kind == "limit"]
        steps: list[Step] = []
        index = 0
        while index < len(statements):
            statement = statements[index]
            added: list[Step]
            if statement.kind == "for" and is_collection(statement.nodes[1]):
                filters = list(_leading(statements[index + 1 :], "filter"))
                added = [self._scan(statement, filters, statements[index + 1 :])]
                index += len(filters)
            elif statement.kind == "limit":
                counted = main and index == limits[-1]
                drain = any(step.writes for step in steps)
                added = [self._limit(statement, drain=drain, counted=counted)]
            elif statement.kind == "collect":
                added = [self._collect(statement, statements[:index])]
            else:
                added = list(_HANDLERS[statement.kind](self, statement))
            for step in added:
                step.statement = id(statement)
            steps.extend(added)
            index += 1
        return Pipeline(steps)

    def _slot(self, node: Node) -> int:
        return self.expressions.slot(node.value)

    # FOR

    def _for(self, statement: Node) -> Iterator[Step]:
        variable, source, _ = statement.nodes
        if source.kind == "range":
            low, high = map(self.expressions.expression, source.nodes)
            yield Enumerate(self._slot(variable), None, (low, high))
        else:
            yield Enumerate(self._slot(variable), self.expressions.expression(source))

    def _scan(self, statement: Node, filters: list[Node], rest: list[Node]) -> Scan:
        variable_node, source, _ = statement.nodes
        variable: Variable = variable_node.value
        conditions = [part for node in filters for part in conjuncts(node.nodes[0])]
        used = paths_used(rest, variable)
        return Scan(
            self.expressions.slot(variable),
            collection_opener(source),
            [self.expressions.expression(condition) for condition in conditions],
            index_candidates(self.expressions, conditions, variable),
            keys_only=used is not None and used <= {("_key",), ("_id",)},
        )

    def _traversal(self, statement: Node) -> Iterator[Step]:
        yield plan_traversal(self.expressions, statement)

    def _paths(self, statement: Node) -> Iterator[Step]:
        yield plan_paths(self.expressions, statement)

    # FILTER, LET, SORT, LIMIT, RETURN

    def _filter(self, statement: Node) -> Iterator[Step]:
        yield Filter(self.expressions.expression(statement.nodes[0]))

    def _let(self, statement: Node) -> Iterator[Step]:
        variable, expression = statement.nodes
        slot = self._slot(variable)
        if expression.kind == "subquery":
            guards = [(self.expressions.slot(guard), negated) for guard, negated in statement.value]
            yield Subquery(slot, self._pipeline(expression.nodes), guards)
        else:
            yield Calculate(slot, self.expressions.expression(expression))

    def _sort(self, statement: Node) -> Iterator[Step]:
        compile_ = self.expressions.expression
        elements = statement.nodes[0].nodes
        yield Sort([(compile_(e.nodes[0]), compile_(e.nodes[1])) for e in elements])

    def _limit(self, statement: Node, *, drain: bool, counted: bool) -> Limit:
        compiled = [self.expressions.compile(node) for node in statement.nodes]
        if any(bound.dynamic for bound in compiled):
            text = "LIMIT offset/count values must be constant numeric values"
            raise AqlFault(errno.QUERY_NUMBER_OUT_OF_RANGE, text, "instantiating plan")
        offset, count = (self.expressions.once(bound).run for bound in compiled)
        return Limit(offset, count, drain=drain, full_count=counted)

    def _return(self, statement: Node) -> Iterator[Step]:
        expression = statement.nodes[0]
        distinct = expression.kind == "distinct"
        yield Return(self.expressions.expression(expression.nodes[0] if distinct else expression))
        if distinct:
            yield Distinct()

    def _with_collections(self, _statement: Node) -> Iterator[Step]:
        yield from ()

    # COLLECT

    def _collect(self, statement: Node, before: list[Node]) -> Collect:
        options, groups, aggregates, into, keep, count = statement.nodes
        compile_ = self.expressions.expression
        member: Evaluate | None = None
        if len(into.nodes) == 2:
            member = compile_(into.nodes[1])
        elif into.nodes:
            kept = [node.value for node in keep.nodes] or _variables_in_loops(before)
            member = self._members(kept)
        return Collect(
            [(self._slot(node.nodes[0]), compile_(node.nodes[1])) for node in groups.nodes],
            [self._aggregate(node) for node in aggregates.nodes],
            self._slot(into.nodes[0]) if into.nodes else None,
            member,
            self._slot(count.nodes[0]) if count.nodes else None,
            ordered=not _asks_for_hash(options),
        )

    def _aggregate(self, node: Node) -> tuple[int, Any, Evaluate]:
        variable, call = node.nodes
        arguments = call.nodes[0].nodes
        make = aggregator(call.name)
        if len(arguments) > 1 or (not arguments and call.name not in {"LENGTH", "COUNT"}):
            raise AqlFault(
                errno.QUERY_FUNCTION_ARGUMENT_NUMBER_MISMATCH,
                f"invalid number of arguments for function '{call.name}()', expected number of "
                "arguments: minimum: 1, maximum: 1",
                "parsing",
            )
        argument = self.expressions.expression(arguments[0]) if arguments else _nothing
        return self._slot(variable), make, argument

    def _members(self, variables: list[Variable]) -> Evaluate:
        named = [(variable.name, self.expressions.slot(variable)) for variable in variables]
        return lambda row: {name: row[slot] for name, slot in named}

    # Data modification

    def _modification(self, statement: Node) -> Iterator[Step]:
        yield plan_modification(self.expressions, statement, self._labels.get(id(statement), ""))


_HANDLERS: dict[str, Callable[[Planner, Node], Iterator[Step]]] = {
    "with collections": Planner._with_collections,
    "for": Planner._for,
    "traversal": Planner._traversal,
    "shortest path": Planner._paths,
    "k shortest paths": Planner._paths,
    "k paths": Planner._paths,
    "all shortest paths": Planner._paths,
    "filter": Planner._filter,
    "let": Planner._let,
    "sort": Planner._sort,
    "return": Planner._return,
    "insert": Planner._modification,
    "update": Planner._modification,
    "replace": Planner._modification,
    "remove": Planner._modification,
    "upsert": Planner._modification,
}


def _nothing(_row: Row) -> None:
    return None


def _leading(statements: list[Node], kind: str) -> Iterator[Node]:
    for statement in statements:
        if statement.kind != kind:
            return
        yield statement


def _asks_for_hash(options: Node) -> bool:
    """Whether OPTIONS { method: "hash" } leaves the groups in no particular order."""
    return any(
        element.name == "method" and element.nodes[0].value == "hash" for element in options.nodes
    )


def _variables_in_loops(statements: list[Node]) -> list[Variable]:
    """The variables that INTO gathers: those made inside the loops, or all where there is none.

    What a COLLECT before left out is gone, too.
    """
    found: list[tuple[int, Variable]] = []
    depth = 0
    for statement in statements:
        if statement.kind == "collect":
            _, groups, aggregates, into, _, count = statement.nodes
            made = [node.nodes[0].value for node in (*groups.nodes, *aggregates.nodes)]
            made += [node.nodes[0].value for node in (into, count) if node.nodes]
            found = [(d, v) for d, v in found if d == 0] + [(depth, v) for v in made]
            continue
        depth += statement.kind in _LOOPS
        made = [variable for variable in declared(statement) if not variable.name[0].isdigit()]
        found += [(depth, variable) for variable in made]
    least = 1 if depth else 0
    return [variable for d, variable in found if d >= least]
