"""What arangod would plan for a query, in its own terms."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ..registry import is_volatile
from .plan import Plan
from .render import plan_json
from .rules import optimize

if TYPE_CHECKING:
    from ..context import Context, QueryResult
    from ..language.names import Resolved

__all__ = ["add_profile", "explain_json"]

#: The phases of a query's life, as its profile names them.
_PHASES = (
    "initializing",
    "parsing",
    "optimizing ast",
    "loading collections",
    "instantiating plan",
    "optimizing plan",
    "instantiating executors",
    "executing",
    "finalizing",
)


def explain_json(resolved: Resolved, context: Context, *, all_plans: bool) -> dict[str, Any]:
    """What /_api/explain answers.

    Args:
        resolved: The query.
        context: A run that has opened its collections.
        all_plans: Answer ``plans`` instead of ``plan``.

    Returns:
        The object, without ``error`` and ``code``.
    """
    began = time.perf_counter()
    plan = Plan(resolved, context.version, context)
    rules = optimize(plan, context)
    rendered = plan_json(plan, resolved, context, rules)
    stats: dict[str, Any] = {"rulesExecuted": 44, "rulesSkipped": 0, "plansCreated": 1}
    if (3, 12) <= context.version < (4,):
        stats["rules"] = {}
    stats |= {"peakMemoryUsage": 0, "executionTime": time.perf_counter() - began}
    cacheable = not context.warnings and not any(
        mode == "write" for mode in resolved.collections.values()
    )
    answer: dict[str, Any] = {"plans": [rendered]} if all_plans else {"plan": rendered}
    if not all_plans:
        answer["cacheable"] = cacheable and not is_volatile(resolved.functions)
    return answer | {"warnings": context.warnings, "stats": stats}


def add_profile(result: QueryResult, resolved: Resolved, context: Context) -> None:
    """Add to a result what the option ``profile`` asks for.

    Args:
        result: The result; it is changed.
        resolved: The query.
        context: The run that gave it.
    """
    total = context.stats.execution_time
    result.profile = {phase: total if phase == "executing" else 1e-6 for phase in _PHASES}
    if context.options.profile < 2:
        return
    warnings, context.warnings = context.warnings, []  # those of the plan are in there already
    plan = Plan(resolved, context.version, context)
    rules = optimize(plan, context)
    result.plan = plan_json(plan, resolved, context, rules)
    context.warnings = warnings
    nodes = sorted(plan.nodes, key=lambda node: node.id)
    result.stats["nodes"] = [_node_stats(node.id, context, node.statement) for node in nodes]


def _node_stats(number: int, context: Context, statement: object) -> dict[str, Any]:
    calls, items = context.counts.get(id(statement), (1, 1))
    shown: dict[str, Any] = {"id": number, "calls": calls}
    if context.version >= (3, 12):
        shown["parallel"] = 0
    shown |= {"items": items, "filtered": 0, "runtime": 0.0}
    if context.version >= (3, 12):
        shown["fetching"] = 0.0
    return shown
