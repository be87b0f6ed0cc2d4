"""Statements moved to where they run less often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..language.names import declared, references

if TYPE_CHECKING:
    from ..language.nodes import Node, Variable

__all__ = ["early_subqueries", "is_deterministic"]

_WRITES = {"insert", "update", "replace", "remove", "upsert"}


def is_deterministic(node: Node) -> bool:
    """Whether all its functions always give the same."""
    pending = [node]
    while pending:
        node = pending.pop()
        called = node.value if node.kind == "function call" else None  # None for aggregates, too
        if called is not None and not called.deterministic:
            return False
        pending.extend(node.nodes)
    return True


def early_subqueries(statements: list[Node]) -> list[Node]:
    """Move subqueries in front of loops that they do not depend on.

    ``FOR d IN c FILTER d.x IN (FOR e IN f RETURN e.x)`` runs its subquery once, as in arangod.

    Args:
        statements: The statements of a query or subquery.

    Returns:
        The same ones in another order.
    """
    moved: list[Node] = []
    for statement in statements:
        place = len(moved)
        if _may_move(statement):
            needed = set(references(statement.nodes[1]))
            while place and not _stops(moved[place - 1], needed):
                place -= 1
        moved.insert(place, statement)
    return moved


def _may_move(statement: Node) -> bool:
    return (
        statement.kind == "let"
        and statement.nodes[1].kind == "subquery"
        and not statement.value  # it depends on a condition: it may never have to run
        and is_deterministic(statement)
        and not _writes(statement)
    )


def _writes(node: Node) -> bool:
    return node.kind in _WRITES or any(map(_writes, node.nodes))


def _stops(statement: Node, needed: set[Variable]) -> bool:
    """Whether a statement must stay in front of a subquery that needs these variables."""
    if statement.kind in _WRITES or statement.kind == "collect":
        return True
    if statement.kind == "limit":  # what it leaves out, the subquery must not be run for
        return True
    return any(variable in needed for variable in declared(statement))
