"""``/_api/control_pregel`` (before 3.12): jobs of graph algorithms; none is run here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from ..message import answer
from ..routing import Route
from ..store.graphs import find_graph

if TYPE_CHECKING:
    from ..message import Request, Response

_HISTORY = "history"


def start(request: Request) -> Response:
    """POST /_api/control_pregel: refused, once the request is one that arangod would run."""
    body: Any = request.json()
    body = body if isinstance(body, dict) else {}
    algorithm = body.get("algorithm")
    if not isinstance(algorithm, str) or not algorithm:
        raise ArangoFault(404, 404, "invalid algorithm")
    if not all(isinstance(body.get(kind), list) for kind in _COLLECTIONS):
        name = body.get("graphName")
        if not isinstance(name, str) or not name:
            raise ArangoFault(400, 10, "expecting graphName as string")
        if find_graph(request.database, name) is None:
            raise ArangoFault(404, 1924, f"graph '{name}' not found")
    raise ArangoFault(501, 9, f"the sandbox does not implement Pregel: {algorithm}")


def read(request: Request) -> Response:
    """GET /_api/control_pregel[/ID|/history[/ID]]: no job has ever run."""
    suffixes = request.suffixes
    if suffixes in ([], [_HISTORY]):
        return answer([])
    if len(suffixes) != 1 and not _is_past(suffixes):
        text = "superfluous parameter, expecting /_api/control_pregel[/<id>]"
        raise ArangoFault(400, 601, text)
    raise ArangoFault(404, 1600, "Execution number is invalid")


def cancel(request: Request) -> Response:
    """DELETE /_api/control_pregel/ID|history[/ID]: no job has ever run."""
    suffixes = request.suffixes
    if suffixes == [_HISTORY]:
        return answer("")
    if len(suffixes) != 1 and not _is_past(suffixes):
        raise ArangoFault(400, 601, "bad parameter, expecting /_api/control_pregel/<id>")
    raise ArangoFault(404, 1600, "Execution number is invalid")


def _is_past(suffixes: list[str]) -> bool:
    """Whether a path names a job of the history."""
    return suffixes[:1] == [_HISTORY] and len(suffixes) == 2  # "history" and an id


_COLLECTIONS = ("vertexCollections", "edgeCollections")

ROUTES = (
    Route(
        "/_api/control_pregel",
        {"POST": start, "GET": read, "DELETE": cancel},
        until=(3, 12),
    ),
)
