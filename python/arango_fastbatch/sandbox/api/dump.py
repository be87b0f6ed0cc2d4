"""The part of ``/_api/replication`` that dumps: batches, inventories, documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..dumps import DEFAULT_TTL_SECONDS
from ..faults import ArangoFault
from ..json_text import dump as written
from ..message import Response, answer
from ..turns import Turns
from .collection import shown_properties
from .database import described as described_database
from .view import described as described_view
from .wal import DUMP, newest_tick, shown_time

if TYPE_CHECKING:
    from ..message import Request
    from ..store.collection import Collection
    from ..store.database import Database

_Fields = dict[str, Any]

_CHUNK_BYTES = 128 << 10
_MAX_CHUNK_BYTES = 128 << 20
# What stands before a document in the log of writes.
_DOCUMENT_MARKER = 2300


def begin(request: Request) -> Response:
    """POST /_api/replication/batch: look at this moment until further notice."""
    ttl = _ttl(request)
    store = request.server.store
    batch = request.server.dumps.begin(newest_tick(request), ttl, store.databases())
    return answer({"id": batch.number, "lastTick": str(batch.tick)})


def extend(request: Request) -> Response:
    """PUT /_api/replication/batch/ID: look at the moment for another while."""
    number = _number(request)
    request.server.dumps.extend(number, _ttl(request))
    return Response(204, b"", None)


def end(request: Request) -> Response:
    """DELETE /_api/replication/batch/ID: look at the moment no more."""
    request.server.dumps.end(_number(request))
    return Response(204, b"", None)


def inventory(request: Request) -> Response:
    """GET /_api/replication/inventory: collections and views with their properties."""
    number = request.query.get("batchId")
    if number is None:
        raise ArangoFault(404, 1600, "batchId not specified")
    batch = request.server.dumps.find(number)
    if batch is None:
        raise ArangoFault(404, 1600, "context was not found")
    if is_global(request):
        databases = request.server.store.databases()
        content: _Fields = {"databases": [_contents(request, d) for d in databases]}
    else:
        content = _contents(request, request.database)
    state = {
        "running": True,
        "lastLogTick": str(batch.tick),
        "lastUncommittedLogTick": str(batch.tick),
        "totalEvents": batch.tick,
        "time": shown_time(),
    }
    return answer(content | {"state": state, "tick": str(request.server.store.clock.last_tick)})


async def documents(request: Request) -> Response:
    """GET /_api/replication/dump: the next documents of a collection, one in each line."""
    name, number = request.query.get("collection"), request.query.get("batchId")
    if not name:
        raise ArangoFault(400, 400, "invalid collection parameter")
    if number is None:
        raise ArangoFault(404, 400, "replication dump - request misses batchId")
    batch = request.server.dumps.find(number)
    if batch is None:
        text = "replication dump - unable to find context (it could be expired)"
        raise ArangoFault(404, 400, text)
    collection = request.database.find(name)
    if collection is None:
        raise ArangoFault(404, 1203, "replication dump - collection or view not found")
    if not _may_read(request, collection):
        raise ArangoFault(403, 11, "forbidden")
    dump, limit, has_envelope = batch.dump(collection), _limit(request), _has_envelope(request)
    lines: list[bytes] = []
    length, turns = 0, Turns()
    while dump.has_more and length < limit:
        document = dump.take()
        marker = {"type": _DOCUMENT_MARKER, "data": document} if has_envelope else document
        line = written(marker) + b"\n"
        lines.append(line)
        length += len(line)
        if turns.over():
            await turns.next()
    dump.chunks += 1
    dump.has_ended = not dump.has_more
    headers = {
        "X-Arango-Replication-Checkmore": "true" if dump.has_more else "false",
        "X-Arango-Replication-Lastincluded": str(dump.chunks if lines else 0),
    }
    return Response(200 if lines else 204, b"".join(lines), DUMP, headers)


def is_global(request: Request) -> bool:
    """Whether a request is about all databases.

    Raises:
        ArangoFault: 403/11 outside of ``_system``.
    """
    if not request.flag("global"):
        return False
    if request.database.name != "_system":
        text = "global inventory can only be created from within _system database"
        raise ArangoFault(403, 11, text)
    return True


def _contents(request: Request, database: Database) -> _Fields:
    with_system = request.flag("includeSystem", default=True)
    collections = [
        {"indexes": _indexes(collection), "parameters": _parameters(request, collection)}
        for collection in sorted(database.collections(), key=lambda c: not c.is_system)
        if (with_system or not collection.is_system) and _may_read(request, collection, database)
    ]
    views = [described_view(request, view) for view in database.views.values()]
    fields = {"collections": collections, "views": views}
    properties = described_database(database)
    if is_global(request):
        return {"name": database.name, "id": database.number, **fields, "properties": properties}
    return {**fields, "properties": properties}


def _may_read(request: Request, collection: Collection, database: Database | None = None) -> bool:
    access = request.access
    name = (database or request.database).name
    return access.is_administrator or access.collection_level(name, collection.name) != "none"


def _indexes(collection: Collection) -> list[_Fields]:
    """Those that somebody has made: every collection has the others by itself."""
    return [
        index.description | {"id": index.number}
        for index in collection.indexes
        if index.kind not in {"primary", "edge"}
    ]


def _parameters(request: Request, collection: Collection) -> _Fields:
    number = collection.number
    return shown_properties(request, collection) | {
        "cid": number,
        "planId": number,
        "deleted": False,
        "allowUserKeys": collection.keys.options().get("allowUserKeys", True),
        "isDisjoint": False,
        "isSmart": False,
        "minReplicationFactor": 1,
        "numberOfShards": 1,
        "replicationFactor": 1,
        "shardKeys": ["_key"],
    }


def _number(request: Request) -> str:
    if len(request.suffixes) < 2:  # "batch" and an id
        raise ArangoFault(405, 405, "method not supported")
    return request.suffixes[1]


def _ttl(request: Request) -> float:
    body = request.json_object()
    ttl = body.get("ttl")
    if isinstance(ttl, bool) or not isinstance(ttl, (int, float)):
        return DEFAULT_TTL_SECONDS
    return max(0.0, float(ttl))


def _limit(request: Request) -> int:
    text = request.query.get("chunkSize", "")
    wanted = int(text) if text.isascii() and text.isdigit() else _CHUNK_BYTES
    return max(1, min(wanted, _MAX_CHUNK_BYTES))


def _has_envelope(request: Request) -> bool:
    return request.flag("useEnvelope", default=True)
