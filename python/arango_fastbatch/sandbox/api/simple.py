"""``/_api/simple``: queries by example and the like, on servers before 4."""

from __future__ import annotations

import random
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..aql.context import QueryOptions, Stats
from ..aql.engine.sorting import Pieces
from ..aql.source import WriteOptions
from ..aql.values import equal, less, sort_key
from ..cursors import DEFAULT_BATCH
from ..faults import ArangoFault
from ..message import Request, Response, success
from ..queries import run_query
from ..routing import Route
from ..store.journaled import JournaledCollection
from ..store.values import MISSING, attribute, fingerprint
from ..turns import Turns, gathered
from ..writing import writing
from .cursor import open_cursor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..message import Handle
    from ..routing import Handler

Document = dict[str, Any]

_IGNORE_REVS = WriteOptions()


def every(request: Request) -> Response:
    """PUT /_api/simple/all: all documents."""
    body, collection = _target(request)
    return _cursor(request, body, collection.documents())


async def all_keys(request: Request) -> Response:
    """PUT /_api/simple/all-keys: the keys, ids or paths of all documents."""
    body, collection = _target(request)
    base = f"/_db/{request.database.name}/_api/document/"
    shapes: dict[str, Callable[[Document], str]] = {
        "key": lambda document: str(document["_key"]),
        "id": lambda document: str(document["_id"]),
    }
    shape = shapes.get(str(body.get("type")), lambda document: f"{base}{document['_id']}")
    return _cursor(request, body, await gathered(map(shape, collection.documents())))


def any_document(request: Request) -> Response:
    """PUT /_api/simple/any: some document, or null."""
    _, collection = _target(request)
    documents = list(collection.documents())
    # What is drawn need not be hard to guess.
    return success(document=random.choice(documents) if documents else None)  # noqa: S311 # no secret


async def by_example(request: Request) -> Response:
    """PUT /_api/simple/by-example: the documents that are like an example."""
    body, collection = _target(request)
    return _cursor(request, body, await _found(collection, _example(body)))


async def first_example(request: Request) -> Response:
    """PUT /_api/simple/first-example: one document that is like an example."""
    body, collection = _target(request)
    found = await _found(collection, _example(body), 1)
    if not found:
        raise ArangoFault(404, 404, "no match")
    return success(document=found[0])


async def remove_by_example(request: Request) -> Response:
    """PUT /_api/simple/remove-by-example: remove what is like an example."""
    body, _ = _target(request, write=True)
    return success(deleted=await _change(request, body, _options(body), _remove))


async def replace_by_example(request: Request) -> Response:
    """PUT /_api/simple/replace-by-example: replace what is like an example."""
    body, _ = _target(request, write=True)
    value = _value(body)

    def replace(collection: Handle, document: Document) -> None:
        ends = {end: document[end] for end in ("_from", "_to") if end in document}
        collection.replace(document["_key"], ends | value, _IGNORE_REVS)

    return success(replaced=await _change(request, body, _options(body), replace))


async def update_by_example(request: Request) -> Response:
    """PUT /_api/simple/update-by-example: update what is like an example."""
    body, _ = _target(request, write=True)
    value = _value(body)
    options = _options(body)
    how = WriteOptions(
        keep_null=options.get("keepNull") is not False,
        merge_objects=options.get("mergeObjects") is not False,
    )

    def update(collection: Handle, document: Document) -> None:
        collection.update(document["_key"], value, how)

    return success(updated=await _change(request, body, options, update))


async def lookup_by_keys(request: Request) -> Response:
    """PUT /_api/simple/lookup-by-keys: the documents with these keys."""
    body, collection = _target(request)
    found = await gathered(map(collection.get, _keys(body)))
    return success(documents=[document for document in found if document is not None])


async def remove_by_keys(request: Request) -> Response:
    """PUT /_api/simple/remove-by-keys: remove the documents with these keys."""
    body, collection = _target(request, write=True)
    options, keys = _options(body), _keys(body)
    old: list[Document | None] = []
    turns = Turns()
    for key in keys:
        if collection.get(key) is not None:
            old.append(collection.remove(key, _IGNORE_REVS).old)
        if turns.over():
            await turns.next()
    ignored = len(keys) - len(old)
    shown: Document = {"removed": len(old), "ignored": ignored}
    if options.get("returnOld") is True and options.get("silent") is False:
        shown["old"] = old
    response = success(**shown)
    response.spent = old
    return response


async def by_range(request: Request) -> Response:
    """PUT /_api/simple/range: documents with an attribute between two values, sorted."""
    body, collection = _target(request)
    name = body.get("attribute")
    if not isinstance(name, str) or not name:
        raise ArangoFault(400, 17, "expecting string for <attribute>")
    path = tuple(name.split("."))
    if collection.index_of(path) is None:
        raise ArangoFault(404, 1209, "no suitable index known")
    left, right = body.get("left"), body.get("right")
    closed = body.get("closed") is True
    pieces, turns = Pieces(), Turns()
    for document in collection.documents():
        value = attribute(document, path)
        present = None if value is MISSING else value
        is_below = less(present, right) or (closed and equal(present, right))
        if is_below and not less(present, left):
            pieces.add(sort_key(present), document)
            pieces.settle()
        if turns.over():
            await turns.next()
    shown: list[Document] = []
    for block in pieces.blocks():
        shown += block
        if turns.over():
            await turns.next()
    return _cursor(request, body, shown)


