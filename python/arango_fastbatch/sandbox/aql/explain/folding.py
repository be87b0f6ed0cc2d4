"""Expressions as the optimizer leaves them: what is constant has been computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..engine.expressions import ExpressionCompiler
from ..engine.operators import OPERATORS
from ..language.nodes import Node, is_constant, value_node

if TYPE_CHECKING:
    from ..context import Context

__all__ = ["fold"]

#: What is computed where all its operands are constant. Ranges stay ranges.
_COMPUTED = (OPERATORS.keys() - {"range"}) | {"function call", "attribute access", "indexed access"}


def fold(node: Node, context: Context) -> Node:
    """An expression with its constant parts computed.

    Args:
        node: The expression; it stays as it is.
        context: The run, for bind parameters and warnings.

    Returns:
        Another tree.
    """
    if node.kind == "parameter":
        return _as_node(context.binds[node.name])
    nodes = []
    for child in node.nodes:  # no comprehension: each would take a place on Python's stack
        nodes.append(fold(child, context))  # noqa: PERF401 - each call is a step of a recursion, easier followed as a statement
    if node.kind == "bound attribute access":
        return _attribute(*nodes)
    folded = Node(node.kind, nodes, name=node.name, value=node.value, position=node.position)
    if node.kind not in _COMPUTED or not nodes or not all(map(is_constant, nodes)):
        return folded
    if node.kind == "function call" and not node.value.deterministic:
        return folded
    return _as_node(ExpressionCompiler({}).compile(folded).run([context]))


def _attribute(of: Node, names: Node) -> Node:
    """``of.@name``, the name or names being known."""
    path = [names.value] if names.kind == "value" else [part.value for part in names.nodes]
    for name in path:
        of = Node("attribute access", [of], name=name)
    return of


def _as_node(value: Any) -> Node:
    """A value as a node."""
    if type(value) is list:
        return Node("array", [_as_node(member) for member in value])
    if type(value) is dict:
        elements = [
            Node("object element", [_as_node(member)], name=name) for name, member in value.items()
        ]
        return Node("object", elements)
    return value_node(value)
