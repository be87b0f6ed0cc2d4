"""FOR over paths between two vertices: the shortest, all such, the lightest first, or all."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..values import number
from .graphs import Graph, GraphLoop, depths, start_vertex
from .stages import BLOCK, Block, Blocks, Flow, Step, evaluated
from .traversal import Visit

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from .compiled import Evaluate

__all__ = ["PathPlan", "Paths"]


@dataclass(frozen=True)
class PathPlan:
    """Which paths are wanted.

    Args:
        kind: "shortest path", "all shortest paths", "k shortest paths" or "k paths".
        loop: The graph.
        ends: The first and the last vertex.
        bounds: The least and the largest number of edges, for "k paths".
        slots: Places of the loop's variables.
    """

    kind: str
    loop: GraphLoop
    ends: tuple[Evaluate, Evaluate]
    bounds: tuple[Evaluate, Evaluate]
    slots: tuple[int | None, ...]


class Paths(Step):
    """FOR over paths.

    Args:
        plan: Which.
    """

    def __init__(self, plan: PathPlan) -> None:
        self._plan = plan

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """One row for each path, or for each vertex of the one path."""
        plan, context = self._plan, flow.context
        graph = plan.loop.open(context)
        low, high = depths(plan.bounds[0]([context]), plan.bounds[1]([context]))
        for block in blocks:
            out: Block = []
            for row in block:
                first = start_vertex(context, (yield from evaluated(plan.ends[0], row)))
                last = start_vertex(context, (yield from evaluated(plan.ends[1], row)))
                if first is None or last is None:
                    continue
                for visit in _search(plan.kind, graph, first, last, low, high):
                    if visit is not None:
                        for values in _values(plan.kind, graph, visit):
                            new = row.copy()
                            for slot, value in zip(plan.slots, values, strict=False):
                                if slot is not None:
                                    new[slot] = value
                            out.append(new)
                    if len(out) >= min(BLOCK, flow.demand.rows) or context.is_turn_over():
                        yield out
                        out = []
            yield out


def _search(
    kind: str, graph: Graph, first: str, last: str, low: int, high: int
) -> Iterator[Visit | None]:
    """The paths, as the visits of their last vertices; None for a pause."""
    if kind == "shortest path":
        return _lightest(graph, first, last)
    if kind == "all shortest paths":
        return _all_shortest(graph, first, last)
    if kind == "k shortest paths":
        return _by_weight(graph, first, last)
    return _all_paths(graph, first, last, low, high)


def _values(kind: str, graph: Graph, visit: Visit) -> Iterator[tuple[Any, ...]]:
    """What a path puts into the loop's variables."""
    visits = list(visit.path())[::-1]
    vertices = [graph.vertex(v.vertex) for v in visits]
    if kind == "shortest path":
        for v, vertex in zip(visits, vertices, strict=True):
            yield vertex, v.edge
        return
    path: dict[str, Any] = {"edges": [v.edge for v in visits[1:]], "vertices": vertices}
    if kind == "k shortest paths":
        path["weight"] = number(visit.weight)
    yield (path,)


def _next(graph: Graph, visit: Visit) -> Iterator[Visit]:
    for edge, vertex in graph.neighbors(visit.vertex):
        yield Visit(vertex, edge, visit, visit.depth + 1, visit.weight + graph.weight(edge))


def _lightest(graph: Graph, first: str, last: str) -> Iterator[Visit | None]:
    """The path of least weight, by Dijkstra."""
    heap = [(0.0, 0, Visit(first))]
    done: set[str] = set()
    count = 0
    while heap:
        visit = heapq.heappop(heap)[2]
        if visit.vertex == last:
            yield visit
            return
        if visit.vertex not in done:
            done.add(visit.vertex)
            for other in _next(graph, visit):
                yield None
                if other.vertex not in done:
                    count += 1
                    heapq.heappush(heap, (other.weight, count, other))
        yield None


def _all_shortest(graph: Graph, first: str, last: str) -> Iterator[Visit | None]:
    """All paths of the least number of edges, level by level."""
    level = [Visit(first)]
    depth_of = {first: 0}
    while level:
        following: list[Visit] = []
        found = [visit for visit in level if visit.vertex == last]
        yield from found
        if found:
            return
        for visit in level:
            for other in _next(graph, visit):
                if depth_of.setdefault(other.vertex, other.depth) == other.depth:
                    following.append(other)
                yield None
        level = following


def _by_weight(graph: Graph, first: str, last: str) -> Iterator[Visit | None]:
    """All paths without a vertex twice, the lightest first."""
    heap = [(0.0, 0, Visit(first))]
    reaching = yield from _distances(graph, last)
    count = 0
    while heap:
        visit = heapq.heappop(heap)[2]
        if visit.vertex == last:
            yield visit
            continue
        on_path = {v.vertex for v in visit.path()}
        for other in _next(graph, visit):
            yield None
            if other.vertex not in on_path and other.vertex in reaching:
                count += 1
                estimate = other.weight + reaching[other.vertex]
                heapq.heappush(heap, (estimate, count, other))
        yield None


def _distances(graph: Graph, last: str) -> Generator[None, None, dict[str, float]]:
    """How far every vertex is from the last one, for those from which it can be reached."""
    distances: dict[str, float] = {}
    heap = [(0.0, last)]
    while heap:
        weight, vertex = heapq.heappop(heap)
        if vertex in distances:
            continue
        distances[vertex] = weight
        for edge, other in graph.neighbors(vertex, backwards=True):
            yield None
            if other not in distances:
                heapq.heappush(heap, (weight + graph.weight(edge), other))
    return distances


def _all_paths(graph: Graph, first: str, last: str, low: int, high: int) -> Iterator[Visit | None]:
    """All paths without a vertex twice, of so many edges."""
    pending = [Visit(first)]
    while pending:
        visit = pending.pop()
        if visit.vertex == last and visit.depth >= low:
            yield visit
        else:
            yield None
        if visit.depth < high and visit.vertex != last:
            on_path = {v.vertex for v in visit.path()}
            following = []
            for other in _next(graph, visit):
                yield None
                if other.vertex not in on_path:
                    following.append(other)
            pending.extend(reversed(following))
