"""``[*]`` and ``[?]`` into closures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..aside import MANY_MEMBERS, LengthyError
from ..values import is_true, to_number
from .compiled import Compiled, Compiler, Evaluate, KindTable

if TYPE_CHECKING:
    from ..context import Context, Row
    from ..language.nodes import Node

__all__ = ["EXPANSIONS"]


def _expansion(compiler: Compiler, node: Node) -> Compiled:
    """``of[* FILTER .. LIMIT .. RETURN ..]``: the members that pass, as the RETURN makes them."""
    iterator, each_node, filter_node, limit_node = node.nodes
    variable_node, of_node = iterator.nodes
    of, slot = compiler.expression(of_node), compiler.slot(variable_node.value)
    level: int = node.value
    as_they_are = each_node.kind == "reference" and each_node.value is variable_node.value
    each = compiler.expression(each_node)
    condition: Evaluate | None = None
    if filter_node.kind == "array filter":
        condition = compiler.expression(filter_node.nodes[1])
    limit = [compiler.expression(bound) for bound in limit_node.nodes]

    def run(row: Row) -> Any:
        members = _members(of(row), level, row[0])
        if condition is not None:
            kept = []
            for member in members:
                row[slot] = member
                if is_true(condition(row)):
                    kept.append(member)
            members = kept
        if limit:
            offset, count = (max(0, int(to_number(bound(row)))) for bound in limit)
            members = members[offset : offset + count]
        if as_they_are:
            return members
        result = []
        for member in members:
            row[slot] = member
            result.append(each(row))
        return result

    # its clauses use the row: even over a constant array it is not computed apart
    return Compiled(run, dynamic=True)


def _boolean_expansion(compiler: Compiler, node: Node) -> Compiled:
    """``of[? quantifier FILTER condition]``: whether enough members pass."""
    iterator, _, filter_node = node.nodes
    of, slot = compiler.expression(iterator.nodes[1]), compiler.slot(iterator.nodes[0].value)
    level: int = node.value
    condition: Evaluate | None = None
    quantifier, bounds = "any", []
    if filter_node.kind == "array filter":
        how, condition_node = filter_node.nodes
        condition = compiler.expression(condition_node)
        if how.kind == "quantifier":
            quantifier = how.value
            bounds = [compiler.expression(child) for child in how.nodes]
        elif how.kind != "no-op":
            quantifier = "between"
            ends = how.nodes if how.kind == "range" else [how, how]
            bounds = [compiler.expression(child) for child in ends]

    def run(row: Row) -> bool:
        members = _members(of(row), level, row[0])
        found = len(members)
        if condition is not None:
            found = 0
            for member in members:
                row[slot] = member
                found += is_true(condition(row))
        if quantifier == "all":
            return found == len(members)
        if quantifier == "none":
            return found == 0
        if quantifier == "any":
            return found > 0
        low, high = to_number(bounds[0](row)), to_number(bounds[-1](row))
        return low <= found and (quantifier == "at least" or found <= high)

    return Compiled(run, dynamic=True)


def _members(value: Any, level: int, context: Context) -> list[Any]:
    """The members of what is expanded, flattened once for each further star.

    Raises:
        LengthyError: They are many.
    """
    if type(value) is not list:
        return []
    if len(value) > MANY_MEMBERS and not context.patient:
        raise LengthyError
    for _ in range(level - 1):
        flat: list[Any] = []
        for member in value:
            if type(member) is list:
                flat.extend(member)
            else:
                flat.append(member)
        value = flat
    members: list[Any] = value
    return members


EXPANSIONS: KindTable = {
    "expansion": _expansion,
    "boolean expansion": _boolean_expansion,
}
