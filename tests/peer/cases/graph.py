"""Graphs, their vertices and edges."""

from __future__ import annotations

from tests.peer.notation import Json
from tests.peer.plan import Method, Program, ok, recorded, step

MODULE = "graph"

VERTEX = recorded("GET /_api/gharial/{graph}/vertex/{c}/{key}")
EDGE = recorded("GET /_api/gharial/{graph}/edge/{c}/{key}")
MADE_VERTEX = recorded("POST /_api/gharial/{graph}/vertex/{c}")
MADE_EDGE = recorded("POST /_api/gharial/{graph}/edge/{c}")
CHANGED_VERTEX = recorded("PUT /_api/gharial/{graph}/vertex/{c}/{key}")
CHANGED_EDGE = recorded("PUT /_api/gharial/{graph}/edge/{c}/{key}")
REMOVED = recorded("DELETE /_api/gharial/{graph}/vertex/{c}/{key}")
NEW = {"_id": "teachers/1", "_key": "1", "_rev": "_b", "age": 6}
OLD = {"_id": "teachers/1", "_key": "1", "_rev": "_a", "age": 5}
GRAPH = recorded("POST /_api/gharial")
EDGES = recorded("GET /_api/edges/{name}")

REPLACE = {
    "check_rev": False,
    "sync": True,
    "silent": True,
    "return_old": True,
    "return_new": True,
}
UPDATE = {"check_rev": False, "keep_none": False, **dict(list(REPLACE.items())[1:])}
DELETE = {
    "rev": "_x",
    "check_rev": False,
    "ignore_missing": True,
    "sync": True,
    "return_old": True,
}
INSERT = {"sync": True, "silent": True, "return_new": True}


def changes(kind: str) -> Json:
    """Answers to writes, by option."""
    made = MADE_VERTEX if kind == "vertex" else MADE_EDGE
    changed = CHANGED_VERTEX if kind == "vertex" else CHANGED_EDGE
    return {
        "silent": ok(changed["body"], 202),
        "return_new": ok({**changed["body"], "new": NEW}, 202),
        "return_old": ok({**changed["body"], "old": OLD}, 202),
        "made": ok({**made["body"], "new": NEW}, 202),
        "all": ok({**changed["body"], "new": NEW, "old": OLD}, 202),
    }


def without(kind: str, *names: str) -> Json:
    """As `changes`, for methods that lack an option."""
    return {name: answer for name, answer in changes(kind).items() if name not in names}


def by(kind: str, collection: str) -> list[tuple[str, Json]]:
    """How a document can be named to its collection."""
    return [
        ("by id", {kind: f"{collection}/1"}),
        ("by body with _key", {kind: {"_key": "1"}}),
        ("by body with _id", {kind: {"_id": f"{collection}/1"}}),
        ("by body with _rev", {kind: {"_key": "1", "_rev": "_x"}}),
        ("no key", {kind: {"age": 5}}),
        ("_id of another collection", {kind: "students/1"}),
    ]


def by_id(kind: str, collection: str) -> list[tuple[str, Json]]:
    """How a document can be named to a graph."""
    return [
        ("by body", {kind: {"_id": f"{collection}/1"}}),
        ("by body with _rev", {kind: {"_id": f"{collection}/1", "_rev": "_x"}}),
        ("by body without _id", {kind: {"_key": "1"}}),
        ("by key", {kind: "1"}),
    ]


def bodies(kind: str, collection: str) -> list[tuple[str, Json]]:
    """Bodies of changes to a collection's document."""
    return [
        ("by _id", {kind: {"_id": f"{collection}/1", "age": 6}}),
        ("a revision", {kind: {"_key": "1", "_rev": "_x"}}),
        ("a revision not checked", {kind: {"_key": "1", "_rev": "_x"}, "check_rev": False}),
        ("no key", {kind: {"age": 6}}),
        ("_id of another collection", {kind: {"_id": "students/1"}}),
    ]


def collection(kind: str, owner: str, name: str, body: Json) -> list[Method]:
    """The methods that vertex and edge collections share."""
    made = {**INSERT}
    found, done = (VERTEX, MADE_VERTEX) if kind == "vertex" else (EDGE, MADE_EDGE)
    changed = CHANGED_VERTEX if kind == "vertex" else CHANGED_EDGE
    answers = changes(kind)
    return [
        Method(
            f"{owner}.get",
            {kind: "1"},
            {"rev": "_x", "check_rev": False},
            answer=found,
            also=by(kind, name),
            module="collection",
            errors=[(304, 9999), (404, 1924)],
        ),
        Method(
            f"{owner}.insert",
            {kind: {"_key": "1", **body}},
            made,
            answer=done,
            answers={"silent": done, "return_new": answers["made"], "all": answers["made"]},
            also=[
                ("by _id", {kind: {"_id": f"{name}/1", **body}}),
                ("_id of another collection", {kind: {"_id": "students/1", **body}}),
            ],
            module="collection",
            errors=[(409, 1210)],
        ),
        Method(
            f"{owner}.update",
            {kind: {"_key": "1", **body}},
            UPDATE,
            answer=changed,
            answers=without(kind, "made"),
            also=bodies(kind, name),
            module="collection",
        ),
        Method(
            f"{owner}.replace",
            {kind: {"_key": "1", **body}},
            REPLACE,
            answer=changed,
            answers=without(kind, "made"),
            also=bodies(kind, name),
            module="collection",
        ),
        Method(
            f"{owner}.delete",
            {kind: "1"},
            DELETE,
            answer=REMOVED,
            answers={"return_old": ok(removed=True, old=OLD), "all": ok(removed=True, old=OLD)},
            also=by(kind, name),
            module="collection",
        ),
    ]


