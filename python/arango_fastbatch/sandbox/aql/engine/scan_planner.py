"""Which conditions of a loop over a collection an index may answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..language.names import references
from .scan import IndexCondition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..language.nodes import Node, Variable
    from .compiled import Compiler

__all__ = ["attribute_path", "conjuncts", "index_candidates", "indexable"]

_PRIMARY = {("_key",), ("_id",)}


def conjuncts(node: Node) -> list[Node]:
    """The operands of a chain of ANDs."""
    found: list[Node] = []
    while node.kind == "logical and":
        found.append(node.nodes[1])
        node = node.nodes[0]
    found.append(node)
    return found[::-1]


def attribute_path(node: Node, variable: Variable) -> tuple[str, ...]:
    """The attribute path of ``variable.a.b``, or nothing."""
    names: list[str] = []
    while node.kind == "attribute access":
        names.append(node.name)
        node = node.nodes[0]
    is_it = node.kind == "reference" and node.value is variable
    return tuple(names[::-1]) if is_it else ()


def indexable(condition: Node, variable: Variable) -> tuple[tuple[str, ...], Node] | None:
    """The attribute and the value of ``variable.path == value`` or ``variable.path IN value``.

    Args:
        condition: Any condition.
        variable: The loop's variable.

    Returns:
        The attribute path and the value's node, or None for any other condition.
    """
    if condition.kind not in {"compare ==", "compare in"}:
        return None
    sides = [condition.nodes]
    if condition.kind == "compare ==":
        sides.append(condition.nodes[::-1])
    for left, right in sides:
        path = attribute_path(left, variable)
        if path and variable not in references(right):
            return path, right
    return None


def index_candidates(
    compiler: Compiler, conditions: Sequence[Node], variable: Variable
) -> list[IndexCondition]:
    """The conditions that an index may answer, those on the primary index first.

    Args:
        compiler: Compiles the values.
        conditions: The conditions, all of which must hold.
        variable: The loop's variable.

    Returns:
        The candidates.
    """
    found = []
    for condition in conditions:
        parts = indexable(condition, variable)
        if parts is not None:
            path, value = parts
            many = condition.kind == "compare in"
            found.append(IndexCondition(path, compiler.expression(value), many))
    return sorted(found, key=lambda candidate: (candidate.path not in _PRIMARY, candidate.many))