async def by_place_or_word(request: Request) -> Response:
    """PUT /_api/simple/near|within|within-rectangle|fulltext: as the AQL functions of that name."""
    body, collection = _target(request)
    function, names = _FUNCTIONS[request.path.rpartition("/")[2]]
    binds: Document = {"@collection": collection.name}
    for name in names:
        value = body.get(name)
        if value is None:
            raise ArangoFault(400, 17, f"expecting a value for <{name}>")
        binds[name] = value
    arguments = ", ".join(f"@{name}" for name in names)
    distance = body.get("distance")
    if isinstance(distance, str) and function in {"NEAR", "WITHIN"}:
        arguments += (", 100" if function == "NEAR" else "") + ", @distance"
        binds["distance"] = distance
    text = f"FOR d IN {function}(@@collection, {arguments}) RETURN d"  # all is bound
    outcome = await run_query(request, text, binds, QueryOptions())
    return _cursor(request, body, outcome.result.rows)


def _target(request: Request, *, write: bool = False) -> tuple[Document, Handle]:
    """The body of a request and the collection it names."""
    body = request.json()
    name = body.get("collection") if isinstance(body, dict) else None
    if not isinstance(name, str) or not name:
        raise ArangoFault(400, 17, "expecting string for <collection>")
    return body, request.collection(name, write=write)


def _cursor(request: Request, body: Document, rows: Iterable[Any]) -> Response:
    """A cursor over rows, after the skip and limit of a request."""
    skip, limit = _number(body, "skip", 0), _number(body, "limit", None)
    found = list(islice(rows, skip, None if limit is None else (skip or 0) + limit))
    batch_size = _number(body, "batchSize", DEFAULT_BATCH) or DEFAULT_BATCH
    extra = {"warnings": [], "stats": Stats().as_json(request.server.profile.number)}
    return open_cursor(request, found, extra, batch_size=batch_size, has_count=True)


async def _found(collection: Handle, example: Document, limit: int | None = None) -> list[Document]:
    """The documents whose attributes equal those of an example (``a.b`` names a sub-attribute)."""
    wanted = [(tuple(name.split(".")), fingerprint(v)) for name, v in example.items()]
    candidates: Iterable[Document] | None = None
    for name, value in example.items():
        candidates = collection.lookup(tuple(name.split(".")), value)
        if candidates is not None:
            break
    found: list[Document] = []
    turns = Turns()
    for document in collection.documents() if candidates is None else candidates:
        if limit is not None and len(found) >= limit:
            break
        if all(_plain(attribute(document, path)) == value for path, value in wanted):
            found.append(document)
        if turns.over():
            await turns.next()
    return found


async def _change(
    request: Request,
    body: Document,
    options: Document,
    change: Callable[[Handle, Document], object],
) -> int:
    """Change all documents that are like an example, or none; gives their number."""
    example, limit = _example(body), _number(options, "limit", None)
    permitted = request.permitted(body["collection"], write=True)
    turns = Turns()
    async with writing(request) as journal:
        collection = JournaledCollection(permitted, journal)
        found = await _found(collection, example, limit)
        for document in found:
            change(collection, document)
            if turns.over():
                await turns.next()
    return len(found)


def _remove(collection: Handle, document: Document) -> None:
    collection.remove(document["_key"], _IGNORE_REVS)


def _plain(value: Any) -> Any:
    return None if value is MISSING else fingerprint(value)


def _example(body: Document) -> Document:
    example = body.get("example")
    if not isinstance(example, dict):
        raise ArangoFault(400, 17, "expecting object for <example>")
    return example


def _value(body: Document) -> Document:
    value = body.get("newValue")
    if not isinstance(value, dict):
        raise ArangoFault(400, 17, "expecting object for <newValue>")
    return value


def _options(body: Document) -> Document:
    """The options of a change, which may stand beside its arguments too."""
    options = body.get("options")
    return body | options if isinstance(options, dict) else body


def _keys(body: Document) -> list[str]:
    keys = body.get("keys")
    if not isinstance(keys, list):
        raise ArangoFault(400, 17, "expecting array for <keys>")
    texts = (key for key in keys if isinstance(key, str))
    return [key.rpartition("/")[2] for key in texts]


def _number(body: Document, name: str, default: int | None) -> int | None:
    value = body.get(name)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or value < 0:
        return default
    return int(value)


_BY_NAME: dict[str, Handler] = {
    "all": every,
    "all-keys": all_keys,
    "any": any_document,
    "by-example": by_example,
    "first-example": first_example,
    "remove-by-example": remove_by_example,
    "replace-by-example": replace_by_example,
    "update-by-example": update_by_example,
    "lookup-by-keys": lookup_by_keys,
    "remove-by-keys": remove_by_keys,
    "range": by_range,
}

_FUNCTIONS = {
    "near": ("NEAR", ("latitude", "longitude")),
    "within": ("WITHIN", ("latitude", "longitude", "radius")),
    "within-rectangle": (
        "WITHIN_RECTANGLE",
        ("latitude1", "longitude1", "latitude2", "longitude2"),
    ),
    "fulltext": ("FULLTEXT", ("attribute", "query")),
}

_HANDLERS: dict[str, Handler] = _BY_NAME | dict.fromkeys(_FUNCTIONS, by_place_or_word)

ROUTES = tuple(
    Route(f"/_api/simple/{name}", {"PUT": handler}, suffixes=False, until=(4,))
    for name, handler in _HANDLERS.items()
)
