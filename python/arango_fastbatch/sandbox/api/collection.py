"""``/_api/collection``: collections and their properties."""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from ..json_text import dump
from ..message import Request, Response, answer, result, success
from ..routing import Route
from ..store.graphs import demand_no_graph, rename_in_graphs
from ..store.journaled import JournaledCollection
from ..store.keys import GENERATORS
from ..turns import Turns, in_turns
from .collection_properties import Properties

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..store.collection import Collection

Fields = dict[str, Any]

_SAMPLE = 1000
# How a request may say that a collection is one of edges.
_EDGE_TYPES = (3, "3", "edge")


def read(request: Request) -> Response | Awaitable[Response]:
    """GET /_api/collection[/NAME[/WHAT]]: all collections, one, or something about one."""
    suffixes = request.suffixes
    if not suffixes:
        return _listing(request)
    if len(suffixes) > 2:
        raise ArangoFault(400, 400, "expect GET /_api/collection/<collection-name>/<method>")
    if len(suffixes) == 1:
        return success(**_summary(request, _collection(request, suffixes[0])))
    if suffixes[1] == "checksum":
        return _checksum(request, _collection(request, suffixes[0]))
    what = _READABLE.get(suffixes[1])
    if what is None:
        raise ArangoFault(
            404,
            404,
            "expecting one of the resources 'checksum', 'count', 'figures', 'properties',"
            " 'responsibleShard', 'revision', 'shards'",
        )
    return _about(request, what(request, _collection(request, suffixes[0])))


def create(request: Request) -> Response:
    """POST /_api/collection: make a collection."""
    body = request.json()
    name = body.get("name") if isinstance(body, dict) else None
    if not isinstance(name, str) or not name:
        raise ArangoFault(400, 1208, "illegal name")
    properties = Properties(body, request.server.profile)
    if request.access.database_level(request.database.name) != "rw":
        text = f"cannot create collection in {request.database.name}: forbidden"
        raise ArangoFault(403, 11, text)
    collection = request.create_collection(
        name,
        is_edge=body.get("type") in _EDGE_TYPES,
        is_system=body.get("isSystem") is True,
        key_options=body.get("keyOptions"),
    )
    properties.apply(collection)
    return success(**shown_properties(request, collection))


def change(request: Request) -> Response | Awaitable[Response]:
    """PUT /_api/collection/NAME/WHAT: do something with a collection."""
    suffixes = request.suffixes
    if len(suffixes) != 2:
        raise ArangoFault(400, 400, "expected PUT /_api/collection/<collection-name>/<action>")
    name, what = suffixes
    collection = _collection(request, name)
    action = _ACTIONS.get(what)
    if action is None or (what in {"load", "unload"} and request.server.profile >= (4,)):
        names = ", ".join(f"'{name}'" for name in _named_actions(request))
        raise ArangoFault(404, 404, f"expecting one of the actions {names}")
    return action(request, collection)


def drop(request: Request) -> Response:
    """DELETE /_api/collection/NAME: drop a collection."""
    suffixes = request.suffixes
    if len(suffixes) != 1:
        raise ArangoFault(400, 400, "expected DELETE /_api/collection/<collection-name>")
    collection = _collection(request, suffixes[0])
    if collection.is_system and not request.flag("isSystem"):
        raise ArangoFault(403, 11, "forbidden")
    _demand_change(request, collection, f"Insufficient rights to drop collection {collection.name}")
    if request.server.profile >= (3, 12):
        demand_no_graph(request.database, collection.name)
    request.drop_collection(collection)
    return success(id=collection.number)


def key_generators(request: Request) -> Response:
    """GET /_api/key-generators: the kinds of keys there are."""
    kinds = list(GENERATORS)
    if request.server.profile >= (3, 12, 10) and request.server.profile < (4,):
        kinds.insert(0, "upgrade")
    return answer({"keyGenerators": kinds})


