"""``/_api/gharial``: named graphs and what they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..aql.source import WriteOptions
from ..faults import ArangoFault
from ..message import Request, Response, answer, success
from ..routing import Route
from ..store.graphs import GRAPHS, EdgeDefinition, Graph, all_graphs, find_graph
from . import graph_element

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

Fields = dict[str, Any]

_OPTIONS = WriteOptions()

# What only the Enterprise Edition makes of a graph.
_ENTERPRISE_FLAGS = ("isSmart", "isDisjoint", "isSatellite")
_ENTERPRISE_OPTIONS = ("smartGraphAttribute", "satellites")


def handle(request: Request) -> Response | Awaitable[Response]:
    """Any method /_api/gharial[/GRAPH[/vertex|edge[/COLLECTION[/KEY]]]]."""
    suffixes = request.suffixes
    if not suffixes:
        return _chosen(request, {"GET": _listing, "POST": _create})
    graph = find_graph(request.database, suffixes[0])
    if graph is None:
        raise ArangoFault(404, 1924, f"graph '{suffixes[0]}' not found")
    actions: dict[str, Callable[[Request, Graph], Response | Awaitable[Response]]]
    match suffixes[1:]:
        case []:
            actions = {"GET": _read, "DELETE": _drop}
        case ["vertex"]:
            actions = {"GET": _vertex_collections, "POST": _add_orphan}
        case ["edge"]:
            actions = {"GET": _edge_collections, "POST": _add_definition}
        case ["vertex", _]:
            actions = {"POST": graph_element.create_vertex, "DELETE": _remove_orphan}
        case ["edge", _]:
            actions = {
                "POST": graph_element.create_edge,
                "PUT": _replace_definition,
                "DELETE": _remove_definition,
            }
        case ["vertex" | "edge", _, _]:
            actions = graph_element.ACTIONS
        case _:
            raise ArangoFault(404, 404, "not found")
    return _chosen(request, actions, graph)


def _chosen(
    request: Request, actions: dict[str, Any], *arguments: Graph
) -> Response | Awaitable[Response]:
    action = actions.get(request.method)
    if action is None:
        raise ArangoFault(405, 405, "method not supported")
    response: Response | Awaitable[Response] = action(request, *arguments)
    return response


def _listing(request: Request) -> Response:
    documents = request.collection(GRAPHS).documents()
    return success(graphs=[document | {"name": document["_key"]} for document in documents])


def _create(request: Request) -> Response:
    body = _body(request)
    name = body.get("name")
    if isinstance(name, str) and request.database.collection(GRAPHS).get(name) is not None:
        raise ArangoFault(409, 1925, "graph already exists")
    graph = Graph.requested(body)
    _refuse_enterprise(body)
    _demand_collections(request, [*graph.edge_collections, *graph.vertex_collections])
    for definition in graph.definitions:
        _demand_agreement(request, definition, graph.name)
    _make_collections(request, graph)
    request.database.collection(GRAPHS).insert({"_key": graph.name, **graph.content()}, _OPTIONS)
    return _changed(request, graph, 201)


def _read(request: Request, graph: Graph) -> Response:
    return success(graph=_shown(request, graph))


def _drop(request: Request, graph: Graph) -> Response:
    dropped: list[str] = []
    if request.flag("dropCollections"):
        dropped = _unused(request, [*graph.vertex_collections, *graph.edge_collections], graph.name)
    if dropped:
        _demand_dropping(request, dropped)
    _demand_change(request)
    request.database.collection(GRAPHS).remove(graph.name, _OPTIONS)
    _drop_collections(request, dropped)
    return success(202, removed=True)


def _vertex_collections(request: Request, graph: Graph) -> Response:
    return success(collections=graph.vertex_collections)


def _edge_collections(request: Request, graph: Graph) -> Response:
    return success(collections=graph.edge_collections)


def _add_orphan(request: Request, graph: Graph) -> Response:
    body = _body(request)
    name = body.get("collection")
    if not isinstance(name, str) or not name:
        raise ArangoFault(400, 10, "bad parameter")
    _refuse_enterprise(body)
    _demand_change(request)
    if name in graph.orphan_collections:
        raise ArangoFault(400, 1938, "collection used in orphans")
    if name in graph.vertex_collections:
        raise ArangoFault(400, 1929, f"{name} collection already used in edge def")
    found = request.database.find(name)
    if found is None and not request.flag("createCollection", True):
        text = "vertex collection does not exist or is not part of the graph"
        raise ArangoFault(404, 1926, f"{name} {text}")
    if found is not None and found.is_edge:
        raise ArangoFault(400, 1927, "collection not a vertex collection")
    _demand_collections(request, [name])
    graph.add_orphan(name)
    _make_collections(request, graph)
    return _stored(request, graph)


def _remove_orphan(request: Request, graph: Graph) -> Response:
    name = request.suffixes[2]
    if name not in graph.orphan_collections:
        raise ArangoFault(400, 1928, "collection is not in list of orphan collections")
    _demand_change(request)
    dropping = request.flag("dropCollection")
    graph.remove_orphan(name)
    dropped = _unused(request, [name], graph.name) if dropping else []
    _demand_dropping(request, dropped)
    response = _stored(request, graph)
    _drop_collections(request, dropped)
    return response


def _add_definition(request: Request, graph: Graph) -> Response:
    body = _body(request)
    definition = EdgeDefinition.of(body)
    _refuse_enterprise(body)
    graph.add(definition)
    _demand_change(request)
    _demand_agreement(request, definition, graph.name)
    _demand_collections(request, [definition.collection, *definition.vertices])
    _make_collections(request, graph)
    return _stored(request, graph)


def _replace_definition(request: Request, graph: Graph) -> Response:
    body = _body(request)
    definition = EdgeDefinition.of(body)
    _refuse_enterprise(body)
    name = definition.collection
    if not (graph.has_definition(request.suffixes[2]) and graph.has_definition(name)):
        raise ArangoFault(404, 1930, "edge collection not used in graph")
    _demand_change(request)
    _demand_collections(request, [name, *definition.vertices])
    # A relation is the same in all graphs that have it.
    for other in all_graphs(request.database):
        if other.has_definition(name) and other.name != graph.name:
            other.replace(definition)
            _store(request, other)
    graph.replace(definition)
    _make_collections(request, graph)
    return _stored(request, graph)


def _remove_definition(request: Request, graph: Graph) -> Response:
    name = request.suffixes[2]
    if not graph.has_definition(name):
        raise ArangoFault(404, 1930, "edge collection not used in graph")
    _demand_change(request)
    graph.remove(name)
    dropped = _unused(request, [name], graph.name) if request.flag("dropCollections") else []
    _demand_dropping(request, dropped)
    response = _stored(request, graph)
    _drop_collections(request, dropped)
    return response


def _body(request: Request) -> Fields:
    body = request.json()
    if not isinstance(body, dict):
        raise ArangoFault(400, 10, "unable to parse body")
    return body


def _refuse_enterprise(body: Fields) -> None:
    options = body.get("options")
    wanted = [name for name in _ENTERPRISE_FLAGS if body.get(name) is True]
    if isinstance(options, dict):
        wanted += [name for name in _ENTERPRISE_OPTIONS if options.get(name)]
        wanted += ["replicationFactor"] if options.get("replicationFactor") == "satellite" else []
    if wanted:
        raise ArangoFault(501, 31, f"only enterprise version: {', '.join(wanted)}")


def _demand_change(request: Request) -> None:
    """Demand the right to write to ``_graphs``, which is that to change the database."""
    if request.access.database_level(request.database.name) != "rw":
        raise ArangoFault(403, 1004, "collection is read-only")


def _demand_collections(request: Request, names: Iterable[str]) -> None:
    """Demand the rights that a graph over some collections needs, existing or not."""
    database, access = request.database, request.access
    may_create = access.database_level(database.name) == "rw"
    for name in names:
        missing = database.find(name) is None
        if access.collection_level(database.name, name) == "none" or (missing and not may_create):
            raise ArangoFault(403, 11, "forbidden")
    _demand_change(request)


def _demand_agreement(request: Request, definition: EdgeDefinition, graph: str) -> None:
    """Demand that all other graphs mean the same by an edge collection."""
    name = definition.collection
    for other in all_graphs(request.database):
        if (
            other.name != graph
            and other.has_definition(name)
            and definition not in (other.definitions)
        ):
            raise ArangoFault(400, 1921, f"{name} edge collection already used in edge def")


def _make_collections(request: Request, graph: Graph) -> None:
    database = request.database
    for name in graph.edge_collections:
        found = database.find(name)
        if found is not None and not found.is_edge:
            raise ArangoFault(400, 1944, f"Collection: '{name}' is not an EdgeCollection")
    edges = graph.edge_collections
    for name in [*edges, *(n for n in graph.vertex_collections if n not in edges)]:
        if database.find(name) is None:
            request.create_collection(name, is_edge=name in edges)


def _unused(request: Request, names: list[str], graph: str) -> list[str]:
    """Those of some collections that exist and that no other graph has."""
    others = [other for other in all_graphs(request.database) if other.name != graph]
    return [
        name
        for name in names
        if request.database.find(name) is not None and not any(other.uses(name) for other in others)
    ]


def _demand_dropping(request: Request, names: list[str]) -> None:
    for name in names:
        request.access.demand_database(request.database.name)
        if request.access.collection_level(request.database.name, name) != "rw":
            raise ArangoFault(403, 11, "forbidden")


def _drop_collections(request: Request, names: list[str]) -> None:
    for name in names:
        request.drop_collection(request.database.collection(name))


def _store(request: Request, graph: Graph) -> None:
    request.database.collection(GRAPHS).update(graph.name, graph.content(), _OPTIONS)


def _stored(request: Request, graph: Graph) -> Response:
    """Keep a changed graph, and answer with it."""
    _store(request, graph)
    return _changed(request, graph, 202)


def _shown(request: Request, graph: Graph) -> Fields:
    document = request.database.collection(GRAPHS).get(graph.name)
    assert document is not None  # noqa: S101 # it was found, or stored, a moment ago
    handle = {"_rev": document["_rev"], "_id": document["_id"], "name": graph.name}
    return {"_key": graph.name, **graph.content(), **handle}


def _changed(request: Request, graph: Graph, synced: int) -> Response:
    status = synced if request.flag("waitForSync") else 202
    shown = _shown(request, graph)
    fields = {"error": False, "code": status, "graph": shown}
    return answer(fields, status, {"Etag": shown["_rev"]})


_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

ROUTES = (Route("/_api/gharial", dict.fromkeys(_METHODS, handle)),)