LINK = {"_from": "students/1", "_to": "teachers/2"}
COLLECTION_METHODS = [
    *collection("vertex", "VertexCollection", "teachers", {"age": 5}),
    *collection("edge", "EdgeCollection", "teach", LINK),
    Method(
        "EdgeCollection.link",
        {"from_vertex": "students/1", "to_vertex": "teachers/2"},
        {"data": {"_key": "1", "since": 2020}, **INSERT},
        answer=MADE_EDGE,
        answers={"return_new": changes("edge")["made"], "all": changes("edge")["made"]},
        also=[
            ("by bodies", {"from_vertex": {"_id": "students/1"}, "to_vertex": {"_id": "a/b"}}),
            ("by bodies without _id", {"from_vertex": {"_key": "1"}}),
            ("data with _id", {"data": {"_id": "teach/1"}}),
        ],
        module="collection",
    ),
    Method(
        "EdgeCollection.edges",
        {"vertex": "students/1"},
        {"direction": "in"},
        answer=EDGES,
        also=[
            ("by body", {"vertex": {"_id": "students/1"}}),
            ("by body without _id", {"vertex": {"_key": "1"}}),
            ("out", {"direction": "out"}),
        ],
        module="collection",
    ),
    Program(
        "VertexCollection.graph",
        "objects",
        [step("vertices.graph"), step("vertices.name"), step("vertices.__repr__")],
        module="collection",
    ),
    Program(
        "EdgeCollection.graph",
        "objects",
        [step("edges.graph"), step("edges.name"), step("edges.__repr__")],
        module="collection",
    ),
    Program(
        "VertexCollection.name",
        "what every collection has",
        [step("vertices.count"), step("vertices.has", "1"), step("edges.find", {"age": 5})],
        [
            recorded("GET /_api/collection/{name}/count"),
            ok({"_key": "1"}),
            recorded("POST /_api/cursor"),
        ],
        module="collection",
    ),
]

TRAVERSED = ok(
    result={
        "visited": {
            "vertices": [{"_id": "teachers/1", "_key": "1", "_rev": "_a"}],
            "paths": [{"edges": [], "vertices": [{"_id": "teachers/1", "_key": "1"}]}],
        }
    }
)
ONLY_TWO = {"sync": True, "silent": True}

