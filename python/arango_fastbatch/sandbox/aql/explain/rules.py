"""The optimizer's rules that show in a plan: calculations that move up, indexes in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..engine.moving import is_deterministic
from ..engine.scan_planner import conjuncts, indexable
from .plan import Plan, PlanNode

if TYPE_CHECKING:
    from ..context import Context
    from ..language.nodes import Node

__all__ = ["optimize"]

_NOT_PREFETCHED = {"LimitNode", "SubqueryNode", "TraversalNode", "IndexNode"}
_PREFETCHED = {"CalculationNode", "EnumerateListNode", "FilterNode", "EnumerateCollectionNode"}


def optimize(plan: Plan, context: Context) -> list[str]:
    """Change a plan as arangod's optimizer would.

    Args:
        plan: The plan; its nodes are changed.
        context: The run, to ask for indexes.

    Returns:
        The names of the rules that changed something.
    """
    applied = []
    if _move_up(plan.nodes):
        applied.append("move-calculations-up")
        if _move_up(plan.nodes):
            applied.append("move-calculations-up-2")
    if _use_indexes(plan.nodes, context, plan.next_id()):
        applied += ["use-indexes", "remove-filter-covered-by-index"]
    if context.version >= (3, 12) and _prefetch(plan.nodes):
        applied.append("async-prefetch")
    return applied


def _move_up(nodes: list[PlanNode]) -> bool:
    """Move calculations that need no variable to the top.

    arangod moves the others up, too, and most of them down again behind filters and limits.
    """
    changed = False
    for node in [n for n in nodes if n.type == "CalculationNode"][::-1]:
        if node.expression is None or node.uses or not is_deterministic(node.expression):
            continue
        place = start = nodes.index(node)
        while place > 1 and not _barrier(nodes[place - 1]):
            place -= 1
        if place != start:
            nodes.insert(place, nodes.pop(start))
            changed = True
    for node in nodes:
        changed = _move_up(node.subplan) or changed
    return changed


def _barrier(node: PlanNode) -> bool:
    return node.type in {"CollectNode", "SingletonNode"} or node.type.endswith(
        ("InsertNode", "UpdateNode", "ReplaceNode", "RemoveNode", "UpsertNode")
    )


def _use_indexes(nodes: list[PlanNode], context: Context, next_id: int) -> bool:
    """Replace a loop over a collection and its filter by an index, where one answers all of it."""
    changed = False
    for node in list(nodes):
        if node.type != "EnumerateCollectionNode" or node.statement is None:
            continue
        found = _indexed_filter(nodes, node, context)
        if found is None:
            continue
        calculation, filter_node, conditions, index = found
        node.type = "IndexNode"
        node.id = next_id
        next_id += 1
        node.details = {"conditions": conditions, "index": index}
        nodes.remove(filter_node)
        nodes.remove(calculation)
        changed = True
    return changed


def _indexed_filter(
    nodes: list[PlanNode], loop: PlanNode, context: Context
) -> tuple[PlanNode, PlanNode, list[Node], dict[str, Any]] | None:
    """The first filter on a loop's documents, if an index answers all of it."""
    place = nodes.index(loop)
    for filter_node in (node for node in nodes[place:] if node.type == "FilterNode"):
        variable = filter_node.uses[0]
        calculation = next((node for node in nodes[place:] if node.out is variable), None)
        if calculation is None or calculation.expression is None or loop.out is None:
            continue
        conditions = conjuncts(calculation.expression)
        if len(conditions) != 1 or loop.statement is None:
            continue
        parts = indexable(conditions[0], loop.out)
        if parts is None:
            continue
        index = context.opened(loop.statement.nodes[1]).index_of(parts[0])
        if index is not None:
            return calculation, filter_node, conditions, dict(index)
    return None


def _prefetch(nodes: list[PlanNode]) -> bool:
    """Mark the nodes that ask for their input ahead of time."""
    if any(_barrier(node) or node.type in _NOT_PREFETCHED for node in nodes[1:]):
        return False
    marked = False
    for node in nodes:
        chance = node.expression is not None and not is_deterministic(node.expression)
        if node.type in _PREFETCHED and not chance:
            node.details["prefetch"] = marked = True
    return marked
