"""Expressions as the optimizer leaves them: what is constant has been computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..engine.expressions import ExpressionCompiler
from ..language.nodes import Node, is_constant, value_node

if TYPE_CHECKING:
    from ..context import Context

__all__ = ["fold"]

_KEPT = {"value", "array", "object", "object element", "range", "reference", "example"}


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
    folded = Node(
        node.kind,
        [fold(child, context) for child in node.nodes],
        name=node.name,
        value=node.value,
        position=node.position,
    )
    if node.kind in _KEPT or not folded.nodes or not all(map(is_constant, folded.nodes)):
        return folded
    if node.kind == "function call" and not node.value.deterministic:
        return folded
    if node.kind in {"expansion", "boolean expansion", "iterator", "array filter", "array limit"}:
        return folded
    return _as_node(ExpressionCompiler({}).compile(folded).run([context]))


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
