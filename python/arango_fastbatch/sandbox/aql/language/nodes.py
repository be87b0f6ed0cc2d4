"""The syntax tree, in arangod's terms, so that /_api/query can show it as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import too_nested

__all__ = [
    "LEFT_CHAINS",
    "TYPE_IDS",
    "Node",
    "Variable",
    "constant",
    "is_constant",
    "nop",
    "tree_json",
    "value_node",
]

#: Deepest tree that is taken: arangod stops at 500 levels, too. Whatever walks a tree may recurse.
MAX_HEIGHT = 500
#: The same without the left operands of binary operators, of which a chain may be long.
MAX_DEPTH = 200

#: Levels of a tree that JSON shows: encoders have their limits, and each level is two of theirs.
_HIGHEST_SHOWN = 100

#: Kinds of nodes with arangod's numbers for them.
TYPE_IDS = {
    "root": 0,
    "for": 1,
    "let": 2,
    "filter": 3,
    "return": 4,
    "remove": 5,
    "insert": 6,
    "update": 7,
    "replace": 8,
    "collect": 9,
    "sort": 10,
    "sort element": 11,
    "limit": 12,
    "variable": 13,
    "assign": 14,
    "unary plus": 15,
    "unary minus": 16,
    "unary not": 17,
    "logical and": 18,
    "logical or": 19,
    "plus": 20,
    "minus": 21,
    "times": 22,
    "division": 23,
    "modulus": 24,
    "compare ==": 25,
    "compare !=": 26,
    "compare <": 27,
    "compare <=": 28,
    "compare >": 29,
    "compare >=": 30,
    "compare in": 31,
    "compare not in": 32,
    "ternary": 33,
    "subquery": 34,
    "attribute access": 35,
    "bound attribute access": 36,
    "indexed access": 37,
    "expansion": 38,
    "iterator": 39,
    "value": 40,
    "array": 41,
    "object": 42,
    "object element": 43,
    "collection": 44,
    "reference": 45,
    "parameter": 46,
    "function call": 47,
    "user function call": 48,
    "range": 49,
    "no-op": 50,
    "collect with count": 51,
    "calculated object element": 53,
    "upsert": 54,
    "example": 55,
    "passthru": 56,
    "array limit": 57,
    "distinct": 58,
    "traversal": 59,
    "collection list": 60,
    "direction": 61,
    "n-ary and": 62,
    "n-ary or": 63,
    "aggregations array": 64,
    "array compare ==": 65,
    "array compare !=": 66,
    "array compare <": 67,
    "array compare <=": 68,
    "array compare >": 69,
    "array compare >=": 70,
    "array compare in": 71,
    "array compare not in": 72,
    "quantifier": 73,
    "with collections": 74,
    "shortest path": 75,
    "datasource parameter": 77,
    "array filter": 81,
    "boolean expansion": 82,
    "window": 83,
}

_VALUE_IDS = {type(None): 0, bool: 1, int: 2, float: 3, str: 4}
#: Binary operators whose left operand may be the same again, however often.
LEFT_CHAINS = {"logical and", "logical or", "plus", "minus", "times", "division", "modulus"}
_EXCLUDES_NULL = {"compare ==", "compare <", "compare <="}


@dataclass(frozen=True, eq=False)
class Variable:
    """A variable of the query.

    Args:
        id: Its number, which is also its place in a row.
        name: Its name; numbers for those that the query did not name.
    """

    id: int
    name: str


class Node:
    """One node of the tree.

    Args:
        kind: What it is, in arangod's words (a key of ``TYPE_IDS``).
        nodes: Its children.
        name: The name of an attribute, function, collection or parameter.
        value: The value of a literal, a function definition, a variable: what the kind says.
        position: Where in the text it stands, for faults.

    Raises:
        ArangoFault: 1524 where the tree gets too deep.
    """

    __slots__ = ("depth", "height", "kind", "name", "nodes", "position", "value")

    height: int
    depth: int

    def __init__(
        self,
        kind: str,
        nodes: list[Node] | None = None,
        *,
        name: str = "",
        value: Any = None,
        position: int = 0,
    ) -> None:
        self.kind = kind
        self.nodes = nodes or []
        self.name = name
        self.value = value
        self.position = position
        self.measure()

    def measure(self) -> None:
        """Note how deep the tree is below this node."""
        height = depth = 0
        for index, node in enumerate(self.nodes):
            height = max(height, node.height)
            chained = index == 0 and self.kind in LEFT_CHAINS
            depth = max(depth, node.depth - 1 if chained else node.depth)
        self.height = height + 1
        self.depth = depth + 1
        if self.height > MAX_HEIGHT or self.depth > MAX_DEPTH:
            raise too_nested()

    def __repr__(self) -> str:
        return f"Node({self.kind!r}, {self.name!r}, {self.value!r}, {self.nodes!r})"


def nop() -> Node:
    """What stands for a clause that is not there."""
    return Node("no-op")


def value_node(value: Any) -> Node:
    """A literal."""
    return Node("value", value=value)


def is_constant(node: Node) -> bool:
    """Whether the node is a literal, or an array or object of literals."""
    if node.kind == "value":
        return True
    if node.kind in {"array", "object", "object element"}:
        return all(map(is_constant, node.nodes))
    return False


def tree_json(node: Node, *, verbose: bool, subquery_flag: bool) -> dict[str, Any]:
    """A node as JSON.

    Args:
        node: The node.
        verbose: With the numbers of types, as in plans; without, as /_api/query shows trees.
        subquery_flag: References say whether they are to a subquery (3.12 and later).

    Returns:
        The object.

    Raises:
        ArangoFault: 1524 for a tree that is too high for JSON.
    """
    if node.height > _HIGHEST_SHOWN:
        raise too_nested()
    return _shown(node, verbose=verbose, subquery_flag=subquery_flag)


def _shown(node: Node, *, verbose: bool, subquery_flag: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"type": node.kind}
    if verbose:
        shown["typeID"] = TYPE_IDS[node.kind]
    if node.kind == "value":
        shown["value"] = node.value
        if verbose:
            shown["vTypeID"] = _VALUE_IDS.get(type(node.value), 4)
        return shown
    if verbose and node.kind == "array" and node.nodes and is_constant(node):
        shown["raw"] = [constant(member) for member in node.nodes]
        return shown
    if node.kind in {"variable", "reference"}:
        variable: Variable = node.value
        shown |= {"name": variable.name, "id": variable.id}
        if node.kind == "reference" and subquery_flag:
            shown["subqueryReference"] = node.name == "subquery"
        return shown
    if node.name:
        shown["name"] = node.name
    if node.kind == "quantifier":
        shown["quantifier"] = node.value
    if node.kind in _EXCLUDES_NULL:
        shown["excludesNull"] = False
    if node.nodes:
        nodes = shown["subNodes"] = []
        for child in node.nodes:  # no comprehension: each would take a place on Python's stack
            nodes.append(_shown(child, verbose=verbose, subquery_flag=subquery_flag))  # noqa: PERF401 - each call is a step of a recursion, easier followed as a statement
    return shown


def constant(node: Node) -> Any:
    """The value of a constant node."""
    if node.kind == "array":
        return [constant(member) for member in node.nodes]
    if node.kind == "object":
        return {element.name: constant(element.nodes[0]) for element in node.nodes}
    return node.value
