"""FOR over a traversal: vertices, edges and paths, depth or breadth or the lightest first."""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ..aside import at_once
from ..values import is_true
from .graphs import Graph, GraphLoop, depths, start_vertex
from .stages import BLOCK, Block, Blocks, Flow, Step, evaluated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..context import Context, Row
    from ..source import Document
    from .compiled import Evaluate

__all__ = ["Traversal", "TraversalPlan", "Visit"]


@dataclass(eq=False)
class Visit:
    """A vertex as a path reached it.

    Args:
        vertex: Its id.
        edge: The edge by which it was reached; None at the start.
        before: The visit that the edge came from.
        depth: The number of edges of the path.
        weight: The sum of their weights.
    """

    vertex: str
    edge: Document | None = None
    before: Visit | None = None
    depth: int = 0
    weight: float = 0.0

    def path(self) -> Iterator[Visit]:
        """The visits of its path, itself first."""
        visit: Visit | None = self
        while visit is not None:
            yield visit
            visit = visit.before

    def __lt__(self, other: Visit) -> bool:
        return self.weight < other.weight


@dataclass(frozen=True)
class TraversalPlan:
    """What a traversal is to do.

    Args:
        loop: The graph.
        start: Where it starts.
        low: The least depth that counts.
        high: The largest depth.
        slots: Places of the vertex, the edge and the path, None for those not wanted.
        prune: What makes the traversal go no further behind a visit, and where the row keeps it.
    """

    loop: GraphLoop
    start: Evaluate
    low: Evaluate
    high: Evaluate
    slots: tuple[int | None, int | None, int | None]
    prune: tuple[Evaluate, int | None] | None


class Traversal(Step):
    """FOR over a traversal.

    Args:
        plan: What it is to do.
    """

    def __init__(self, plan: TraversalPlan) -> None:
        self._plan = plan

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """One row for each path."""
        plan, context = self._plan, flow.context
        graph = plan.loop.open(context)
        low, high = depths(plan.low([context]), plan.high([context]))
        for block in blocks:
            out: Block = []
            for row in block:
                start = start_vertex(context, (yield from evaluated(plan.start, row)))
                if start is None:
                    continue
                walk = _Walk(context, graph, plan, row, high)
                for visit in walk.visits(start):
                    if visit is not None and visit.depth >= low:
                        out.append(walk.row)
                        walk.row = row.copy()
                    if len(out) >= min(BLOCK, flow.demand.rows) or context.is_turn_over():
                        yield out
                        out = []
            yield out


class _Walk:
    """One traversal from one vertex."""

    def __init__(
        self, context: Context, graph: Graph, plan: TraversalPlan, row: Row, high: int
    ) -> None:
        self._context = context
        self._graph = graph
        self._plan = plan
        self._high = high
        self.row = row.copy()
        options = graph.options
        order = options.get("order")
        if type(order) is not str or order not in {"bfs", "dfs", "weighted"}:
            order = "bfs" if options.get("bfs") is True else "dfs"
        self._order = order
        self._unique_vertices = options.get("uniqueVertices", "none")
        self._unique_edges = options.get("uniqueEdges", "path")
        self._documents: dict[str, Document | None] = {}

    def visits(self, start: str) -> Iterator[Visit | None]:
        """The visits in their order, each put into the row; None where none is due, for a pause."""
        first = Visit(start)
        pending: Any = deque([first])
        heap: list[tuple[float, int, Visit]] = [(0.0, 0, first)]
        seen: set[str] = set()
        count = 0
        while heap if self._order == "weighted" else pending:
            if self._order == "weighted":
                visit = heapq.heappop(heap)[2]
            else:
                visit = pending.popleft() if self._order == "bfs" else pending.pop()
            if self._unique_vertices == "global":
                if visit.vertex in seen:
                    yield None
                    continue
                seen.add(visit.vertex)
            pruned = self._enter(visit)
            yield visit
            if pruned or visit.depth >= self._high:
                continue
            following = []
            for edge, vertex in self._graph.neighbors(visit.vertex):
                if self._fresh(visit, edge, vertex):
                    weight = visit.weight + self._graph.weight(edge)
                    following.append(Visit(vertex, edge, visit, visit.depth + 1, weight))
                if self._context.is_turn_over():
                    yield None
            if self._order == "weighted":
                for other in following:
                    count += 1
                    heapq.heappush(heap, (other.weight, count, other))
            else:
                pending.extend(following if self._order == "bfs" else reversed(following))

    def _fresh(self, visit: Visit, edge: Document, vertex: str) -> bool:
        """Whether a path may go on by an edge."""
        if self._unique_edges != "none":
            identifier = edge["_id"]
            if any(v.edge is not None and v.edge["_id"] == identifier for v in visit.path()):
                return False
        if self._unique_vertices == "path":
            return all(v.vertex != vertex for v in visit.path())
        return True

    def _enter(self, visit: Visit) -> bool:
        """Put a visit into the row; whether the traversal goes no further behind it."""
        vertex_slot, edge_slot, path_slot = self._plan.slots
        if vertex_slot is not None:
            self.row[vertex_slot] = self._document(visit.vertex)
        if edge_slot is not None:
            self.row[edge_slot] = visit.edge
        if path_slot is not None:
            self.row[path_slot] = self._path(visit)
        if self._plan.prune is None:
            return False
        condition, slot = self._plan.prune
        value = at_once(partial(condition, self.row), self._context)
        if slot is not None:
            self.row[slot] = value
        return is_true(value)

    def _document(self, identifier: str) -> Document | None:
        if identifier not in self._documents:
            self._documents[identifier] = self._graph.vertex(identifier)
        return self._documents[identifier]

    def _path(self, visit: Visit) -> dict[str, Any]:
        visits = list(visit.path())[::-1]
        path: dict[str, Any] = {
            "edges": [v.edge for v in visits[1:]],
            "vertices": [self._document(v.vertex) for v in visits],
        }
        if self._order == "weighted":
            path["weights"] = [v.weight for v in visits]
        return path
