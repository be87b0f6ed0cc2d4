"""The register's questions: AQL, and a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from python_aioarango import AQLQueryExecuteError
from python_aioarango.collection import EdgeCollection, VertexCollection
from telling import described, items, tell, tried

if TYPE_CHECKING:
    from python_aioarango.database import StandardDatabase


async def queries(db: StandardDatabase) -> None:
    """AQL."""
    cursor = await db.aql.execute(
        "FOR s IN students FILTER s.age == @age SORT s._key RETURN s._key",
        bind_vars={"age": 5},
        count=True,
        batch_size=1,
        profile=True,
    )
    tell(
        "cursor", [cursor.type, cursor.count(), cursor.has_more(), cursor.empty(), cursor.cached()]
    )
    tell("one", await cursor.next())
    tell("empty", cursor.empty())
    await tried("fetch", cursor.fetch())
    tell("batch", list(cursor.batch() or []))
    tell("rest", await items(cursor))
    try:
        await cursor.next()
    except StopAsyncIteration:
        tell("end", True)
    tell("statistics", cursor.statistics())
    tell("warnings", cursor.warnings())
    try:
        await db.aql.execute("FOR s IN")
    except AQLQueryExecuteError as error:
        tell("wrong", error)
    await tried("no bind", db.aql.execute("RETURN @x"))
    await tried("no such collection", db.aql.execute("FOR s IN nothing RETURN s"))
    await tried(
        "validate", described(db.aql.validate("FOR s IN students FILTER s.a == @a RETURN s"))
    )
    await tried("validate wrong", db.aql.validate("FOR s"))
    plan = await db.aql.explain("FOR s IN students RETURN s")
    tell("explain", sorted(plan))
    tell("plans", len(await db.aql.explain("RETURN 1", all_plans=True)))
    await tried("tracking", described(db.aql.tracking()))
    await tried("set tracking", described(db.aql.set_tracking(True, max_slow_queries=5)))
    await tried("kill nothing", db.aql.kill("12345"))
    await tried("slow", db.aql.slow_queries())
    await tried("cache", described(db.aql.cache.properties()))
    await tried("clear cache", db.aql.cache.clear())
    await tried("function", db.aql.create_function("my::f", "function (c) { return c * 2; }"))
    await tried("functions", db.aql.functions())
    await tried("delete function", db.aql.delete_function("my::f"))
    await tried("delete it again", db.aql.delete_function("my::f"))
    await tried("delete it again", db.aql.delete_function("my::f", ignore_missing=True))
    aggregated = await db.aql.execute(
        "FOR s IN students COLLECT age = s.age WITH COUNT INTO n SORT n DESC, age LIMIT 3"
        " RETURN {age, n}"
    )
    tell("aggregated", await items(aggregated))
    closing = await db.aql.execute("FOR n IN 1..10 RETURN n", batch_size=2)
    await tried("close", closing.close())
    await tried("close again", closing.close())
    await tried("close again, ignored", closing.close(ignore_missing=True))


async def graphs(db: StandardDatabase) -> None:
    """A graph, its vertices and edges."""
    graph = await db.create_graph("school")
    tell("graph", [graph.name, type(graph).__name__, repr(graph)])
    await tried("create it again", db.create_graph("school"))
    teachers = await graph.create_vertex_collection("teachers")
    lectures = await graph.create_vertex_collection("lectures")
    teach = await graph.create_edge_definition("teach", ["teachers"], ["lectures"])
    tell("kinds", [isinstance(teachers, VertexCollection), isinstance(teach, EdgeCollection)])
    await tried("vertex", teachers.insert({"_key": "jon", "name": "Prof. Jon"}))
    await tried("vertex, new", teachers.insert({"_key": "may"}, return_new=True))
    await tried("lecture", lectures.insert({"_key": "CSC101"}, silent=True))
    await tried("lecture", graph.insert_vertex("lectures", {"_key": "MAT223"}))
    await tried(
        "edge",
        teach.insert({"_key": "e1", "_from": "teachers/jon", "_to": "lectures/CSC101", "w": 1}),
    )
    await tried("dangling", teach.insert({"_from": "teachers/none", "_to": "lectures/CSC101"}))
    await tried("link", teach.link("teachers/may", {"_id": "lectures/MAT223"}, {"_key": "e2"}))
    await tried(
        "link of the graph", graph.link("teach", "teachers/jon", "lectures/MAT223", {"_key": "e3"})
    )
    await tried("get", teach.get("e1"))
    await tried("update", teach.update({"_key": "e1", "w": 2}, return_new=True))
    await tried("replace", graph.replace_vertex({"_id": "teachers/may", "name": "May"}))
    await tried("has", graph.has_edge("teach/e1"))
    found = await teach.edges("teachers/jon", direction="out")
    tell("edges", [sorted(found), len(found["edges"])])
    await tried("definitions", graph.edge_definitions())
    await tried("collections", graph.vertex_collections())
    await tried("graphs", db.graphs())
    await tried("delete a vertex", teachers.delete("may"))
    await tried("its edge", teach.get("e2"))
    await tried("no such", graph.delete_vertex("lectures/none"))
    reached = await db.aql.execute(
        "FOR v, e, p IN 1..2 ANY @start GRAPH 'school'"
        " SORT v._key RETURN [v._key, LENGTH(p.edges)]",
        bind_vars={"start": "teachers/jon"},
    )
    tell("reached", await items(reached))
