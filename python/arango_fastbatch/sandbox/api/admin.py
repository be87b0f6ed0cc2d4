"""``/_admin``: what concerns the whole server."""

from __future__ import annotations

import time
import uuid
from typing import Any

from ..faults import ArangoFault
from ..json_text import load
from ..message import TEXT, Request, Response, answer, success
from ..routing import Route

_MODES = ("default", "readonly")


def echo(request: Request) -> Response:
    """Any method /_admin/echo: the request again, as the server understood it."""
    fields: dict[str, Any] = {
        "authorized": True,
        "user": request.access.name,
        "isAdminUser": request.access.is_administrator,
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
    """GET /_admin/metrics[/v2]: a few figures in Prometheus' text format."""
    server = request.server
    figures = [
        (
            "arangodb_server_statistics_server_uptime_total",
            "counter",
            "Seconds since the server started.",
            f"{time.time() - server.started:.3f}",
        ),
        (
            "arangodb_http_request_statistics_total_requests_total",
            "counter",
            "Requests answered.",
            str(server.request_counts.total()),
        ),
        (
            "arangodb_transactions_started_total",
            "counter",
            "Stream transactions begun.",
            str(server.transactions.begun),
        ),
        (
            "arangodb_transactions_committed_total",
            "counter",
            "Stream transactions committed.",
            str(server.transactions.committed),
        ),
        (
            "arangodb_transactions_aborted_total",
            "counter",
            "Stream transactions aborted.",
            str(server.transactions.aborted),
        ),
    ]
    lines = []
    for name, kind, text, value in figures:
        lines.append(f"# HELP {name} {text}\n# TYPE {name} {kind}")
        lines.append(f'{name}{{role="SINGLE"}} {value}')
    return Response(200, "\n".join([*lines, ""]).encode(), TEXT)


def compact(request: Request) -> Response:
    """PUT /_admin/compact: nothing to do in memory."""
    request.access.demand_database("_system")
    if request.body:
        load(request.body)
    return answer({})


def read_mode(request: Request) -> Response:
    """GET /_admin/server/mode: whether the server lets anybody write."""
    return success(mode=_mode(request))


def change_mode(request: Request) -> Response:
    """PUT /_admin/server/mode: let nobody write any more, or everybody again."""
    _demand_administrator(request)
    body = request.json()
    mode = body.get("mode") if isinstance(body, dict) else None
    if mode not in _MODES:
        raise ArangoFault(400, 400, "mode invalid")
    request.server.users.is_read_only = mode == "readonly"
    return success(mode=_mode(request))


def license_info(request: Request) -> Response:
    """GET /_admin/license: that of the Community Edition."""
    if request.server.profile < (3, 12, 5):
        return answer({"license": "none"})
    usage = {
        "bytesUsed": 0,
        "bytesLimit": 107374182400,
        "limitReached": False,
        "secondsUntilReadOnly": 315569520,
        "secondsUntilShutDown": 315569520,
        "status": "good",
    }
    return answer({"upgrading": False, "diskUsage": usage})


def set_license(request: Request) -> Response:
    """PUT /_admin/license: the Community Edition takes none."""
    raise ArangoFault(501, 31, "only enterprise version")


def deployment_id(request: Request) -> Response:
    """GET /_admin/deployment/id: what identifies this server."""
    return answer({"id": str(uuid.UUID(int=int(request.server.store.server_id, 16)))})


def target_version(request: Request) -> Response:
    """GET /_admin/database/target-version: the version that the data are of."""
    return success(version=request.server.profile.text)


def public_options(request: Request) -> Response:
    """GET /_admin/options-public: options of the server's start that anybody may know."""
    return answer(
        {
            "cluster.api-jwt-policy": "jwt-compat",
            "cluster.max-number-of-shards": 1000,
            "cluster.max-replication-factor": 10,
            "cluster.min-replication-factor": 1,
            "database.extended-names": True,
            "server.session-timeout": 3600,
        }
    )


def reload_routing(request: Request) -> Response:
    """POST /_admin/routing/reload: there are no routes of anybody's own."""
    _demand_administrator(request)
    return answer({})


def engine_stats(request: Request) -> Response:
    """GET /_api/engine/stats: the storage engine's figures; those of memory are not real."""
    _demand_administrator(request)
    databases = request.server.store.databases()
    documents = sum(c.count() for database in databases for c in database.collections())
    return answer(
        {
            "rocksdb.estimate-num-keys": documents,
            "rocksdb.live-sst-files-size": 0,
            "rocksdb.cur-size-all-mem-tables": 0,
            "rocksdb.read-only": 0,
            "cache.allocated": 0,
            "cache.limit": 0,
        }
    )


def _mode(request: Request) -> str:
    return _MODES[request.server.users.is_read_only]


def _demand_administrator(request: Request) -> None:
    if not request.access.is_administrator:
        raise ArangoFault(403, 403, "forbidden")


_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")

ROUTES = (
    Route("/_admin/echo", dict.fromkeys(_METHODS, echo), until=(4,)),
    Route("/_admin/metrics", {"GET": metrics}, suffixes=False),
    Route("/_admin/metrics/v2", {"GET": metrics}, suffixes=False, until=(4,)),
    Route("/_admin/compact", {"PUT": compact}, suffixes=False),
    Route("/_admin/server/mode", {"GET": read_mode, "PUT": change_mode}, suffixes=False),
    Route("/_admin/license", {"GET": license_info, "PUT": set_license}, suffixes=False),
    Route("/_admin/deployment/id", {"GET": deployment_id}, suffixes=False, since=(3, 12)),
    Route("/_admin/database/target-version", {"GET": target_version}, suffixes=False, until=(4,)),
    Route("/_admin/options-public", {"GET": public_options}, suffixes=False, since=(3, 12)),
    Route("/_admin/routing/reload", {"POST": reload_routing}, suffixes=False, until=(4,)),
    Route("/_api/engine/stats", {"GET": engine_stats}, suffixes=False),
)
