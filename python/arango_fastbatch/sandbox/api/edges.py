"""``/_api/edges``: the edges of a vertex."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..aql.context import Stats
from ..faults import ArangoFault
from ..message import Request, Response, success
from ..routing import Refusal, Route
from ..turns import Turns

if TYPE_CHECKING:
    from ..message import Handle

Document = dict[str, Any]

_ENDS = {"out": ("_from",), "in": ("_to",), "any": ("_from", "_to")}


async def read(request: Request) -> Response:
    """GET /_api/edges/COLLECTION?vertex=ID&direction=...: the edges of one vertex."""
    collection, ends = _asked(request)
    vertex = request.query.get("vertex")
    if not vertex:
        raise ArangoFault(400, 1205, "illegal document identifier")
    return await _found(request, collection, [vertex], ends)


async def read_many(request: Request) -> Response:
    """POST /_api/edges/COLLECTION?direction=...: the edges of the vertices in the body."""
    collection, ends = _asked(request)
    body = request.json()
    if not isinstance(body, list):
        raise ArangoFault(400, 400, "expected an array of vertex _id's in body parameter")
    vertices = [vertex for vertex in body if isinstance(vertex, str)]
    return await _found(request, collection, vertices, ends)


def _asked(request: Request) -> tuple[Handle, tuple[str, ...]]:
    if len(request.suffixes) != 1:
        raise ArangoFault(
            400,
            400,
            "expected GET /_api/edges/<collection-identifier>?vertex=<vertex-handle>"
            "&direction=<direction>",
        )
    ends = _ENDS.get(request.query.get("direction", "any"))
    if ends is None:
        raise ArangoFault(
            400, 400, "<direction> must by any, in, or out, not: " + request.query["direction"]
        )
    collection = request.collection(request.suffixes[0])
    if not collection.is_edge:
        raise ArangoFault(400, 1237, "collection type is not edge")
    return collection, ends


async def _found(
    request: Request, collection: Handle, vertices: list[str], ends: tuple[str, ...]
) -> Response:
    found: dict[str, Document] = {}
    stats = Stats(cursors_created=len(ends))
    turns = Turns()
    for vertex in vertices:
        for end in ends:
            for edge in collection.lookup((end,), vertex) or ():
                stats.scanned_index += 1
                # An edge from a vertex to itself has it at both ends.
                found.setdefault(edge["_key"], edge)
                if turns.over():
                    await turns.next()
    stats.document_lookups = stats.scanned_index
    shown = stats.as_json(request.server.profile.number)
    # Arangod looks into the edge index's cache first; this one never finds anything there.
    shown["cacheMisses"] = len(vertices) * len(ends)
    return success(edges=list(found.values()), stats=shown)


ROUTES = (
    Route("/_api/edges", {"GET": read, "POST": read_many}, refusal=Refusal.illegal("/_api/edges")),
)
