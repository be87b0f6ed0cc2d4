"""An execution plan: arangod's nodes for a query's statements, in the order of their making."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..language.names import is_collection, references
from ..language.nodes import Node, Variable, value_node
from .folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..context import Context
    from ..language.names import Resolved

__all__ = ["Plan", "PlanNode", "labels"]

_MODIFICATIONS = {
    "insert": "InsertNode",
    "update": "UpdateNode",
    "replace": "ReplaceNode",
    "remove": "RemoveNode",
    "upsert": "UpsertNode",
}
_LOOPS = {
    "traversal": "TraversalNode",
    "shortest path": "ShortestPathNode",
    "k shortest paths": "EnumeratePathsNode",
    "k paths": "EnumeratePathsNode",
    "all shortest paths": "EnumeratePathsNode",
}


@dataclass
class PlanNode:
    """One node.

    Args:
        type: Its type, e.g. "FilterNode".
        id: Its number, in the order of making.
        statement: The statement that it stands for, or belongs to.
        out: The variable that it sets.
        uses: The variables that it needs.
        expression: What it computes.
        details: The rest of what its JSON shows.
        subplan: The nodes of its subquery.
    """

    type: str
    id: int
    statement: Node | None = None
    out: Variable | None = None
    uses: list[Variable] = field(default_factory=list)
    expression: Node | None = None
    details: dict[str, Any] = field(default_factory=dict)
    subplan: list[PlanNode] = field(default_factory=list)


class Plan:
    """The nodes of a query.

    Args:
        resolved: The query.
        version: The server's version.
        context: The run, to compute constants with; None to leave expressions as they are.
    """

    def __init__(
        self, resolved: Resolved, version: tuple[int, ...], context: Context | None = None
    ) -> None:
        self._version = version
        self._context = context
        self._next_id = 1
        self._next_variable = resolved.next_id
        self.variables: list[Variable] = list(resolved.variables.values())
        self.nodes = self._pipeline(resolved.statements)

    def next_id(self) -> int:
        """The number of the next node that a rule makes."""
        self._next_id += 1
        return self._next_id - 1

    def _pipeline(self, statements: list[Node]) -> list[PlanNode]:
        nodes = [self._node("SingletonNode", None)]
        for statement in statements:
            handler = _HANDLERS.get(statement.kind)
            if handler is not None:
                nodes.extend(handler(self, statement))
        return nodes

    def _node(self, kind: str, statement: Node | None, **more: Any) -> PlanNode:
        node = PlanNode(kind, self._next_id, statement, **more)
        self._next_id += 1
        return node

    def _temporary(self) -> Variable:
        number = self._next_variable
        if self._version < (3, 12):
            self._next_variable += 1
        variable = Variable(self._next_variable, str(number))
        self._next_variable += 1
        self.variables.append(variable)
        return variable

    def _expression(self, node: Node) -> Node:
        return node if self._context is None else fold(node, self._context)

    def _calculation(self, expression: Node, statement: Node, out: Variable) -> PlanNode:
        return self._node(
            "CalculationNode",
            statement,
            out=out,
            uses=list(references(expression)),
            expression=self._expression(expression),
        )

    def _operand(self, expression: Node, statement: Node) -> tuple[list[PlanNode], Variable]:
        """The calculation of an operand, none where it is a variable, and the variable."""
        if expression.kind == "reference":
            return [], expression.value
        variable = self._temporary()
        return [self._calculation(expression, statement, variable)], variable

    def _for(self, statement: Node) -> list[PlanNode]:
        variable_node, source, _ = statement.nodes
        variable: Variable = variable_node.value
        if is_collection(source):
            return [self._node("EnumerateCollectionNode", statement, out=variable)]
        before, array = self._operand(source, statement)
        loop = self._node(
            "EnumerateListNode", statement, out=variable, uses=[array], details={"in": array}
        )
        return [*before, loop]

    def _graph_loop(self, statement: Node) -> list[PlanNode]:
        made = [node.value for node in statement.nodes if node.kind == "variable"]
        before, start = self._operand(statement.nodes[_start(statement)], statement)
        loop = self._node(
            _LOOPS[statement.kind], statement, out=made[0], uses=[start], details={"in": start}
        )
        return [*before, loop]

    def _let(self, statement: Node) -> list[PlanNode]:
        variable_node, expression = statement.nodes
        variable: Variable = variable_node.value
        if expression.kind != "subquery":
            return [self._calculation(expression, statement, variable)]
        subplan = self._pipeline(expression.nodes)
        uses = list(references(expression))
        return [self._node("SubqueryNode", statement, out=variable, uses=uses, subplan=subplan)]

    def _filter(self, statement: Node) -> list[PlanNode]:
        before, variable = self._operand(statement.nodes[0], statement)
        node = self._node("FilterNode", statement, uses=[variable], details={"in": variable})
        return [*before, node]

    def _sort(self, statement: Node) -> list[PlanNode]:
        before: list[PlanNode] = []
        elements = []
        for element in statement.nodes[0].nodes:
            calculation, variable = self._operand(element.nodes[0], statement)
            before += calculation
            elements.append((variable, element.nodes[1]))
        uses = [variable for variable, _ in elements]
        node = self._node("SortNode", statement, uses=uses, details={"elements": elements})
        return [*before, node]

    def _limit(self, statement: Node) -> list[PlanNode]:
        return [self._node("LimitNode", statement)]

    def _return(self, statement: Node) -> list[PlanNode]:
        expression = statement.nodes[0]
        distinct = expression.kind == "distinct"
        nodes, variable = self._operand(expression.nodes[0] if distinct else expression, statement)
        if distinct:
            group = self._temporary()
            details = {"groups": [(group, variable)], "method": "distinct"}
            collect = self._node(
                "CollectNode", statement, out=group, uses=[variable], details=details
            )
            nodes.append(collect)
            variable = group
        node = self._node("ReturnNode", statement, uses=[variable], details={"in": variable})
        return [*nodes, node]

    def _collect(self, statement: Node) -> list[PlanNode]:
        _, groups, aggregates, into, _, count = statement.nodes
        before: list[PlanNode] = []
        details: dict[str, Any] = {"groups": [], "aggregates": [], "method": "hash"}
        for node in groups.nodes:
            calculation, variable = self._operand(node.nodes[1], statement)
            before += calculation
            details["groups"].append((node.nodes[0].value, variable))
        for node in aggregates.nodes:
            call = node.nodes[1]
            arguments = call.nodes[0].nodes
            argument: Variable | None = None
            if arguments:
                calculation, argument = self._operand(arguments[0], statement)
                before += calculation
            details["aggregates"].append((node.nodes[0].value, argument, call.name))
        if count.nodes:
            details["aggregates"].append((count.nodes[0].value, None, "LENGTH"))
        if into.nodes:
            details["into"] = into.nodes[0].value
            details["method"] = "sorted"
        uses = [variable for _, variable in details["groups"]]
        uses += [variable for _, variable, _ in details["aggregates"] if variable is not None]
        uses += list(references(into))
        return [*before, self._node("CollectNode", statement, uses=uses, details=details)]

    def _modification(self, statement: Node) -> list[PlanNode]:
        _, _, *expressions = statement.nodes
        before: list[PlanNode] = []
        operands = []
        if statement.kind == "upsert":
            before += self._upsert_search(statement)
            expressions = expressions[1:]
        elif len(expressions) == 2:
            expressions.reverse()  # the key comes first
        for expression in expressions:
            calculation, variable = self._operand(expression, statement)
            before += calculation
            operands.append(variable)
        node = self._node(
            _MODIFICATIONS[statement.kind],
            statement,
            uses=operands,
            details={"operands": operands},
        )
        return [*before, node]

    def _upsert_search(self, statement: Node) -> list[PlanNode]:
        """The subquery by which UPSERT looks for its document, and what takes the document out."""
        _, current, old, _ = statement.value
        condition = self._temporary()
        subplan = [
            self._node("SingletonNode", None),
            self._node("EnumerateCollectionNode", statement, out=current),
            self._calculation(statement.nodes[2], statement, condition),
            self._node("FilterNode", statement, uses=[condition], details={"in": condition}),
            self._node("LimitNode", _ONE),
            self._node("ReturnNode", statement, uses=[current], details={"in": current}),
        ]
        found = self._temporary()
        subquery = self._node("SubqueryNode", statement, out=found, subplan=subplan)
        first = Node("indexed access", [Node("reference", value=found), value_node(0)])
        return [subquery, self._calculation(first, statement, old)]


#: The LIMIT of an UPSERT's search.
_ONE = Node("limit", [value_node(0), value_node(1)])


def _start(statement: Node) -> int:
    """The place of a graph loop's start among the nodes of its statement."""
    return 4 if statement.kind == "traversal" else 3 if statement.kind == "shortest path" else 2


_HANDLERS: dict[str, Callable[[Plan, Node], list[PlanNode]]] = {
    "for": Plan._for,
    "let": Plan._let,
    "filter": Plan._filter,
    "sort": Plan._sort,
    "limit": Plan._limit,
    "return": Plan._return,
    "collect": Plan._collect,
    **dict.fromkeys(_LOOPS, Plan._graph_loop),
    **dict.fromkeys(_MODIFICATIONS, Plan._modification),
}


def labels(resolved: Resolved, version: tuple[int, ...]) -> dict[int, str]:
    """What faults of 3.12 and later call the modifying statements, e.g. "#3: RemoveNode".

    Args:
        resolved: The query.
        version: The server's version.

    Returns:
        The labels, by the identity of the statement.
    """
    found: dict[int, str] = {}
    pending = list(Plan(resolved, version).nodes)
    while pending:
        node = pending.pop()
        pending.extend(node.subplan)
        if node.type in _MODIFICATIONS.values():
            found[id(node.statement)] = f"#{node.id}: {node.type}"
    return found
