"""Loops over graphs into steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..language.nodes import Node, value_node
from .graphs import GraphLoop, invalid_depth
from .paths import PathPlan, Paths
from .traversal import Traversal, TraversalPlan

if TYPE_CHECKING:
    from .compiled import Compiler, Evaluate

__all__ = ["plan_paths", "plan_traversal"]

#: More edges than any path here has.
_ANY_LENGTH = 2**31


def plan_traversal(compiler: Compiler, statement: Node) -> Traversal:
    """The step of a traversal.

    Args:
        compiler: Compiles its expressions.
        statement: The statement: three variables, direction, start, graph, PRUNE, OPTIONS.

    Returns:
        The step.
    """
    *variables, direction, start, graph, prune, options = statement.nodes
    vertex, edge, path = (_slot(compiler, variable) for variable in variables)
    low, high = _bounds(compiler, direction.nodes[1])
    pruned: tuple[Evaluate, int | None] | None = None
    if prune.kind == "prune":
        into = _slot(compiler, prune.nodes[1]) if len(prune.nodes) > 1 else None
        pruned = compiler.expression(prune.nodes[0]), into
    return Traversal(
        TraversalPlan(
            _loop(compiler, graph, direction, options),
            compiler.expression(start),
            low,
            high,
            (vertex, edge, path),
            pruned,
        )
    )


def plan_paths(compiler: Compiler, statement: Node) -> Paths:
    """The step of a loop over paths.

    Args:
        compiler: Compiles its expressions.
        statement: The statement: variables, direction, both ends, graph, OPTIONS.

    Returns:
        The step.
    """
    *variables, direction, first, last, graph, options = statement.nodes
    bounds = direction.nodes[1]
    if statement.kind != "k paths":
        bounds = Node("range", [value_node(0), value_node(_ANY_LENGTH)])
    return Paths(
        PathPlan(
            statement.kind,
            _loop(compiler, graph, direction, options),
            (compiler.expression(first), compiler.expression(last)),
            _bounds(compiler, bounds),
            tuple(_slot(compiler, variable) for variable in variables),
        )
    )


def _slot(compiler: Compiler, variable: Node) -> int | None:
    return compiler.slot(variable.value) if variable.kind == "variable" else None


def _bounds(compiler: Compiler, steps: Node) -> tuple[Evaluate, Evaluate]:
    """Both ends of "2..4"; a single number is both."""
    ends = steps.nodes if steps.kind == "range" else [steps, steps]
    compiled = [compiler.compile(end) for end in ends]
    if any(end.dynamic for end in compiled):
        raise invalid_depth()
    low, high = (compiler.once(end).run for end in compiled)
    return low, high


def _loop(compiler: Compiler, graph: Node, direction: Node, options: Node) -> GraphLoop:
    given = compiler.expression(options if options.kind != "no-op" else Node("object"))
    name = compiler.expression(graph.nodes[0]) if graph.kind == "named graph" else None
    return GraphLoop(graph, name, direction.nodes[0].value, given)
