"""``/_api/view``: views, listed, made, changed and dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from ..message import Request, Response, answer, result, success
from ..routing import Route
from ..store.views import make_view

if TYPE_CHECKING:
    from ..store.views import View

_HOW_TO_CHANGE = (
    "expecting [PUT, PATCH] /_api/view/<view-name>/properties or PUT /_api/view/<view-name>/rename"
)


def read(request: Request) -> Response:
    """GET /_api/view[/NAME[/properties]]: all views, one, or all there is to say about one."""
    suffixes = request.suffixes
    if not suffixes:
        views = sorted(request.database.views.values(), key=lambda view: view.name.lower())
        return result([_summary(request, view) for view in views if _may(request, view, "ro")])
    if len(suffixes) > 2 or suffixes[1:] not in ([], ["properties"]):
        raise ArangoFault(400, 10, "expecting GET /_api/view[/<view-name>[/properties]]")
    view = _view(request, suffixes[0])
    if not _may(request, view, "ro"):
        raise ArangoFault(403, 11, "insufficient rights to get view")
    return success(**(_summary if len(suffixes) == 1 else described)(request, view))


def create(request: Request) -> Response:
    """POST /_api/view: make a view."""
    if request.suffixes:
        raise ArangoFault(400, 10, "expecting POST /_api/view")
    body = _body(request)
    if not body:
        raise ArangoFault(400, 600, "invalid JSON")
    name, kind = body.get("name"), body.get("type")
    for field, value in (("name", name), ("type", kind)):
        if not isinstance(value, str):
            text = f'expecting {field} parameter to be of the form of "{field}: <string>"'
            raise ArangoFault(400, 10, text)
    if request.access.database_level(request.database.name) != "rw":
        raise ArangoFault(403, 11, "insufficient rights to create view")
    database = request.database
    database.demand_name(str(name))
    view = make_view(database, str(database.clock.tick()), str(name), str(kind), body)
    _demand_collections(request, view)
    database.views[view.name] = view
    return answer(described(request, view), 201)


def replace(request: Request) -> Response:
    """PUT /_api/view/NAME/properties|rename: set all properties, or another name."""
    return _change(request, partial=False)


def update(request: Request) -> Response:
    """PATCH /_api/view/NAME/properties: change some properties."""
    return _change(request, partial=True)


def drop(request: Request) -> Response:
    """DELETE /_api/view/NAME: drop a view."""
    suffixes = request.suffixes
    if len(suffixes) != 1:
        raise ArangoFault(400, 10, "expecting DELETE /_api/view/<view-name>")
    view = _view(request, suffixes[0])
    if not _may(request, view, "rw"):
        raise ArangoFault(403, 11, "insufficient rights to drop view")
    del request.database.views[view.name]
    return result(True)


def _change(request: Request, *, partial: bool) -> Response:
    suffixes = request.suffixes
    if len(suffixes) != 2 or suffixes[1] not in {"properties", "rename"}:
        raise ArangoFault(400, 10, _HOW_TO_CHANGE)
    view = _view(request, suffixes[0])
    body = _body(request)
    is_renaming = suffixes[1] == "rename"
    name = body.get("name")
    if is_renaming and not isinstance(name, str):
        raise ArangoFault(400, 10, 'expecting "name" parameter to be a string')
    if not _may(request, view, "rw"):
        raise ArangoFault(403, 11, "insufficient rights to modify view")
    if not is_renaming:
        view.change(request.database, body, partial=partial)
    elif name != view.name:
        request.database.rename_view(view, str(name))
    return answer(described(request, view))


def _body(request: Request) -> dict[str, Any]:
    body = request.json()
    if not isinstance(body, dict):
        raise ArangoFault(400, 10, "request body is not an object")
    return body


def _view(request: Request, name: str) -> View:
    view = request.database.find_view(name)
    if view is None:
        raise ArangoFault(404, 1203, "collection or view not found")
    return view


def _may(request: Request, view: View, level: str) -> bool:
    """Whether one may see (``ro``) or change (``rw``) a view: it shows what is in collections."""
    access, database = request.access, request.database
    if level == "rw" and access.database_level(database.name) != "rw":
        return False
    names = view.readable_collections(database)
    return all(access.collection_level(database.name, name) != "none" for name in names)


def _demand_collections(request: Request, view: View) -> None:
    for name in view.readable_collections(request.database):
        if request.access.collection_level(request.database.name, name) == "none":
            text = "while validating arangosearch link definition, error: collection"
            raise ArangoFault(403, 11, f"{text} '{name}' not authorized for read access")


def _summary(request: Request, view: View) -> dict[str, Any]:
    return {
        "globallyUniqueId": f"h{request.server.store.server_id}/{view.number}",
        "id": view.number,
        "name": view.name,
        "type": view.kind,
    }


def described(request: Request, view: View) -> dict[str, Any]:
    """A view with its properties, as answers show it."""
    return _summary(request, view) | view.properties(request.database)


ROUTES = (
    Route(
        "/_api/view",
        {"GET": read, "POST": create, "PUT": replace, "PATCH": update, "DELETE": drop},
    ),
)
