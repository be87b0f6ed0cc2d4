"""``/_api/query`` and ``/_api/explain``: queries parsed, explained, watched and stopped."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from ..aql import AqlFault, LengthyError, parse_query
from ..faults import ArangoFault
from ..message import Request, Response, answer, success
from ..optimizer_rules import rules
from ..queries import LONG_TEXT, compiled
from ..query_source import DatabaseSource
from ..routing import Refusal, Route
from ..store.journal import Journal
from ..turns import elsewhere
from .cursor import object_of

if TYPE_CHECKING:
    from ..aql import CompiledQuery


async def parse(request: Request) -> Response:
    """POST /_api/query: whether a text is a query, and what it names."""
    if request.suffixes:
        raise ArangoFault(400, 400, "expecting POST /_api/query")
    body = request.json()
    if not isinstance(body, dict):
        raise ArangoFault(400, 400, "expecting a JSON object as body")
    if "query" not in body:
        raise ArangoFault(400, 10, "The attribute 'query' was not found.")
    text = body["query"]
    if not isinstance(text, str):
        raise ArangoFault(400, 10, "The attribute 'query' is not a string.")
    if not text:
        raise ArangoFault(400, 1502, "query is empty")
    version = request.server.profile.number
    try:
        look = partial(parse_query, text, version=version)
        info = await elsewhere(look) if len(text) > LONG_TEXT else look()
    except AqlFault as fault:
        raise ArangoFault(fault.status, fault.errno, fault.text) from None
    return success(parsed=True, **info)


async def explain(request: Request) -> Response:
    """POST /_api/explain: how a query would be run."""
    body = request.json()
    text = body.get("query") if isinstance(body, dict) else None
    if not isinstance(text, str) or not text:
        raise ArangoFault(400, 1502, "query is empty")
    binds = object_of(body, "bindVars", "<bindVars>")
    options = object_of(body, "options", "<options>")
    try:
        query = await compiled(text, binds, request.server.profile.number)
        source = DatabaseSource(request, Journal())
        every = options.get("allPlans") is True
        explained = await _explained(query, source, all_plans=every, is_long=len(text) > LONG_TEXT)
    except AqlFault as fault:
        raise ArangoFault(fault.status, fault.errno, fault.explain_message) from None
    return success(**explained)


async def _explained(
    query: CompiledQuery, source: DatabaseSource, *, all_plans: bool, is_long: bool
) -> dict[str, Any]:
    if not is_long:
        with suppress(LengthyError):
            return query.explain(source, all_plans=all_plans)
    return await elsewhere(partial(query.explain, source, all_plans=all_plans, patient=True))


def read(request: Request) -> Response:
    """GET /_api/query/current|slow|properties: queries that run or took long, and the settings."""
    if len(request.suffixes) != 1:
        raise ArangoFault(400, 400, "expecting GET /_api/query/<type>")
    queries = request.server.queries
    match request.suffixes:
        case ["current"]:
            return answer(queries.current(_scope(request)))
        case ["slow"]:
            return answer(queries.slow(_scope(request)))
        case ["properties"]:
            return success(**queries.properties)
        case ["rules"]:
            return answer(rules(request.server.profile))
    kind = request.suffixes[0]
    text = f"unknown type '{kind}', expecting 'slow', 'current', 'rules', or 'properties'"
    raise ArangoFault(404, 404, text)


def change(request: Request) -> Response:
    """PUT /_api/query/properties: change the settings of query tracking."""
    if request.suffixes != ["properties"]:
        raise ArangoFault(400, 400, "expecting PUT /_api/query/properties")
    body = request.json()
    if not isinstance(body, dict):
        raise ArangoFault(400, 400, "expecting a JSON object as body")
    request.access.demand_database(request.database.name)
    properties = request.server.queries.properties
    for name, before in properties.items():
        value = body.get(name, before)
        is_flag = isinstance(before, bool)
        if isinstance(value, bool) == is_flag and isinstance(value, (int, float)):
            # As arangod has it: another type says nothing.
            properties[name] = value if is_flag else max(value, 0)
    return success(**properties)


def delete(request: Request) -> Response:
    """DELETE /_api/query/slow|ID: forget slow queries, or stop one that runs."""
    if len(request.suffixes) != 1:
        raise ArangoFault(400, 400, "expecting DELETE /_api/query/<id> or /_api/query/slow")
    queries = request.server.queries
    wanted = request.suffixes[0]
    if wanted == "slow":
        queries.clear_slow(_scope(request))
    else:
        queries.kill(wanted, _scope(request))
    return success()


def _scope(request: Request) -> str | None:
    """The database whose queries are meant; None: with ``all``, those of every one."""
    if not request.flag("all"):
        return request.database.name
    if request.database.name != "_system" or request.access.database_level("_system") != "rw":
        raise ArangoFault(403, 11, "only superusers may retrieve or kill all queries")
    return None


ROUTES = (
    Route(
        "/_api/query",
        {"POST": parse, "GET": read, "PUT": change, "DELETE": delete},
        refusal=Refusal.illegal("/_api/query"),
    ),
    Route("/_api/explain", {"POST": explain}, suffixes=False),
)
