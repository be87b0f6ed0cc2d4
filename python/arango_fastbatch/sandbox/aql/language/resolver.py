"""Names in expressions into variables and collections, subqueries into statements of their own.

arangod does this while it parses: a subquery inside an expression becomes a LET in front of the
statement it stands in, and the expression refers to that. Here it is a pass over the finished tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .... import errno
from ..errors import located, unsupported
from ..registry import find_function
from .nodes import LEFT_CHAINS, Node, Variable

if TYPE_CHECKING:
    from collections.abc import Callable

    from .names import Names

__all__ = ["ExpressionResolver", "reference", "variable_node"]

_LOGICAL = {"logical and", "logical or"}


@dataclass
class _Guard:
    """The condition under which an operand is evaluated at all.

    Args:
        parent: The operator whose first operand the condition is.
        negated: Whether it must be false.
    """

    parent: Node
    negated: bool


def variable_node(variable: Variable) -> Node:
    """The node that declares a variable."""
    return Node("variable", value=variable)


def reference(variable: Variable) -> Node:
    """The node that refers to a variable."""
    return Node("reference", value=variable)


class ExpressionResolver:
    """Resolves expressions.

    Args:
        text: The query's text, for faults.
        names: The names of the query.
        resolve_statements: Resolves the statements of a subquery.
    """

    def __init__(
        self,
        text: str,
        names: Names,
        resolve_statements: Callable[[list[Node]], None],
    ) -> None:
        self._text = text
        self._names = names
        self._resolve_statements = resolve_statements
        #: where the statements go that are being resolved
        self.statements = names.resolved.statements
        self._guards: list[_Guard] = []
        #: iterators of the [*] around, and how many of them a subquery has outside of itself
        self._current: list[Variable] = []
        self._current_outside = 0

    def resolve(self, node: Node) -> Node:
        """Resolve an expression.

        Args:
            node: The expression; it is changed.

        Returns:
            What stands in its place.

        Raises:
            ArangoFault: 1512, 1540, 1541, 1579, ...
        """
        if node.kind in LEFT_CHAINS:
            return self._chain(node)
        special = _SPECIAL.get(node.kind)
        if special is not None:
            return special(self, node)
        nodes = node.nodes
        for index, child in enumerate(nodes):
            nodes[index] = self.resolve(child)
        return node

    def with_current(self, variable: Variable, node: Node) -> Node:
        """Resolve an expression in which CURRENT is a variable."""
        self._current.append(variable)
        resolved = self.resolve(node)
        self._current.pop()
        return resolved

    def _chain(self, node: Node) -> Node:
        """Binary operators; the left operands are taken one after the other, however many."""
        chain = []
        while node.kind in LEFT_CHAINS:
            chain.append(node)
            node = node.nodes[0]
        left = self.resolve(node)
        for parent in reversed(chain):
            parent.nodes[0] = left
            if parent.kind in _LOGICAL:
                self._guarded(parent, 1, negated=parent.kind == "logical or")
            else:
                parent.nodes[1] = self.resolve(parent.nodes[1])
            left = parent
        return left

    def _guarded(self, parent: Node, index: int, *, negated: bool) -> None:
        """Resolve an operand that is evaluated under the condition of the first one."""
        if self._current:  # there a condition may depend on CURRENT: it cannot move in front
            parent.nodes[index] = self.resolve(parent.nodes[index])
            return
        self._guards.append(_Guard(parent, negated))
        parent.nodes[index] = self.resolve(parent.nodes[index])
        self._guards.pop()

    def _ternary(self, node: Node) -> Node:
        node.nodes[0] = self.resolve(node.nodes[0])
        last = len(node.nodes) - 1
        for index in range(1, last + 1):
            self._guarded(node, index, negated=index == last)
        return node

    def _name(self, node: Node) -> Node:
        variable = self._names.find(node.name)
        if variable is None and self._current and node.name in {"CURRENT", "$CURRENT"}:
            return self._implicit_current(node)
        if variable is not None:
            return reference(variable)
        if node.value == "shorthand":
            text = f"use of unknown variable '{node.name}' in object literal"
            raise located(errno.QUERY_VARIABLE_NAME_UNKNOWN, text, self._text, node.position)
        return self._use(Node("collection", name=node.name, position=node.position))

    def _use(self, node: Node) -> Node:
        self._names.use(node, "read")
        return node

    def _parameter(self, node: Node) -> Node:
        self._names.resolved.parameters.setdefault(node.name)
        return node

    def _subquery(self, node: Node) -> Node:
        """A subquery: its statements move in front, a reference stays.

        The conditions on which it depends become variables, so that they are computed once, and it
        runs only if they hold.
        """
        guards = []
        for guard in self._guards:
            condition = guard.parent.nodes[0]
            if condition.kind != "reference":
                condition = reference(self._names.temporary())
                let = Node("let", [variable_node(condition.value), guard.parent.nodes[0]])
                self.statements.append(let)
                guard.parent.nodes[0] = condition
            guards.append((condition.value, guard.negated))
        outer = self.statements, self._guards, self._current_outside
        self.statements, self._guards = [], []
        self._current_outside = len(self._current)
        self._names.begin("subquery")
        self._resolve_statements(node.nodes)
        self._names.end()
        statements = self.statements
        self.statements, self._guards, self._current_outside = outer
        variable = self._names.temporary()
        subquery = Node("subquery", statements)
        let = Node("let", [variable_node(variable), subquery], value=tuple(guards))
        self.statements.append(let)
        return Node("reference", name="subquery", value=variable)

    def _expansion(self, node: Node) -> Node:
        """``[*]``: its clauses and what each member becomes see the member as CURRENT."""
        of = self.resolve(node.nodes[0].nodes[0])
        variable = self._names.temporary("_")
        node.nodes[0] = Node("iterator", [variable_node(variable), of])
        for index in range(1, len(node.nodes)):
            node.nodes[index] = self.with_current(variable, node.nodes[index])
        return node

    def _implicit_current(self, _node: Node) -> Node:
        if len(self._current) <= self._current_outside:
            raise unsupported("a subquery that uses CURRENT of an expansion around it")
        return reference(self._current[-1])

    def _function_call(self, node: Node) -> Node:
        arguments = node.nodes[0]
        function = find_function(node.name, len(arguments.nodes), self._names.version)
        if function.reads:
            self._names.refuse_after_writing(None, f"function {node.name}()")
        node.value = function
        self._names.resolved.functions.add(node.name)
        for index, argument in enumerate(arguments.nodes):
            arguments.nodes[index] = self.resolve(argument)
        return node


_SPECIAL: dict[str, Callable[[ExpressionResolver, Node], Node]] = {
    "ternary": ExpressionResolver._ternary,
    "name": ExpressionResolver._name,
    "collection": ExpressionResolver._use,
    "parameter": ExpressionResolver._parameter,
    "datasource parameter": ExpressionResolver._use,
    "subquery": ExpressionResolver._subquery,
    "expansion": ExpressionResolver._expansion,
    "boolean expansion": ExpressionResolver._expansion,
    "current": ExpressionResolver._implicit_current,
    "function call": ExpressionResolver._function_call,
}
