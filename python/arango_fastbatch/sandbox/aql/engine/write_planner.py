"""Data-modification statements into steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..language.nodes import Node
from .calls import collection_opener
from .modify import Change, Insert, Modification, Remove, Target, Upsert, example_matches
from .scan import IndexCondition, Scan
from .scan_planner import conjuncts, index_candidates
from .stages import Limit, Pipeline

if TYPE_CHECKING:
    from ..context import Row
    from ..language.nodes import Variable
    from .compiled import Compiler, Evaluate

__all__ = ["plan_modification"]


def plan_modification(compiler: Compiler, statement: Node, label: str) -> Modification:
    """The step of an INSERT, UPDATE, REPLACE, REMOVE or UPSERT.

    Args:
        compiler: Compiles its expressions.
        statement: The statement.
        label: What faults call its node of the plan, from 3.12 on.

    Returns:
        The step.
    """
    options, collection, *expressions = statement.nodes
    given = compiler.expression(options if options.kind != "no-op" else Node("object"))
    *special, old, new = statement.value
    target = Target(
        collection_opener(collection),
        given,
        compiler.slot(old),
        None if new is None else compiler.slot(new),
        label,
    )
    if statement.kind == "upsert":
        kind, current = special
        search, insert, change = expressions
        find = _find(compiler, collection, search, current)
        insert_run, change_run = compiler.expression(insert), compiler.expression(change)
        return Upsert(target, kind, find, insert_run, change_run)
    document, *key = [compiler.expression(node) for node in expressions]
    if statement.kind == "insert":
        return Insert(target, document)
    if statement.kind == "remove":
        return Remove(target, document)
    return Change(target, statement.kind, document, key[0] if key else None)


def _find(
    compiler: Compiler, collection: Node, search: Node, current: Variable
) -> tuple[Pipeline, int]:
    """The pipeline by which UPSERT finds the document to change, and where it puts it."""
    slot = compiler.slot(current)
    if search.kind == "example":
        conditions = [_example(compiler, search.nodes[0], slot)]
        candidates = _example_candidates(compiler, search.nodes[0])
    else:
        conditions = [compiler.expression(search)]
        candidates = index_candidates(compiler, conjuncts(search), current)
    scan = Scan(slot, collection_opener(collection), conditions, candidates, keys_only=False)
    one = Limit(lambda _row: 0, lambda _row: 1, drain=False, full_count=False)
    return Pipeline([scan, one]), slot


def _example(compiler: Compiler, node: Node, slot: int) -> Evaluate:
    example = compiler.expression(node)

    def matches(row: Row) -> Any:
        return example_matches(row[slot], example(row))

    return matches


def _example_candidates(compiler: Compiler, example: Node) -> list[IndexCondition]:
    """The attributes of an UPSERT's example that an index may find."""
    return [
        IndexCondition((element.name,), compiler.expression(element.nodes[0]), many=False)
        for element in example.nodes
        if element.kind == "object element" and element.nodes[0].kind != "object"
    ]
