"""What of a variable a query uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..language.nodes import Node, Variable

__all__ = ["paths_used"]


def paths_used(statements: Iterable[Node], variable: Variable) -> set[tuple[str, ...]] | None:
    """The attributes of a variable that statements use.

    Args:
        statements: The statements.
        variable: The variable.

    Returns:
        The attribute paths, or None where the whole of it is used.
    """
    found: set[tuple[str, ...]] = set()
    pending = list(statements)
    while pending:
        node = pending.pop()
        if node.kind == "attribute access" and node.nodes[0].kind == "reference":
            if node.nodes[0].value is variable:
                found.add((node.name,))
            continue
        if node.kind == "reference" and node.value is variable:
            return None
        if node.kind == "remove" and _is_reference(node.nodes[2], variable):
            found.add(("_key",))
            pending.extend(node.nodes[:2])
            continue
        if node.kind == "collect" and len(node.nodes[3].nodes) == 1:  # INTO takes the whole row
            return None
        pending.extend(node.nodes)
    return found


def _is_reference(node: Node, variable: Variable) -> bool:
    return node.kind == "reference" and node.value is variable