def _collection(request: Request, name: str) -> Collection:
    collection = request.database.find(name)
    if collection is None:
        raise ArangoFault(404, 1203, "collection or view not found")
    level = request.access.collection_level(request.database.name, collection.name)
    if level == "none":
        raise ArangoFault(403, 11, f"No access to collection '{name}'")
    return collection


def _demand_change(request: Request, collection: Collection, text: str = "forbidden") -> None:
    access, database = request.access, request.database.name
    levels = access.database_level(database), access.collection_level(database, collection.name)
    if levels != ("rw", "rw"):
        raise ArangoFault(403, 11, text)


def _listing(request: Request) -> Response:
    access, database = request.access, request.database
    exclude_system = request.flag("excludeSystem")
    return result(
        [
            _summary(request, collection)
            for collection in database.collections()
            if not (exclude_system and collection.is_system)
            # System collections are listed even where nobody may read them.
            and (
                collection.is_system
                or access.collection_level(database.name, collection.name) != "none"
            )
        ]
    )


def _about(request: Request, fields: Fields, status: int = 200) -> Response:
    """An answer about a part of a collection, which says again where it was asked for."""
    response = success(status, **fields)
    response.headers = {"Location": f"/_db/{request.database.name}{request.path}"}
    return response


def _summary(request: Request, collection: Collection) -> Fields:
    return {
        "id": collection.number,
        "name": collection.name,
        "status": 3,
        "type": 3 if collection.is_edge else 2,
        "isSystem": collection.is_system,
        "globallyUniqueId": _globally_unique_id(request, collection),
    }


def _globally_unique_id(request: Request, collection: Collection) -> str:
    if collection.is_system and collection.name.startswith("_"):
        return collection.name
    return f"h{request.server.store.server_id}/{collection.number}"


def shown_properties(request: Request, collection: Collection) -> Fields:
    """A collection with its properties, as answers show it."""
    own = collection.properties
    fields: Fields = {
        "writeConcern": own.get("writeConcern", 1),
        "waitForSync": collection.wait_for_sync,
        "usesRevisionsAsDocumentIds": True,
        "syncByRevision": True,
        "statusString": "loaded",
        "isSmartChild": False,
        "schema": own.get("schema"),
        "cacheEnabled": own.get("cacheEnabled", False),
        "internalValidatorType": 0,
        "keyOptions": collection.keys.options(),
        "computedValues": own.get("computedValues"),
        "objectId": collection.object_number,
    }
    if request.server.profile >= (3, 12, 10) and request.server.profile < (4,):
        fields["supportsRBAC"] = True
    return fields | _summary(request, collection)


def _count(request: Request, collection: Collection) -> Fields:
    return shown_properties(request, collection) | {"count": collection.count()}


def _figures(request: Request, collection: Collection) -> Fields:
    count = collection.count()
    figures: Fields = {
        "indexes": {"count": len(collection.indexes), "size": 32 * count},
        "documentsSize": _estimated_size(collection),
        "cacheInUse": False,
        "cacheSize": 0,
        "cacheUsage": 0,
    }
    if request.flag("details"):
        figures["engine"] = {
            "documents": count,
            "indexes": [
                {"type": index.kind, "id": int(index.number), "count": count}
                for index in collection.indexes
            ],
        }
    return _count(request, collection) | {"figures": figures}


def _estimated_size(collection: Collection) -> int:
    """About how many bytes the documents have, judged by some of them."""
    sample = list(islice(collection.documents(), _SAMPLE))
    if not sample:
        return 0
    return sum(len(dump(document)) for document in sample) * collection.count() // len(sample)


def _revision(request: Request, collection: Collection) -> Fields:
    return shown_properties(request, collection) | {"revision": collection.revision or "0"}