METHODS = [
    Method(
        "Graph.properties",
        answer=ok(graph={**GRAPH["body"]["graph"]}),
        also=[
            ("answer: plain", {}, recorded("POST /_api/gharial/{graph}/edge")),
        ],
        errors=[(404, 1924)],
    ),
    # --- Vertex collections
    Method(
        "Graph.has_vertex_collection",
        {"name": "male"},
        answer=recorded("GET /_api/gharial/{graph}/vertex"),
        also=[("another", {"name": "students"})],
    ),
    Method("Graph.vertex_collections", answer=recorded("GET /_api/gharial/{graph}/vertex")),
    Method(
        "Graph.create_vertex_collection",
        {"name": "students"},
        answer=recorded("POST /_api/gharial/{graph}/vertex"),
        errors=[(400, 1938)],
    ),
    Method(
        "Graph.delete_vertex_collection",
        {"name": "teachers"},
        {"purge": True},
        answer=recorded("POST /_api/gharial/{graph}/vertex"),
        errors=[(400, 1928), (404, 1926)],
    ),
    # --- Edge definitions
    Method(
        "Graph.has_edge_definition",
        {"name": "works_in"},
        answer=recorded("POST /_api/gharial/{graph}/edge"),
        also=[("another", {"name": "students"})],
    ),
    Method(
        "Graph.has_edge_collection",
        {"name": "relation"},
        answer=recorded("POST /_api/gharial/{graph}/edge"),
        also=[("another", {"name": "students"})],
    ),
    Method("Graph.edge_definitions", answer=recorded("POST /_api/gharial/{graph}/edge")),
    Method(
        "Graph.create_edge_definition",
        {
            "edge_collection": "works_in",
            "from_vertex_collections": ["female", "male"],
            "to_vertex_collections": ["city"],
        },
        answer=recorded("POST /_api/gharial/{graph}/edge"),
        errors=[(400, 1920), (400, 1921)],
    ),
    Method(
        "Graph.replace_edge_definition",
        {
            "edge_collection": "works_in",
            "from_vertex_collections": ["female"],
            "to_vertex_collections": ["city"],
        },
        answer=recorded("POST /_api/gharial/{graph}/edge"),
    ),
    Method(
        "Graph.delete_edge_definition",
        {"name": "works_in"},
        {"purge": True},
        answer=recorded("POST /_api/gharial/{graph}/edge"),
        errors=[(404, 1930)],
    ),
    # --- Vertices
    Method(
        "Graph.has_vertex",
        {"vertex": "teachers/1"},
        {"rev": "_x", "check_rev": False},
        answer=VERTEX,
        also=by_id("vertex", "teachers"),
    ),
    Method(
        "Graph.vertex",
        {"vertex": "teachers/1"},
        {"rev": "_x", "check_rev": False},
        answer=VERTEX,
        also=by_id("vertex", "teachers"),
    ),
    Method(
        "Graph.insert_vertex",
        {"collection": "teachers", "vertex": {"_key": "1"}},
        ONLY_TWO,
        answer=MADE_VERTEX,
    ),
    Method(
        "Graph.update_vertex",
        {"vertex": {"_id": "teachers/1", "age": 5}},
        {"check_rev": False, "keep_none": False, **ONLY_TWO},
        answer=CHANGED_VERTEX,
        also=[("by body without _id", {"vertex": {"_key": "1"}})],
    ),
    Method(
        "Graph.replace_vertex",
        {"vertex": {"_id": "teachers/1", "age": 5}},
        {"check_rev": False, **ONLY_TWO},
        answer=CHANGED_VERTEX,
        also=[("by body without _id", {"vertex": {"_key": "1"}})],
    ),
    Method(
        "Graph.delete_vertex",
        {"vertex": "teachers/1"},
        {"rev": "_x", "check_rev": False, "ignore_missing": True, "sync": True},
        answer=REMOVED,
        also=by_id("vertex", "teachers"),
    ),
    # --- Edges
    Method(
        "Graph.has_edge",
        {"edge": "teach/1"},
        {"rev": "_x", "check_rev": False},
        answer=EDGE,
        also=by_id("edge", "teach"),
    ),
    Method(
        "Graph.edge",
        {"edge": "teach/1"},
        {"rev": "_x", "check_rev": False},
        answer=EDGE,
        also=by_id("edge", "teach"),
    ),
    Method(
        "Graph.insert_edge",
        {"collection": "teach", "edge": {"_key": "1", **LINK}},
        ONLY_TWO,
        answer=MADE_EDGE,
    ),
    Method(
        "Graph.update_edge",
        {"edge": {"_id": "teach/1", "age": 5}},
        {"check_rev": False, "keep_none": False, **ONLY_TWO},
        answer=CHANGED_EDGE,
        also=[("by body without _id", {"edge": {"_key": "1"}})],
    ),
    Method(
        "Graph.replace_edge",
        {"edge": {"_id": "teach/1", **LINK}},
        {"check_rev": False, **ONLY_TWO},
        answer=CHANGED_EDGE,
        also=[("by body without _id", {"edge": {"_key": "1"}})],
    ),
    Method(
        "Graph.delete_edge",
        {"edge": "teach/1"},
        {"rev": "_x", "check_rev": False, "ignore_missing": True, "sync": True},
        answer=REMOVED,
        also=by_id("edge", "teach"),
    ),
    Method(
        "Graph.link",
        {"collection": "teach", "from_vertex": "students/1", "to_vertex": "teachers/2"},
        {"data": {"since": 2020}, **ONLY_TWO},
        answer=MADE_EDGE,
        also=[("by bodies", {"from_vertex": {"_id": "a/b"}, "to_vertex": {"_id": "c/d"}})],
    ),
    Method(
        "Graph.edges",
        {"collection": "teach", "vertex": "students/1"},
        {"direction": "out"},
        answer=EDGES,
        also=[("by body", {"vertex": {"_id": "students/1"}})],
    ),
    # --- Traversal
    Method(
        "Graph.traverse",
        {"start_vertex": "teachers/1"},
        {
            "direction": "inbound",
            "item_order": "backward",
            "strategy": "dfs",
            "order": "post",
            "edge_uniqueness": "path",
            "vertex_uniqueness": "global",
            "max_iter": 10,
            "min_depth": 1,
            "max_depth": 2,
            "init_func": "result.n = 0;",
            "sort_func": "return 0;",
            "filter_func": "return;",
            "visitor_func": "result.n++;",
            "expander_func": "return [];",
        },
        answer=TRAVERSED,
        also=[
            ("by body", {"start_vertex": {"_id": "teachers/1"}}),
            ("by body without _id", {"start_vertex": {"_key": "1"}}),
            ("bfs", {"strategy": "bfs", "order": "preorder-expander"}),
        ],
        errors=[(404, 1202), (500, 1909)],
    ),
    Program(
        "Graph.name",
        "objects",
        [
            step("graph.name"),
            step("graph.__repr__"),
            step("graph.vertex_collection", "teachers"),
            step("graph.edge_collection", "teach"),
            step("db.graph", "other"),
        ],
    ),
]
