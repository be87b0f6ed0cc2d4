"""Plans as JSON, as /_api/explain and a cursor's profile show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..engine.stages import limit_bound
from ..errors import too_nested
from ..language.names import is_collection
from ..language.nodes import Node, is_constant, tree_json
from ..language.nodes import constant as constant_value
from .folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..context import Context
    from ..language.names import Resolved
    from ..language.nodes import Variable
    from .plan import Plan, PlanNode

__all__ = ["plan_json"]

_Json = dict[str, Any]

#: Subqueries in subqueries that JSON shows; each is four levels of it.
_DEEPEST_SUBQUERY = 30


def plan_json(plan: Plan, resolved: Resolved, context: Context, rules: list[str]) -> _Json:
    """A plan as JSON.

    Args:
        plan: The plan.
        resolved: The query.
        context: The run.
        rules: The rules that were applied to it.

    Returns:
        The object ``plan``.
    """
    return _Renderer(plan, resolved, context).render(rules)


class _Renderer:
    def __init__(self, plan: Plan, resolved: Resolved, context: Context) -> None:
        self._plan = plan
        self._resolved = resolved
        self._context = context
        self._newer = context.version >= (3, 12)
        self._documents = _document_variables(plan.nodes)
        self._constants: dict[Variable, Any] = {}
        self._depth = 0

    def render(self, rules: list[str]) -> _Json:
        nodes, cost, items = self._nodes(self._plan.nodes)
        writes = any(mode == "write" for mode in self._resolved.collections.values())
        rendered: _Json = {"nodes": nodes, "rules": rules}
        if (3, 12) <= self._context.version < (4,):
            count = sum("isAsyncPrefetchEnabled" in node for node in nodes)
            rendered["asyncPrefetchNodes"] = count
        return rendered | {
            "collections": [
                {"name": self._context.actual_name(name), "type": mode}
                for name, mode in self._resolved.collections.items()
            ],
            "variables": [
                self._declared(variable)
                for variable in sorted(self._plan.variables, key=lambda v: v.id, reverse=True)
            ],
            "estimatedCost": cost,
            "estimatedNrItems": items,
            "isModificationQuery": writes,
        }

    def _nodes(self, nodes: list[PlanNode]) -> tuple[list[_Json], float, int]:
        shown: list[_Json] = []
        cost, items = 0.0, 1
        for node in nodes:
            items = self._items(node, items)
            cost += 1 if node.type == "LimitNode" else items
            rendered: _Json = {
                "type": node.type,
                "dependencies": [shown[-1]["id"]] if shown else [],
                "id": node.id,
                "estimatedCost": cost,
                "estimatedNrItems": items,
            }
            if node.details.get("prefetch"):
                rendered["isAsyncPrefetchEnabled"] = True
            renderer = _RENDERERS.get(node.type)
            if renderer is not None:
                rendered |= renderer(self, node)
            shown.append(rendered)
        return shown, int(cost) if cost == int(cost) else cost, items

    def _items(self, node: PlanNode, before: int) -> int:
        """How many rows a node is thought to make."""
        if node.type == "EnumerateCollectionNode" and node.statement is not None:
            return before * self._context.opened(node.statement.nodes[1]).count()
        if node.type == "EnumerateListNode":
            return before * self._length(node.uses[0])
        if node.type == "LimitNode" and node.statement is not None:
            return min(before, self._bounds(node.statement)[1])
        return before

    def _length(self, variable: Variable) -> int:
        """How many members an array is thought to have: its own number, where that is written."""
        for node in self._plan.nodes:
            if node.out is variable and node.expression is not None:
                expression = node.expression
                if expression.kind == "array":
                    return len(expression.nodes)
                if expression.kind == "range" and all(map(is_constant, expression.nodes)):
                    low, high = (bound.value for bound in expression.nodes)
                    if type(low) is int and type(high) is int:
                        return abs(high - low) + 1
        return 100

    # Parts

    def _variable(self, variable: Variable) -> _Json:
        return {
            "id": variable.id,
            "name": variable.name,
            "isFullDocumentFromCollection": variable in self._documents,
        }

    def _declared(self, variable: Variable) -> _Json:
        shown = self._variable(variable)
        if variable in self._constants:
            shown["constantValue"] = self._constants[variable]
        return shown

    def _tree(self, node: Node) -> _Json:
        return tree_json(node, verbose=True, subquery_flag=self._newer)

    # Nodes

    def _singleton(self, _node: PlanNode) -> _Json:
        between = (3, 12) <= self._context.version < (4,)
        return {"bindParameterVariables": {}} if between else {}

    def _calculation(self, node: PlanNode) -> _Json:
        assert node.expression is not None  # noqa: S101  # what makes it a calculation
        assert node.out is not None  # noqa: S101  # likewise
        kind = "simple"
        if is_constant(node.expression):
            kind = "json"
            self._constants[node.out] = constant_value(node.expression)
        elif node.expression.kind == "attribute access":
            kind = "attribute"
        elif node.expression.kind == "reference":
            kind = "reference"
        return {
            "expression": self._tree(node.expression),
            "outVariable": self._variable(node.out),
            "canThrow": False,
            "expressionType": kind,
        }

    def _in_and_out(self, node: PlanNode) -> _Json:
        shown = {"inVariable": self._variable(node.details["in"])}
        if node.out is not None:
            shown["outVariable"] = self._variable(node.out)
        return shown

    def _return(self, node: PlanNode) -> _Json:
        return {"inVariable": self._variable(node.details["in"]), "count": True}

    def _collection(self, node: PlanNode) -> _Json:
        assert node.statement is not None  # noqa: S101  # it was made for one
        assert node.out is not None  # noqa: S101  # likewise
        shown: _Json = {
            "outVariable": self._variable(node.out),
            "projections": [],
            "filterProjections": [],
            "count": False,
            "producesResult": True,
            "readOwnWrites": False,
            "useCache": True,
            "maxProjections": 5,
        }
        if not self._newer:
            shown["database"] = self._context.source.database
        return shown | {
            "collection": self._context.opened(node.statement.nodes[1]).name,
            "satellite": False,
            "isSatellite": False,
            "isSatelliteOf": None,
        }

    def _full(self, node: PlanNode) -> _Json:
        hint = {"forced": False, "lookahead": 1, "type": "none"}
        return self._collection(node) | {"random": False, "indexHint": hint}

    def _index(self, node: PlanNode) -> _Json:
        conditions: list[Node] = node.details["conditions"]
        index = dict(node.details["index"])
        index["id"] = str(index.get("id", "")).rpartition("/")[2]
        return self._collection(node) | {
            "needsGatherNodeSort": False,
            "indexCoversProjections": False,
            "indexes": [index],
            "condition": self._tree(Node("n-ary or", [Node("n-ary and", conditions)])),
            "allCoveredByOneIndex": False,
            "sorted": True,
            "ascending": True,
            "evalFCalls": True,
            "waitForSync": False,
            "limit": 0,
            "lookahead": 1,
        }

    def _limit(self, node: PlanNode) -> _Json:
        assert node.statement is not None  # noqa: S101  # it was made for one
        offset, count = self._bounds(node.statement)
        return {"offset": offset, "limit": count, "fullCount": False}

    def _bounds(self, limit: Node) -> tuple[int, int]:
        """The offset and count of a LIMIT, which must be known and numbers."""
        offset, count = (fold(bound, self._context) for bound in limit.nodes)
        return limit_bound(offset.value, "offset"), limit_bound(count.value, "count")

    def _sort(self, node: PlanNode) -> _Json:
        elements = [
            {"inVariable": self._variable(variable), "ascending": direction.value is not False}
            for variable, direction in node.details["elements"]
        ]
        return {"elements": elements, "stable": False, "limit": 0, "strategy": "standard"}

    def _subquery(self, node: PlanNode) -> _Json:
        self._depth += 1
        if self._depth > _DEEPEST_SUBQUERY:
            raise too_nested("optimizing plan")
        nodes, _, _ = self._nodes(node.subplan)
        self._depth -= 1
        assert node.out is not None  # noqa: S101  # where its rows go
        return {
            "subquery": {"nodes": nodes},
            "outVariable": self._variable(node.out),
            "isConst": not node.uses,
        }

    def _collect(self, node: PlanNode) -> _Json:
        details = node.details
        shown: _Json = {
            "groups": [
                {"outVariable": self._variable(out), "inVariable": self._variable(used)}
                for out, used in details["groups"]
            ],
            "aggregates": [
                {
                    "outVariable": self._variable(out),
                    **({"inVariable": self._variable(used)} if used is not None else {}),
                    "type": kind,
                }
                for out, used, kind in details.get("aggregates", [])
            ],
        }
        if "into" in details:
            shown["outVariable"] = self._variable(details["into"])
        return shown | {
            "isDistinctCommand": details["method"] == "distinct",
            "specialized": True,
            "collectOptions": {"method": details["method"]},
        }

    def _modification(self, node: PlanNode) -> _Json:
        assert node.statement is not None  # noqa: S101  # it was made for one
        old, new = node.statement.value[-2:]
        shown: _Json = {
            "collection": self._context.opened(node.statement.nodes[1]).name,
            "outVariableOld": self._variable(old),
        }
        if new is not None:
            shown["outVariableNew"] = self._variable(new)
        names = {"InsertNode": ["inVariable"], "RemoveNode": ["inVariable"]}.get(
            node.type, ["inKeyVariable", "inDocVariable"]
        )
        operands = node.details["operands"]
        return shown | {
            name: self._variable(variable)
            for name, variable in zip(names[-len(operands) :], operands, strict=False)
        }


_RENDERERS: dict[str, Callable[[_Renderer, PlanNode], _Json]] = {
    "SingletonNode": _Renderer._singleton,
    "CalculationNode": _Renderer._calculation,
    "EnumerateListNode": _Renderer._in_and_out,
    "EnumerateCollectionNode": _Renderer._full,
    "IndexNode": _Renderer._index,
    "TraversalNode": _Renderer._in_and_out,
    "ShortestPathNode": _Renderer._in_and_out,
    "EnumeratePathsNode": _Renderer._in_and_out,
    "FilterNode": _Renderer._in_and_out,
    "SortNode": _Renderer._sort,
    "LimitNode": _Renderer._limit,
    "SubqueryNode": _Renderer._subquery,
    "CollectNode": _Renderer._collect,
    "ReturnNode": _Renderer._return,
    "InsertNode": _Renderer._modification,
    "UpdateNode": _Renderer._modification,
    "ReplaceNode": _Renderer._modification,
    "RemoveNode": _Renderer._modification,
    "UpsertNode": _Renderer._modification,
}


def _document_variables(nodes: list[PlanNode]) -> set[Variable]:
    """The variables that hold whole documents of a collection."""
    found: set[Variable] = set()
    for node in nodes:
        found |= _document_variables(node.subplan)
        if node.out is not None and _loops_over_collection(node.statement):
            found.add(node.out)
    return found


def _loops_over_collection(statement: Node | None) -> bool:
    return statement is not None and statement.kind == "for" and is_collection(statement.nodes[1])
