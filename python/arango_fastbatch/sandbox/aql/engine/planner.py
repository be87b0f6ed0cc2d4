"""Statements into pipelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .... import errno
from .. import functions  # noqa: F401  # registers the functions that queries call
from ..errors import AqlFault, unsupported
from ..language.names import is_collection, references
from ..language.nodes import Node, Variable
from .aggregates import aggregator
from .calls import collection_opener
from .collect import Collect
from .expressions import ExpressionCompiler
from .modify import Change, Insert, Remove, Upsert, example_matches
from .scan import IndexCondition, Scan
from .stages import (
    Calculate,
    Distinct,
    Enumerate,
    Filter,
    Limit,
    Pipeline,
    Return,
    Sort,
    Step,
    Subquery,
)
from .usage import paths_used

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..context import Row
    from ..language.names import Resolved
    from .compiled import Evaluate

__all__ = ["Planner"]


class Planner:
    """Compiles one query.

    Args:
        resolved: The query.
        numbers: The plan's names of the modifying statements, for faults.
    """

    def __init__(self, resolved: Resolved, numbers: dict[int, str]) -> None:
        self._resolved = resolved
        self._numbers = numbers
        self.expressions = ExpressionCompiler(resolved.variables)

    def plan(self) -> Pipeline:
        """The main pipeline."""
        return self._pipeline(self._resolved.statements, main=True)

    def _pipeline(self, statements: list[Node], *, main: bool = False) -> Pipeline:
        steps: list[Step] = []
        last_limit = max(
            (index for index, node in enumerate(statements) if node.kind == "limit"), default=-1
        )
        index = 0
        while index < len(statements):
            statement = statements[index]
            rest = statements[index + 1 :]
            if statement.kind == "for" and is_collection(statement.nodes[1]):
                filters = list(_leading(rest, "filter"))
                steps.append(self._scan(statement, filters, rest))
                index += len(filters)
            elif statement.kind == "limit":
                offset, count = map(self.expressions.expression, statement.nodes)
                drain = any(step.writes for step in steps)
                counted = main and index == last_limit
                steps.append(Limit(offset, count, drain=drain, full_count=counted))
            elif statement.kind == "collect":
                steps.append(self._collect(statement, statements[:index]))
            elif statement.kind == "return":
                steps.extend(self._return(statement))
            else:
                step = self._step(statement)
                if step is not None:
                    steps.append(step)
            index += 1
        return Pipeline(steps)

    def _step(self, statement: Node) -> Step | None:
        kind, nodes = statement.kind, statement.nodes
        compile_ = self.expressions.expression
        if kind == "for":
            slot = self._slot(nodes[0])
            if nodes[1].kind == "range":
                low, high = map(compile_, nodes[1].nodes)
                return Enumerate(slot, None, (low, high))
            return Enumerate(slot, compile_(nodes[1]))
        if kind == "filter":
            return Filter(compile_(nodes[0]))
        if kind == "let":
            return self._let(statement)
        if kind == "sort":
            elements = [
                (compile_(element.nodes[0]), compile_(element.nodes[1]))
                for element in nodes[0].nodes
            ]
            return Sort(elements)
        if kind in {"insert", "update", "replace", "remove", "upsert"}:
            return self._modification(statement)
        if kind == "with collections":
            return None
        raise unsupported(kind.upper())

    def _slot(self, node: Node) -> int:
        return self.expressions.slot(node.value)

    def _let(self, statement: Node) -> Step:
        variable, expression = statement.nodes
        slot = self._slot(variable)
        if expression.kind != "subquery":
            return Calculate(slot, self.expressions.expression(expression))
        guards = [(self.expressions.slot(guard), negated) for guard, negated in statement.value]
        return Subquery(slot, self._pipeline(expression.nodes), guards)

    def _return(self, statement: Node) -> Iterator[Step]:
        expression = statement.nodes[0]
        if expression.kind == "distinct":
            yield Return(self.expressions.expression(expression.nodes[0]))
            yield Distinct()
        else:
            yield Return(self.expressions.expression(expression))

    # FOR over collections

    def _scan(self, statement: Node, filters: list[Node], rest: list[Node]) -> Scan:
        variable_node, source, _ = statement.nodes
        variable: Variable = variable_node.value
        conditions: list[Evaluate] = []
        candidates: list[IndexCondition] = []
        for node in filters:
            for condition in _conjuncts(node.nodes[0]):
                conditions.append(self.expressions.expression(condition))
                candidate = self._candidate(condition, variable)
                if candidate is not None:
                    candidates.append(candidate)
        candidates.sort(key=lambda c: (c.path not in {("_key",), ("_id",)}, c.many))
        used = paths_used(rest, variable)
        return Scan(
            self.expressions.slot(variable),
            collection_opener(source),
            conditions,
            candidates,
            keys_only=used is not None and used <= {("_key",), ("_id",)},
        )

    def _candidate(self, condition: Node, variable: Variable) -> IndexCondition | None:
        """The condition as one that an index may answer, if it is ``variable.path == value``."""
        if condition.kind not in {"compare ==", "compare in"}:
            return None
        sides = [condition.nodes]
        if condition.kind == "compare ==":
            sides.append(condition.nodes[::-1])
        for left, right in sides:
            path = _path(left, variable)
            if path and variable not in references(right):
                many = condition.kind == "compare in"
                return IndexCondition(path, self.expressions.expression(right), many)
        return None

    # COLLECT

    def _collect(self, statement: Node, before: list[Node]) -> Collect:
        options, groups, aggregates, into, keep, count = statement.nodes
        compile_ = self.expressions.expression
        member: Evaluate | None = None
        if into.kind == "into":
            if len(into.nodes) == 2:
                member = compile_(into.nodes[1])
            elif keep.kind == "array":
                member = self._members([node.value for node in keep.nodes])
            else:
                member = self._members(_variables_in_loops(before))
        return Collect(
            [(self._slot(node.nodes[0]), compile_(node.nodes[1])) for node in groups.nodes],
            [self._aggregate(node) for node in aggregates.nodes],
            self._slot(into.nodes[0]) if into.kind == "into" else None,
            member,
            self._slot(count.nodes[0]) if count.kind == "into" else None,
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

    def _modification(self, statement: Node) -> Step:
        kind = statement.kind
        options, collection, *expressions = statement.nodes
        compiled = [
            self.expressions.expression(node)
            for node in expressions
            if not (kind == "upsert" and node is expressions[0])
        ]
        option_node = options if options.kind != "no-op" else Node("object")
        common: list[Any] = [collection_opener(collection)]
        common.append(self.expressions.expression(option_node))
        name = self._numbers.get(id(statement), "")
        if kind == "upsert":
            change, current, old, new = statement.value
            slots = [self.expressions.slot(old), self.expressions.slot(new)]
            find = self._find(collection, expressions[0], current)
            step: Step = Upsert(change, find, compiled[0], compiled[1], *common, *slots, name)
        else:
            old, new = statement.value
            slots = [self.expressions.slot(old)]
            slots.append(self.expressions.slot(new) if new is not None else None)  # type: ignore[arg-type]
            shared = (*common, *slots, name)
            if kind == "insert":
                step = Insert(compiled[0], *shared)
            elif kind == "remove":
                step = Remove(compiled[0], *shared)
            else:
                key = compiled[1] if len(compiled) > 1 else None
                step = Change(kind, compiled[0], key, *shared)
        return step

    def _find(self, collection: Node, search: Node, current: Variable) -> tuple[Pipeline, int]:
        """The pipeline by which UPSERT finds the document to change."""
        slot = self.expressions.slot(current)
        candidates: list[IndexCondition] = []
        if search.kind == "example":
            example = self.expressions.expression(search.nodes[0])
            conditions = [lambda row: example_matches(row[slot], example(row))]
            candidates = self._example_candidates(search.nodes[0])
        else:
            conditions = [self.expressions.expression(search)]
            for condition in _conjuncts(search):
                candidate = self._candidate(condition, current)
                if candidate is not None:
                    candidates.append(candidate)
        scan = Scan(slot, collection_opener(collection), conditions, candidates, keys_only=False)
        one = Limit(lambda _row: 0, lambda _row: 1, drain=False, full_count=False)
        return Pipeline([scan, one]), slot

    def _example_candidates(self, example: Node) -> list[IndexCondition]:
        if example.kind != "object":
            return []
        return [
            IndexCondition((element.name,), self.expressions.expression(element.nodes[0]), False)
            for element in example.nodes
            if element.kind == "object element" and element.nodes[0].kind != "object"
        ]


def _nothing(_row: Row) -> None:
    return None


def _leading(statements: list[Node], kind: str) -> Iterator[Node]:
    for statement in statements:
        if statement.kind != kind:
            return
        yield statement


def _conjuncts(node: Node) -> list[Node]:
    """The operands of a chain of ANDs."""
    found: list[Node] = []
    while node.kind == "logical and":
        found.append(node.nodes[1])
        node = node.nodes[0]
    found.append(node)
    return found[::-1]


def _path(node: Node, variable: Variable) -> tuple[str, ...]:
    """The attribute path of ``variable.a.b``, or nothing."""
    names: list[str] = []
    while node.kind == "attribute access":
        names.append(node.name)
        node = node.nodes[0]
    is_it = node.kind == "reference" and node.value is variable
    return tuple(names[::-1]) if is_it else ()


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
        if statement.kind == "for":
            depth += 1
        if statement.kind == "collect":
            _, groups, aggregates, into, _, count = statement.nodes
            nodes = [*groups.nodes, *aggregates.nodes, into, count]
            kept = [(d, v) for d, v in found if d == 0]
            found = kept + [(depth, node.nodes[0].value) for node in nodes if node.nodes]
        elif statement.kind in {"for", "let"}:
            variable: Variable = statement.nodes[0].value
            if not variable.name[0].isdigit():
                found.append((depth, variable))
    least = 1 if depth else 0
    return [variable for d, variable in found if d >= least]
