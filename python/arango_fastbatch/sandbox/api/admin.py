"""``/_admin``: echo, metrics, compaction."""

from __future__ import annotations

import time
from typing import Any

from ..json_text import load
from ..message import TEXT, Request, Response, answer
from ..routing import Route


def echo(request: Request) -> Response:
    """Any method /_admin/echo: the request again, as the server understood it."""
    fields: dict[str, Any] = {
        "authorized": True,
        "user": request.access.name,
        "isAdminUser": request.access.database_level("_system") == "rw",
        "database": request.database.name,
        "url": request.path,
        "protocol": "http",
        "portType": "tcp/ip",
        "server": {"address": "127.0.0.1", "port": 0},
        "client": {"address": "127.0.0.1", "port": 0, "id": "1"},
        "internals": {},
        "prefix": "/",
        "headers": dict(request.headers),
        "requestType": request.method,
        "requestBody": request.body.decode(errors="replace"),
        "parameters": dict(request.query),
        "cookies": {},
        "suffix": request.suffixes,
        "rawSuffix": request.raw_suffixes,
        "path": request.path,
        "rawRequestBody": {"type": "Buffer", "data": list(request.body)},
        "error": False,
        "code": 200,
    }
    return answer(fields)


def metrics(request: Request) -> Response:
    """GET /_admin/metrics: a few figures in Prometheus' text format."""
    server = request.server
    uptime = time.time() - server.started
    lines = [
        "# HELP arangodb_server_statistics_server_uptime_total Seconds since the server started.",
        "# TYPE arangodb_server_statistics_server_uptime_total counter",
        f'arangodb_server_statistics_server_uptime_total{{role="SINGLE"}} {uptime:.3f}',
        "# HELP arangodb_transactions_started_total Stream transactions begun.",
        "# TYPE arangodb_transactions_started_total counter",
        f'arangodb_transactions_started_total{{role="SINGLE"}} {server.transactions.begun}',
    ]
    return Response(200, "\n".join([*lines, ""]).encode(), TEXT)


def compact(request: Request) -> Response:
    """PUT /_admin/compact: nothing to do in memory."""
    request.access.demand_database("_system")
    if request.body:
        load(request.body)
    return answer({})


_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")

ROUTES = (
    Route("/_admin/echo", dict.fromkeys(_METHODS, echo), until=(4,)),
    Route("/_admin/metrics", {"GET": metrics}, suffixes=False),
    Route("/_admin/compact", {"PUT": compact}, suffixes=False),
)
