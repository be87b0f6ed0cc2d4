"""``/_admin/statistics``: figures (before 4). Only the times and numbers of requests are real."""

from __future__ import annotations

import time
from typing import Any

from ..message import Request, Response, success
from ..routing import Route

_SECONDS = (0.01, 0.05, 0.1, 0.2, 0.5, 1, 5, 15, 30)
_BYTES = (250, 1000, 2000, 5000, 10000)
_CONNECTED = (0.1, 1, 60)

_DISTRIBUTIONS: dict[str, tuple[str, tuple[float, ...]]] = {
    "connectionTime": ("seconds", _CONNECTED),
    "totalTime": ("seconds", _SECONDS),
    "requestTime": ("seconds", _SECONDS),
    "queueTime": ("seconds", _SECONDS),
    "ioTime": ("seconds", _SECONDS),
    "bytesSent": ("bytes", _BYTES),
    "bytesReceived": ("bytes", _BYTES),
}
_SYSTEM = {
    "minorPageFaults": "number",
    "majorPageFaults": "number",
    "userTime": "seconds",
    "systemTime": "seconds",
    "numberOfThreads": "number",
    "residentSize": "bytes",
    "residentSizePercent": "percent",
    "virtualSize": "bytes",
}
_METHODS = ("Get", "Head", "Post", "Put", "Patch", "Delete", "Options", "Other")


def read(request: Request) -> Response:
    """GET /_admin/statistics: figures since the server's start."""
    server = request.server
    counts = server.request_counts
    known = {name: counts[name.upper()] for name in _METHODS[:-1]}
    total = counts.total()
    http = {
        "requestsTotal": total,
        "requestsSuperuser": 0,
        "requestsUser": total,
        "requestsAsync": server.jobs.begun,
        **{f"requests{name}": count for name, count in known.items()},
        "requestsOther": total - sum(known.values()),
    }
    transactions = {
        "started": server.transactions.begun,
        "aborted": server.transactions.aborted,
        "committed": server.transactions.committed,
        "intermediateCommits": 0,
        "readOnly": 0,
        "dirtyReadOnly": 0,
    }
    javascript = {"available": 0, "busy": 0, "dirty": 0, "free": 0, "max": 0, "min": 0}
    threads = {"scheduler-threads": 1, "blocked": 0, "queued": 0, "in-progress": 1}
    return success(
        time=time.time(),
        enabled=True,
        system=dict.fromkeys(_SYSTEM, 0),
        client=_client(),
        clientUser=_client(),
        http=http,
        server={
            "uptime": time.time() - server.started,
            "physicalMemory": 0,
            "transactions": transactions,
            "v8Context": javascript | {"memory": []},
            "threads": threads | {"direct-exec": 0},
        },
    )


def describe(request: Request) -> Response:
    """GET /_admin/statistics-description: what the figures mean."""
    groups = ("system", "client", "clientUser", "http", "server")
    figures = [_figure("system", name, units) for name, units in _SYSTEM.items()]
    for group in ("client", "clientUser"):
        figures.append(_figure(group, "httpConnections", "number"))
        for name, (units, cuts) in _DISTRIBUTIONS.items():
            figures.append(_figure(group, name, units, cuts))
    kinds = ("Total", "Superuser", "User", "Async", *_METHODS)
    figures += (_figure("http", f"requests{kind}", "number") for kind in kinds)
    figures.append(_figure("server", "uptime", "seconds"))
    figures.append(_figure("server", "physicalMemory", "bytes"))
    described = [{"group": group, "name": group, "description": group} for group in groups]
    return success(groups=described, figures=figures)


def _client() -> dict[str, Any]:
    empty = {
        name: {"sum": 0, "count": 0, "counts": [0] * (len(cuts) + 1)}
        for name, (_, cuts) in _DISTRIBUTIONS.items()
    }
    return {"httpConnections": 0, **empty}


def _figure(
    group: str, name: str, units: str, cuts: tuple[float, ...] | None = None
) -> dict[str, Any]:
    figure: dict[str, Any] = {
        "group": group,
        "identifier": name,
        "name": name,
        "description": name,
        "type": "current" if cuts is None else "distribution",
        "units": units,
    }
    return figure if cuts is None else figure | {"cuts": list(cuts)}


ROUTES = (
    Route("/_admin/statistics", {"GET": read}, suffixes=False, until=(4,)),
    Route("/_admin/statistics-description", {"GET": describe}, suffixes=False, until=(4,)),
)
