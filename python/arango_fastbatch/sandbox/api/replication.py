"""``/_api/replication``: dumps of moments, and the state of what would follow another server.

From 3.12.10 on no single server follows another: only what arangodump needs is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from ..message import Response, answer
from ..routing import Handler, Route
from . import dump
from .wal import newest_tick, nothing_new, shown_server, shown_time

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from ..applier import Applier
    from ..message import Request

_LEADER_ENDED = (3, 12, 10)


def command(request: Request) -> Response | Awaitable[Response]:
    """Any method /_api/replication/COMMAND."""
    suffixes = request.suffixes
    if not suffixes:
        raise ArangoFault(400, 601, "expecting URL /_api/replication/<command>")
    name = suffixes[0]
    if name not in _OF_USERS and not request.access.is_administrator:
        raise ArangoFault(403, 11, "forbidden")
    if name in _ONLY_IN_CLUSTERS:
        number, text = _ONLY_IN_CLUSTERS[name]
        raise ArangoFault(403, number, f"this operation is only valid on a {text} in a cluster")
    methods = _COMMANDS.get(name)
    if methods is None and request.server.profile < _LEADER_ENDED:
        methods = _OF_FOLLOWERS.get(name)
    if methods is None:
        if name in _NOT_PLAYED or _is_not_played(request, name):
            text = f"the sandbox does not implement /_api/replication/{name}"
            raise ArangoFault(501, 9, text)
        raise ArangoFault(400, 400, f"invalid command '{name}'")
    handler = methods.get(request.method)
    if handler is None:
        if len(suffixes) != 1:
            raise ArangoFault(400, 601, "expecting URL /_api/replication/<command>")
        raise ArangoFault(405, 405, "method not supported")
    return handler(request)


def _is_not_played(request: Request, name: str) -> bool:
    return name in _FOLLOWERS_NOT_PLAYED and request.server.profile < _LEADER_ENDED


def _logger_state(request: Request) -> Response:
    newest = newest_tick(request)
    state = {
        "running": True,
        "lastLogTick": str(newest),
        "lastUncommittedLogTick": str(newest),
        "totalEvents": newest,
        "time": shown_time(),
    }
    server = shown_server(request) | {"engine": "rocksdb"}
    return answer({"state": state, "server": server, "clients": []})


def _first_tick(request: Request) -> Response:
    return answer({"firstTick": str(newest_tick(request))})


def _follow(request: Request) -> Response:
    return nothing_new(request, active="true")


def _server_id(request: Request) -> Response:
    return answer({"serverId": shown_server(request)["serverId"]})


def _applier_settings(request: Request) -> Response:
    return answer(_applier(request).settings())


def _configure_applier(request: Request) -> Response:
    applier = _applier(request)
    applier.configure(_body(request), _followed(request))
    return answer(applier.settings())


def _start_applier(request: Request) -> Response:
    if not _applier(request).is_configured:
        raise ArangoFault(400, 1410, "no endpoint configured")
    raise ArangoFault(501, 9, "the sandbox does not implement following another server")


def _make_follower(request: Request) -> Response:
    applier, body = _applier(request), _body(request)
    # What is no configuration is refused as arangod refuses it; what is one would be run.
    type(applier)().configure(body, _followed(request))
    raise ArangoFault(501, 9, "the sandbox does not implement following another server")


def _synchronize(request: Request) -> Response:
    endpoint = _body(request).get("endpoint")
    if not isinstance(endpoint, str) or not endpoint:
        raise ArangoFault(400, 400, "<endpoint> must be a valid endpoint")
    raise ArangoFault(501, 9, "the sandbox does not implement copying from another server")


def _forget_applier(request: Request) -> Response:
    _applier(request).forget()
    return _applier_state(request)


def _applier_state(request: Request) -> Response:
    now = shown_time()
    state: dict[str, Any] = {
        "started": "",
        "running": False,
        "phase": "inactive",
        "lastAppliedContinuousTick": None,
        "lastProcessedContinuousTick": None,
        "lastAvailableContinuousTick": None,
        "safeResumeTick": None,
        "progress": {"time": now, "message": "applier initially created", "failedConnects": 0},
        "totalRequests": 0,
        "totalFailedConnects": 0,
        "totalEvents": 0,
        "totalDocuments": 0,
        "totalRemovals": 0,
        "totalResyncs": 0,
        "totalOperationsExcluded": 0,
        "totalApplyTime": 0,
        "averageApplyTime": 0,
        "totalFetchTime": 0,
        "averageFetchTime": 0,
        "lastError": {"errorNum": 0},
        "time": now,
    }
    fields = {"state": state, "server": shown_server(request)}
    return answer(fields | _applier(request).target)


def _applier(request: Request) -> Applier:
    is_global = dump.is_global(request)
    return request.server.appliers.of(None if is_global else request.database)


def _followed(request: Request) -> str | None:
    return None if dump.is_global(request) else request.database.name


def _body(request: Request) -> dict[str, Any]:
    body = request.json()
    if not isinstance(body, dict):
        raise ArangoFault(400, 600, "expecting JSON object body")
    return body


# Whoever may read may also dump.
_OF_USERS = {"batch", "inventory", "dump"}

_ONLY_IN_CLUSTERS = {
    "clusterInventory": (1471, "coordinator"),
    "addFollower": (1477, "DBserver"),
    "removeFollower": (1477, "DBserver"),
    "set-the-leader": (1477, "DBserver"),
    "holdReadLockCollection": (1477, "DBserver"),
}

_COMMANDS: dict[str, dict[str, Handler]] = {
    "logger-state": {"GET": _logger_state},
    "batch": {"POST": dump.begin, "PUT": dump.extend, "DELETE": dump.end},
    "inventory": {"GET": dump.inventory},
    "dump": {"GET": dump.documents},
}

_OF_FOLLOWERS: dict[str, dict[str, Handler]] = {
    "logger-first-tick": {"GET": _first_tick},
    "logger-follow": {"GET": _follow, "PUT": _follow},
    "server-id": {"GET": _server_id},
    "applier-config": {"GET": _applier_settings, "PUT": _configure_applier},
    "applier-state": {"GET": _applier_state, "DELETE": _forget_applier},
    "applier-start": {"PUT": _start_applier},
    "applier-stop": {"PUT": _applier_state},
    "make-follower": {"PUT": _make_follower},
    "make-slave": {"PUT": _make_follower},
    "sync": {"PUT": _synchronize},
}

_NOT_PLAYED = {
    "keys",
    "revisions",
    "restore-collection",
    "restore-indexes",
    "restore-data",
    "restore-view",
}
_FOLLOWERS_NOT_PLAYED = {
    "logger-tick-ranges",
    "determine-open-transactions",
    "applier-state-all",
}

_METHODS = ("GET", "POST", "PUT", "DELETE")

ROUTES = (Route("/_api/replication", dict.fromkeys(_METHODS, command)),)
