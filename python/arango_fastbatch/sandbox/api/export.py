"""``/_api/export``: all documents of a collection by a cursor, on servers before 4."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from ..message import Request, Response
from ..routing import Route
from ..turns import gathered
from .cursor import batch_size, delete, go_on, is_number, open_cursor, time_to_live

if TYPE_CHECKING:
    from collections.abc import Callable

Document = dict[str, Any]


async def create(request: Request) -> Response:
    """POST /_api/export?collection=NAME: all documents, or some attributes of them."""
    if request.suffixes:
        return go_on(request)
    name = request.query.get("collection")
    if not name:
        raise ArangoFault(
            400, 1204, "'collection' is missing, expecting /_api/export?collection=<identifier>"
        )
    body = request.json()
    if body is None:
        body = {}
    if not isinstance(body, dict):
        raise ArangoFault(400, 400, "bad parameter")
    shape = _shape(body.get("restrict"))
    collection = request.collection(name)
    limit = body.get("limit")
    most = int(limit) if is_number(limit) and limit > 0 else None
    rows = await gathered(map(shape, islice(collection.documents(), most)))
    return open_cursor(
        request,
        rows,
        {},
        batch_size=batch_size(request, body),
        ttl=time_to_live(body),
        has_count=body.get("count") is True,
    )


def _shape(restrict: Any) -> Callable[[Document], Document]:
    """What of a document is exported."""
    if restrict is None:
        return lambda document: document
    fields = restrict.get("fields") if isinstance(restrict, dict) else None
    if not isinstance(fields, list) or not all(isinstance(name, str) for name in fields):
        raise ArangoFault(400, 10, "expecting array for 'restrict.fields'")
    names = frozenset(fields)
    if restrict.get("type") == "include":
        return lambda document: {k: v for k, v in document.items() if k in names}
    if restrict.get("type") == "exclude":
        return lambda document: {k: v for k, v in document.items() if k not in names}
    raise ArangoFault(400, 10, "expecting either 'include' or 'exclude' for 'restrict.type'")


ROUTES = (Route("/_api/export", {"POST": create, "PUT": go_on, "DELETE": delete}, until=(4,)),)
