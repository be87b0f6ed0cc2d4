"""``/_api/wal`` and ``/_admin/wal``: where the log of writes stands; it is not kept."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from ..message import Response, answer
from ..routing import Route

if TYPE_CHECKING:
    from ..message import Request

DUMP = "application/x-arango-dump; charset=utf-8"
"""The media type of lines of the log, and of dumped documents."""

_HIGHEST_TICK = (1 << 64) - 1
_EXPECTED = "expected GET _api/wal/[tail|range|lastTick|open-transactions]>"


def log(request: Request) -> Response:
    """GET and PUT /_api/wal/range|lastTick|tail|open-transactions: where the log stands."""
    _demand_administrator(request)
    if not request.suffixes:
        raise ArangoFault(400, 400, "expected GET _api/wal/[tail|range|lastTick]>")
    command = request.suffixes[0]
    if command == "tail":
        return _tail(request)
    if request.method == "GET" and command in _COMMANDS:
        return _COMMANDS[command](request)
    raise ArangoFault(400, 400, _EXPECTED)


def newest_tick(request: Request) -> int:
    """The tick of the newest write to the server."""
    return request.server.wal.tick()


def shown_time() -> str:
    """The time of this moment, as answers about the log show it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def shown_server(request: Request) -> dict[str, Any]:
    """The server, as answers about the log show it."""
    number = int(request.server.store.server_id, 16)
    return {"version": request.server.profile.text, "serverId": str(number)}


def nothing_new(request: Request, **more: str) -> Response:
    """What a reader of the log gets who has read everything.

    Args:
        request: The reader's request, with the tick that he has read up to.
        more: Further headers, by the ends of their names.

    Raises:
        ArangoFault: 400/400 for ticks that are none; 501/9 where there is something to read.
    """
    start, end = _tick(request, "from", 0), _tick(request, "to", _HIGHEST_TICK)
    if start > end or end == 0:
        raise ArangoFault(400, 400, "invalid from/to values")
    newest = newest_tick(request)
    if start < newest:
        text = f"the sandbox keeps no log of writes: its oldest tick is the newest, {newest}"
        raise ArangoFault(501, 9, text)
    fields = {
        "checkmore": "false",
        "frompresent": "true",
        "lastincluded": "0",
        "lastscanned": str(newest),
        "lasttick": str(newest),
    }
    headers = {f"X-Arango-Replication-{name}": value for name, value in (fields | more).items()}
    return Response(204, b"", DUMP, headers)


def _range(request: Request) -> Response:
    newest = str(newest_tick(request))
    ticks = {"tickMin": newest, "tickMax": newest}
    return answer({"time": shown_time(), **ticks, "server": shown_server(request)})


def _last_tick(request: Request) -> Response:
    tick = str(newest_tick(request))
    return answer({"time": shown_time(), "tick": tick, "server": shown_server(request)})


def _tail(request: Request) -> Response:
    if request.method == "PUT":
        body = request.json()
        if not isinstance(body, list):
            raise ArangoFault(400, 400, "invalid body value. expecting array")
        if not all(isinstance(number, str) for number in body):
            raise ArangoFault(400, 400, "invalid body value. expecting array of ids")
    if request.flag("global"):
        if request.database.name != "_system":
            text = "global tailing is only possible from within _system database"
            raise ArangoFault(403, 11, text)
    elif "collection" in request.query and not request.database.find(request.query["collection"]):
        raise ArangoFault(404, 1203, "collection or view not found")
    return nothing_new(request)


def _open_transactions(request: Request) -> Response:
    # The log holds transactions that have ended, and no others.
    headers = {
        "X-Arango-Replication-Frompresent": "true",
        "X-Arango-Replication-Lastincluded": "0",
    }
    return Response(204, b"", DUMP, headers)


def _tick(request: Request, name: str, default: int) -> int:
    text = request.query.get(name)
    if text is None:
        return default
    return int(text) if text.isascii() and text.isdigit() else 0


_COMMANDS = {
    "range": _range,
    "lastTick": _last_tick,
    "open-transactions": _open_transactions,
}


def administer(request: Request) -> Response:
    """GET and PUT /_admin/wal/OPERATION: flush it; its settings went with another engine."""
    operation = request.suffixes[0] if len(request.suffixes) == 1 else None
    methods = _OPERATIONS.get(operation or "")
    if methods is None or (operation == "transactions" and request.server.profile >= (4,)):
        raise ArangoFault(400, 400, "expecting /_admin/wal/<operation>")
    if request.method not in methods:
        raise ArangoFault(405, 405, "method not supported")
    if operation == "properties":
        return answer({}, 501)
    if operation == "transactions":
        return answer({"runningTransactions": _running(request)})
    body = request.json()
    if body is not None and not isinstance(body, dict):
        raise ArangoFault(400, 400, "invalid body value. expecting object")
    return answer({})


def _running(request: Request) -> int:
    transactions = request.server.transactions
    transactions.sweep()
    return transactions.begun - transactions.committed - transactions.aborted


def _demand_administrator(request: Request) -> None:
    if not request.access.is_administrator:
        raise ArangoFault(403, 11, "forbidden")


_OPERATIONS = {
    "transactions": ("GET",),
    "flush": ("PUT",),
    "properties": ("GET", "PUT"),
}

ROUTES = (
    Route("/_api/wal", {"GET": log, "PUT": log}),
    Route("/_admin/wal", {"GET": administer, "PUT": administer}),
)
