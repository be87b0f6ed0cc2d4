"""``/_api/query-cache`` and ``/_api/query-plan-cache``: what is kept of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..faults import ArangoFault
from ..message import Request, Response, answer, success
from ..result_cache import MODES
from ..routing import Refusal, Route

if TYPE_CHECKING:
    from ..store.collection import Collection


def read(request: Request) -> Response:
    """GET /_api/query-cache/entries|properties: the results that are kept, or the settings."""
    cache = request.server.result_cache
    match request.suffixes:
        case ["entries"]:
            return answer([entry.public() for entry in cache.entries(request.database.name)])
        case ["properties"]:
            return answer(cache.properties)
    raise ArangoFault(
        400, 400, "expecting GET /_api/query-cache/properties or /_api/query-cache/entries"
    )


def change(request: Request) -> Response:
    """PUT /_api/query-cache/properties: change the settings."""
    if request.suffixes != ["properties"]:
        raise ArangoFault(400, 400, "expecting PUT /_api/query-cache/properties")
    body = request.json()
    if not isinstance(body, dict):
        raise ArangoFault(400, 400, "expecting a JSON-Object body")
    request.access.demand_database(request.database.name)
    properties = request.server.result_cache.properties
    changed = {}
    for name, before in properties.items():
        value = body.get(name, before)
        # As arangod has it: another type says nothing.
        is_wrong = type(value) is not type(before) or (isinstance(value, int) and value < 0)
        changed[name] = before if is_wrong else value
    # As arangod has it: what is no mode means that there is none.
    changed["mode"] = changed["mode"] if changed["mode"] in MODES else "off"
    properties.update(changed)
    request.server.result_cache.shrink()
    return answer(properties)


def clear(request: Request) -> Response:
    """DELETE /_api/query-cache: forget the results of this database."""
    request.access.demand_database(request.database.name)
    request.server.result_cache.clear(request.database.name)
    return success()


def read_plans(request: Request) -> Response:
    """GET /_api/query-plan-cache: the plans that are kept."""
    plans = request.server.plan_cache.entries(request.database)
    return answer([plan.public() for plan in plans if _may_read(request, plan.sources)])


def clear_plans(request: Request) -> Response:
    """DELETE /_api/query-plan-cache: forget the plans of this database."""
    request.access.demand_database(request.database.name)
    request.server.plan_cache.clear(request.database)
    return success()


def _may_read(request: Request, sources: list[Collection]) -> bool:
    levels = (request.access.collection_level(request.database.name, s.name) for s in sources)
    return "none" not in levels


ROUTES = (
    Route(
        "/_api/query-cache",
        {"GET": read, "PUT": change, "DELETE": clear},
        # Arangod names another path here.
        refusal=Refusal.illegal("/_api/document"),
    ),
    Route(
        "/_api/query-plan-cache",
        {"GET": read_plans, "DELETE": clear_plans},
        suffixes=False,
        since=(3, 12, 4),
    ),
)
