"""``/_admin/cluster`` and ``/_api/cluster``: a single server says that it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..faults import ArangoFault
from ..routing import Route

if TYPE_CHECKING:
    from ..message import Request, Response

_ONLY_COORDINATORS = "only allowed on coordinators"
_ONLY_FAILOVER = "only allowed on single server with active failover"

# What only coordinators do, and whether only administrators may ask for it.
_COMMANDS = {
    "numberOfServers": False,
    "nodeVersion": False,
    "nodeEngine": False,
    "nodeStatistics": False,
    "statistics": False,
    "shardDistribution": False,
    "collectionShardDistribution": False,
    "shardStatistics": False,
    "moveShard": False,
    "rebalance": False,
    "rebalanceShards": False,
    "cleanOutServer": True,
    "resignLeadership": True,
    "queryAgencyJob": True,
}
# These have something behind them in the path.
_LONGER = {"maintenance", "rebalance"}


def command(request: Request) -> Response:
    """Any method /_admin/cluster/COMMAND: refused, as there is no cluster."""
    suffixes = request.suffixes
    is_long = len(suffixes) == 2 and suffixes[0] in _LONGER
    if len(suffixes) != 1 and not is_long:
        raise ArangoFault(400, 601, "expecting URL /_admin/cluster/<command>")
    name = suffixes[0]
    if name == "removeServer":
        raise ArangoFault(501, 9, "the sandbox does not implement /_admin/cluster/removeServer")
    # Single servers had an agency where another one stood by; 3.12 ended that.
    had_agency = request.server.profile < (3, 12)
    if name in {"health", "maintenance"}:
        if name == "maintenance":
            _demand_administrator(request)
        elif request.method != "GET":
            raise ArangoFault(405, 405, "method not supported")
        text = _ONLY_FAILOVER if had_agency and not is_long else _ONLY_COORDINATORS
        raise ArangoFault(403, 403, text)
    if name not in _COMMANDS or (name == "nodeStatistics" and request.server.profile >= (4,)):
        raise ArangoFault(400, 400, f"invalid command '{name}'")
    if _COMMANDS[name]:
        _demand_administrator(request)
    raise ArangoFault(403, 403, _ONLY_COORDINATORS)


def information(request: Request) -> Response:
    """GET /_api/cluster/endpoints and others: what only coordinators know."""
    if request.suffixes[:1] == ["cluster-info"]:
        raise ArangoFault(501, 9, "the sandbox does not implement /_api/cluster/cluster-info")
    if request.suffixes[:1] == ["endpoints"]:
        raise ArangoFault(501, 9, "cannot serve this request for this deployment type")
    if request.suffixes[:1] == ["agency-dump"]:
        raise ArangoFault(501, 9, "only to be executed on coordinators")
    if request.suffixes[:1] == ["agency-cache"]:
        raise ArangoFault(501, 9, "the sandbox does not implement /_api/cluster/agency-cache")
    text = "expecting /_api/cluster/[endpoints,agency-dump,agency-cache,cluster-info]"
    raise ArangoFault(404, 404, text)


def _demand_administrator(request: Request) -> None:
    if not request.access.is_administrator:
        raise ArangoFault(403, 403, "forbidden")


_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

ROUTES = (
    Route("/_admin/cluster", dict.fromkeys(_METHODS, command)),
    Route("/_api/cluster", {"GET": information}),
)
