"""Which server this is: version, engine, role, status, time."""

from __future__ import annotations

import time
from typing import Any

from ..faults import ArangoFault
from ..message import Request, Response, answer, success
from ..routing import Route

LICENSE = "community"


def version(request: Request) -> Response:
    """GET /_api/version: name and version, with ``details`` much more."""
    profile = request.server.profile
    fields: dict[str, Any] = {"server": "arango", "license": LICENSE, "version": profile.text}
    if profile >= (3, 12, 10):
        api = "v1" if profile >= (4,) else "v0"
        fields |= {
            "apiVersions": [api],
            "deprecatedApiVersions": [],
            "requestedApiVersion": api,
        }
    if request.flag("details"):
        fields["details"] = {
            "architecture": "64bit",
            "host": request.server.store.server_id,
            "license": LICENSE,
            "mode": "server",
            "platform": "linux",
            "server-version": profile.text,
        }
    return answer(fields)


def engine(request: Request) -> Response:
    """GET /_api/engine: the storage engine that is played."""
    profile = request.server.profile
    kinds = ["primary", "edge", "hash", "skiplist", "ttl", "persistent", "geo", "fulltext"]
    aliases = {"hash": "persistent", "skiplist": "persistent"}
    supports: dict[str, Any] = {}
    if profile < (3, 12):
        supports["dfdb"] = False
        kinds += ["zkd", "inverted"]
    else:
        kinds += ["mdi", "mdi-prefixed", "inverted"]
        aliases["zkd"] = "mdi"
    supports |= {"indexes": kinds, "aliases": {"indexes": aliases}}
    fields: dict[str, Any] = {"name": "rocksdb", "supports": supports}
    if profile >= (3, 12):
        fields["endianness"] = "big"
    return answer(fields)


def role(request: Request) -> Response:
    """GET /_admin/server/role: a single server."""
    return success(mode="default", role="SINGLE")


def server_time(request: Request) -> Response:
    """GET /_admin/time: seconds since 1970."""
    return success(time=time.time())


def status(request: Request) -> Response:
    """GET /_admin/status: what kind of process this is."""
    server = request.server
    profile = server.profile
    is_read_only = server.users.is_read_only
    return answer(
        {
            "server": "arango",
            "version": profile.text,
            "license": LICENSE,
            "mode": "server",
            "operationMode": "server",
            "foxxApi": profile < (4,),
            "host": server.store.server_id,
            "pid": 1,
            "serverInfo": {
                "progress": {"phase": "in wait", "feature": "", "recoveryTick": 0},
                "maintenance": False,
                "role": "SINGLE",
                "writeOpsEnabled": not is_read_only,
                "readOnly": is_read_only,
            },
        }
    )


def availability(request: Request) -> Response:
    """GET /_admin/server/availability: ready."""
    return success(mode="readonly" if request.server.users.is_read_only else "default")


def server_id(request: Request) -> Response:
    """GET /_admin/server/id: what a server of a cluster has."""
    raise ArangoFault(500, 500, "internal server error")


def endpoints(request: Request) -> Response:
    """GET /_api/endpoint: where the server listens, as the client has found it."""
    if request.database.name != "_system":
        raise ArangoFault(403, 1230, "operation only allowed in system database")
    host = request.headers.get("host", "127.0.0.1")
    return answer([{"endpoint": f"http://{host}"}])


ROUTES = (
    Route("/_api/version", {"GET": version, "PUT": version, "POST": version}, suffixes=False),
    Route("/_api/engine", {"GET": engine}, suffixes=False),
    Route("/_admin/server/role", {"GET": role}, suffixes=False),
    Route("/_admin/server/availability", {"GET": availability}, suffixes=False, open=True),
    Route("/_admin/server/id", {"GET": server_id}, suffixes=False),
    Route("/_admin/time", {"GET": server_time}, suffixes=False),
    Route("/_api/endpoint", {"GET": endpoints}, suffixes=False, until=(4,)),
    Route("/_admin/status", {"GET": status}, suffixes=False),
)