async def _checksum(request: Request, collection: Collection) -> Response:
    with_revisions, with_data = request.flag("withRevisions"), request.flag("withData")
    total, turns = 0, Turns()
    for document in collection.documents():
        content: Fields = {"_key": document["_key"]}
        if with_data:
            content = {name: v for name, v in document.items() if name not in {"_id", "_rev"}}
        if with_revisions:
            content["_rev"] = document["_rev"]
        digest = hashlib.blake2b(dump(content), digest_size=8).digest()
        # A sum, so that the order of the documents does not count.
        total = (total + int.from_bytes(digest, "big")) & (1 << 64) - 1
        if turns.over():
            await turns.next()
    sums = {"revision": collection.revision or "0", "checksum": str(total)}
    return _about(request, _summary(request, collection) | sums)


def _shards(request: Request, collection: Collection) -> Fields:
    raise ArangoFault(501, 9, "shards API is only available in a cluster")


def _load(request: Request, collection: Collection) -> Response:
    fields = _summary(request, collection)
    body = request.json()
    if not (isinstance(body, dict) and body.get("count") is False):
        fields["count"] = collection.count()
    return _about(request, fields)


def _leave(request: Request, collection: Collection) -> Response:
    """Actions that change nothing on a server in memory: unload, compact."""
    return _about(request, _summary(request, collection))


def _warm_up(request: Request, collection: Collection) -> Response:
    return _about(request, {"result": True})


def _recount(request: Request, collection: Collection) -> Response:
    if request.access.collection_level(request.database.name, collection.name) != "rw":
        raise ArangoFault(403, 11, "forbidden")
    return _about(request, {"result": True, "count": collection.count()})


async def _truncate(request: Request, collection: Collection) -> Response:
    handle = request.collection(collection.name, write=True)
    if isinstance(handle, JournaledCollection):
        await in_turns(handle.truncate_steps())
    else:
        handle.truncate()
    return _about(request, _summary(request, collection))


async def _rename(request: Request, collection: Collection) -> Response:
    body = request.json()
    name = body.get("name") if isinstance(body, dict) else None
    if not isinstance(name, str):
        raise ArangoFault(400, 1208, "name is empty")
    if not name:
        raise ArangoFault(400, 10, "<name> must be non-empty")
    _demand_change(request, collection)
    old_name = collection.name
    if name != old_name:
        if collection.is_system:
            raise ArangoFault(403, 11, "forbidden")
        await in_turns(request.database.rename_collection_steps(collection, name))
        rename_in_graphs(request.database, old_name, name)
    return _about(request, _summary(request, collection))


def _set_properties(request: Request, collection: Collection) -> Response:
    body = request.json()
    if not isinstance(body, dict):
        raise ArangoFault(400, 10, "bad parameter")
    _demand_change(request, collection)
    Properties(body, request.server.profile).apply(collection)
    return _about(request, shown_properties(request, collection))


def _responsible_shard(request: Request, collection: Collection) -> Response:
    raise ArangoFault(501, 1471, "this operation is only valid on a coordinator in a cluster")


def _named_actions(request: Request) -> list[str]:
    """The actions that arangod names where it does not know one: not all that it has."""
    loading = ["load", "unload"] if request.server.profile < (4,) else []
    return [*loading, "truncate", "properties", "compact", "rename", "loadIndexesIntoMemory"]


_READABLE: dict[str, Callable[[Request, Collection], Fields]] = {
    "count": _count,
    "figures": _figures,
    "properties": shown_properties,
    "revision": _revision,
    "shards": _shards,
}

_ACTIONS: dict[str, Callable[[Request, Collection], Response | Awaitable[Response]]] = {
    "load": _load,
    "unload": _leave,
    "truncate": _truncate,
    "properties": _set_properties,
    "rename": _rename,
    "loadIndexesIntoMemory": _warm_up,
    "recalculateCount": _recount,
    "compact": _leave,
    "responsibleShard": _responsible_shard,
}

ROUTES = (
    Route("/_api/collection", {"GET": read, "POST": create, "PUT": change, "DELETE": drop}),
    Route("/_api/key-generators", {"GET": key_generators}, suffixes=False, since=(3, 12)),
)
