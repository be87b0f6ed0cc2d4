"""Vertices and edges of a named graph, as ``/_api/gharial`` has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..aql.source import WriteOptions
from ..faults import ArangoFault
from ..message import Request, Response, answer, success
from ..store.collection import demand_revision
from ..store.graphs import all_graphs
from ..store.journaled import JournaledCollection
from ..writing import writing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..aql.source import Written
    from ..message import Handle
    from ..store.graphs import Graph

Document = dict[str, Any]


def create_vertex(request: Request, graph: Graph) -> Response:
    """POST /_api/gharial/GRAPH/vertex/COLLECTION: insert a vertex."""
    return _create(request, graph)


def create_edge(request: Request, graph: Graph) -> Response:
    """POST /_api/gharial/GRAPH/edge/COLLECTION: insert an edge between vertices of the graph."""
    return _create(request, graph)


def read(request: Request, graph: Graph) -> Response:
    """GET /_api/gharial/GRAPH/vertex|edge/COLLECTION/KEY: one vertex or edge."""
    _demand_member(request, graph)
    collection = request.collection(request.suffixes[2])
    document = collection.get(request.suffixes[3])
    if document is None:
        raise ArangoFault(404, 1202, "document not found")
    revision = _wanted_revision(request)
    if revision is not None:
        demand_revision(document, revision)
    if request.etag("if-none-match") == document["_rev"]:
        return Response(304, b"", None, {"Etag": f'"{document["_rev"]}"'})
    fields = {"error": False, "code": 200, request.suffixes[1]: document}
    return answer(fields, headers={"Etag": document["_rev"]})


def replace(request: Request, graph: Graph) -> Response:
    """PUT /_api/gharial/GRAPH/vertex|edge/COLLECTION/KEY: replace a vertex or an edge."""
    return _modify(request, graph, is_update=False)


def update(request: Request, graph: Graph) -> Response:
    """PATCH /_api/gharial/GRAPH/vertex|edge/COLLECTION/KEY: change a vertex or an edge."""
    return _modify(request, graph, is_update=True)


async def remove(request: Request, graph: Graph) -> Response:
    """DELETE /_api/gharial/GRAPH/vertex|edge/COLLECTION/KEY: remove it, and all its edges."""
    _demand_member(request, graph)
    _, _, name, key = request.suffixes
    permitted = request.permitted(name, write=True)
    # An edge may be the end of other edges: those of all graphs go with it, too.
    connecting = set(graph.edge_collections)
    for other in all_graphs(request.database):
        connecting.update(d.collection for d in other.definitions if name in d.vertices)
    edges = [request.permitted(edge_collection, write=True) for edge_collection in connecting]
    revision = _wanted_revision(request)
    options = WriteOptions(ignore_revs=revision is None)
    async with writing(request) as journal:
        collection = JournaledCollection(permitted, journal)
        written = collection.remove(key, options, revision)
        for edge_collection in edges:
            _remove_edges(JournaledCollection(edge_collection, journal), f"{name}/{key}")
    fields: Document = {"removed": True}
    if request.flag("returnOld"):
        fields["old"] = written.old
    return success(_status(request, collection, 200), **fields)


def _create(request: Request, graph: Graph) -> Response:
    body = request.json()
    if not isinstance(body, dict):
        raise ArangoFault(400, 1227, "invalid document type")
    _demand_member(request, graph)
    collection = request.collection(request.suffixes[2], write=True)
    _demand_ends(request, graph, body, is_update=False)
    written = collection.insert(body, WriteOptions())
    return _saved(request, collection, written, 201)


def _modify(request: Request, graph: Graph, *, is_update: bool) -> Response:
    body = request.json()
    if not isinstance(body, dict):
        raise ArangoFault(400, 1227, "invalid document type")
    _demand_member(request, graph)
    _, _, name, key = request.suffixes
    collection = request.collection(name, write=True)
    _demand_ends(request, graph, body, is_update=is_update)
    revision = _wanted_revision(request)
    options = WriteOptions(keep_null=request.flag("keepNull", True), ignore_revs=revision is None)
    change = collection.update if is_update else collection.replace
    return _saved(request, collection, change(key, body, options, revision), 200)


def _demand_member(request: Request, graph: Graph) -> None:
    """Demand that a collection belongs to the graph, as what the path calls it."""
    _, kind, name, *_ = request.suffixes
    if kind == "edge" and not graph.has_definition(name):
        raise ArangoFault(404, 1930, "edge collection not used in graph")
    if kind == "vertex" and name not in graph.vertex_collections:
        if request.server.profile >= (3, 12):
            raise ArangoFault(404, 1949, "the given collection is not part of the graph")
        text = "referenced vertex collection is not part of the graph"
        raise ArangoFault(400, 1947, text)
    if request.database.find(name) is None:
        role = "vertex" if kind == "vertex" else "edge"
        number = 1926 if kind == "vertex" else 1939
        text = f"{role} collection does not exist or is not part of the graph"
        raise ArangoFault(404, number, f"{name} {text}")


def _demand_ends(request: Request, graph: Graph, body: Document, *, is_update: bool) -> None:
    """Demand that an edge leads from and to vertices of the graph that exist."""
    if request.suffixes[1] != "edge":
        return
    ends = {end: body.get(end) for end in ("_from", "_to")}
    given = {end: value for end, value in ends.items() if isinstance(value, str)}
    if not is_update and len(given) < 2:
        raise ArangoFault(400, 1233, "edge attribute missing or invalid")
    vertices = []
    for end, value in given.items():
        name, slash, key = value.partition("/")
        if not slash:
            raise ArangoFault(400, 1233, "edge attribute missing or invalid")
        if name not in graph.vertex_collections:
            status = 404 if request.server.profile >= (3, 12) else 400
            text = f"referenced {end} collection '{name}' is not part of the graph"
            raise ArangoFault(status, 1947, text)
        vertices.append((name, key))
    if len(given) < 2:
        return  # arangod, too, looks for the vertices only where both are given
    for name, key in vertices:
        if request.collection(name).get(key) is None:
            raise ArangoFault(404, 1202, "document not found")


def _remove_edges(collection: JournaledCollection, vertex: str) -> None:
    for end in ("_from", "_to"):
        for edge in collection.lookup((end,), vertex) or []:
            # One from the vertex to itself has gone already.
            if collection.get(edge["_key"]) is not None:
                collection.remove(edge["_key"], WriteOptions())


def _wanted_revision(request: Request) -> str | None:
    return request.etag("if-match") or request.query.get("rev")


def _status(request: Request, collection: Handle, synced: int) -> int:
    return synced if collection.wait_for_sync or request.flag("waitForSync") else 202


def _saved(request: Request, collection: Handle, written: Written, synced: int) -> Response:
    old, new = written
    assert new is not None  # noqa: S101 # neither an insert without a mode nor a change ends so
    handle = {name: new[name] for name in ("_id", "_key", "_rev")}
    if old is not None:
        handle["_oldRev"] = old["_rev"]
    status = _status(request, collection, synced)
    fields: Document = {"error": False, "code": status, request.suffixes[1]: handle}
    if request.flag("returnOld") and old is not None:
        fields["old"] = old
    if request.flag("returnNew"):
        fields["new"] = new
    return answer(fields, status, {"Etag": new["_rev"]})


ACTIONS: dict[str, Callable[[Request, Graph], Response | Awaitable[Response]]] = {
    "GET": read,
    "PUT": replace,
    "PATCH": update,
    "DELETE": remove,
}
"""What can be done with one vertex or edge, by method."""
