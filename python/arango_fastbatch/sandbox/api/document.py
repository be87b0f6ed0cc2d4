"""``/_api/document``: single documents and arrays of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from ..aql.source import WriteOptions, Written
from ..faults import ArangoFault
from ..json_text import dump
from ..message import JSON, Request, Response, answer
from ..routing import Refusal, Route
from ..store.collection import demand_revision
from ..turns import Turns

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..message import Handle

_MODES = frozenset({"ignore", "replace", "update", "conflict"})
# With these, an insert may find a document that its answer can show.
_OVERWRITING = frozenset({"replace", "update"})
_PLAIN = WriteOptions()

Document = dict[str, Any]

_T = TypeVar("_T")


def create(request: Request) -> Response | Awaitable[Response]:
    """POST /_api/document/COLLECTION: insert one document, or each of an array."""
    suffixes = request.suffixes
    if len(suffixes) > 1:
        raise ArangoFault(
            400, 601, "superfluous suffix, expecting /_api/document?collection=<identifier>"
        )
    name = suffixes[0] if suffixes else request.query.get("collection", "")
    if not name:
        raise ArangoFault(
            400,
            1204,
            "'collection' is missing, expecting /_api/document POST /_api/document/<collection>"
            " or query parameter 'collection'",
        )
    body = request.json()
    collection = request.collection(name, write=True)
    if not request.query and not isinstance(body, list):
        # The common case, and the one that batches are made of.
        written = collection.insert(body, _PLAIN)
        return _saved(request, collection, written, _status(request, collection, 201))
    options = _insert_options(request)

    def insert(document: Any) -> Written:
        return collection.insert(document, options)

    shows_old = options.overwrite_mode in _OVERWRITING
    if isinstance(body, list):
        return _each(request, collection, body, insert, 201, shows_old=shows_old)
    status = _status(request, collection, 201)
    return _saved(request, collection, insert(body), status, shows_old=shows_old)


def read(request: Request) -> Response:
    """GET or HEAD /_api/document/COLLECTION/KEY: read one document."""
    suffixes = request.suffixes
    if len(suffixes) != 2:
        if request.method == "HEAD":
            raise ArangoFault(400, 400, "expecting HEAD /_api/document/<collection>/<key>")
        text = "expecting GET /_api/document/<collection>/<key>"
        raise ArangoFault(400, 601, text) if len(suffixes) > 2 else ArangoFault(404, 1203, text)
    collection = request.collection(suffixes[0])
    document = collection.get(suffixes[1])
    if document is None:
        raise ArangoFault(404, 1202, "document not found")
    revision = request.etag("if-match")
    if revision is not None:
        demand_revision(document, revision)
    etag = {"Etag": f'"{document["_rev"]}"'}
    if request.etag("if-none-match") == document["_rev"]:
        return Response(304, b"", None, etag)
    return answer(document, headers=etag)


def replace(request: Request) -> Response | Awaitable[Response]:
    """PUT /_api/document/COLLECTION[/KEY]: replace one or many; with ``onlyget`` read many."""
    if "onlyget" in request.query:
        return _read_many(request)
    return _modify(request, "PUT")


def update(request: Request) -> Response | Awaitable[Response]:
    """PATCH /_api/document/COLLECTION[/KEY]: update one or many."""
    return _modify(request, "PATCH")


def remove(request: Request) -> Response | Awaitable[Response]:
    """DELETE /_api/document/COLLECTION[/KEY]: remove one or many."""
    suffixes = request.suffixes
    if not 1 <= len(suffixes) <= 2:
        raise ArangoFault(
            400,
            400,
            "expecting DELETE /_api/document/<collection>/<key> or"
            " /_api/document/<collection> with a body",
        )
    collection = request.collection(suffixes[0], write=True)
    if len(suffixes) == 2:
        revision = request.etag("if-match")
        options = WriteOptions(ignore_revs=revision is None)
        written = collection.remove(suffixes[1], options, revision)
        return _saved(request, collection, written, _status(request, collection, 200))
    items = request.json()
    if not isinstance(items, (list, dict)):
        raise ArangoFault(400, 400, "Request body not parseable")
    options = WriteOptions(ignore_revs=request.flag("ignoreRevs", True))

    def remove_item(item: Any) -> Written:
        return collection.remove(_key_of(item), options, _revision_of(item))

    if isinstance(items, dict):
        return _saved(request, collection, remove_item(items), _status(request, collection, 200))
    return _each(request, collection, items, remove_item, 200)


def _modify(request: Request, method: str) -> Response | Awaitable[Response]:
    suffixes = request.suffixes
    if len(suffixes) > 2:
        raise ArangoFault(
            400,
            400,
            f"expecting {method} /_api/document/<collection> or /_api/document/<collection>/<key>"
            " or /_api/document and query parameter 'collection'",
        )
    name = suffixes[0] if suffixes else request.query.get("collection")
    if name is None:
        raise ArangoFault(
            400,
            400,
            "collection must be given in URL path or query parameter 'collection' must be"
            " specified",
        )
    body = request.json()
    single = len(suffixes) == 2
    items = body if isinstance(body, list) else []
    if not isinstance(body, dict if single else list):
        raise ArangoFault(400, 1227, "invalid document type")
    collection = request.collection(name, write=True)
    change = collection.replace if method == "PUT" else collection.update
    revision = request.etag("if-match") if single else None
    options = WriteOptions(
        keep_null=request.flag("keepNull", True),
        merge_objects=request.flag("mergeObjects", True),
        ignore_revs=request.flag("ignoreRevs", True) and revision is None,
        version_attribute=request.query.get("versionAttribute"),
    )
    if single:
        if revision is None:
            revision = _revision_of(body)
        written = change(suffixes[1], body, options, revision)
        return _saved(request, collection, written, _status(request, collection, 201))

    def change_item(item: Any) -> Written:
        if not isinstance(item, dict):
            raise ArangoFault(400, 1227, "invalid document type")
        return change(_key_of(item), item, options, _revision_of(item))

    return _each(request, collection, items, change_item, 201)


async def _read_many(request: Request) -> Response:
    suffixes = request.suffixes
    if len(suffixes) != 1:
        raise ArangoFault(400, 400, "expecting PUT /_api/document/<collection> with a body")
    items = request.json()
    collection = request.collection(suffixes[0])
    if not isinstance(items, (list, dict)):
        raise ArangoFault(400, 1227, "invalid document type")
    ignore_revs = request.flag("ignoreRevs", True)

    def find(item: Any) -> Document:
        document = collection.get(_key_of(item))
        if document is None:
            raise ArangoFault(404, 1202, "document not found")
        revision = _revision_of(item)
        if revision is not None and not ignore_revs:
            demand_revision(document, revision)
        return document

    if isinstance(items, dict):
        document = find(items)
        return answer(document, headers={"Etag": f'"{document["_rev"]}"'})
    found: list[Document] = []
    turns = Turns()
    for item in items:
        outcome = _attempt(find, item)
        found.append(_failed_item(outcome) if isinstance(outcome, ArangoFault) else outcome)
        if turns.over():
            await turns.next()
    response = answer(found)
    response.spent = found
    return response


def _insert_options(request: Request) -> WriteOptions:
    mode = "conflict"
    if request.flag("overwrite") and request.server.profile < (4,):
        mode = "replace"
    wanted = request.query.get("overwriteMode")
    # As arangod has it: a mode that there is not is passed over.
    if wanted in _MODES:
        mode = wanted
    is_update = mode == "update"
    return WriteOptions(
        overwrite_mode=mode,
        # Here, and only here, null removes an attribute unless it is said that it shall not.
        keep_null=not is_update or request.flag("keepNull"),
        merge_objects=not is_update or request.flag("mergeObjects", True),
        version_attribute=request.query.get("versionAttribute"),
    )


async def _each(
    request: Request,
    collection: Handle,
    items: list[Any],
    write: Callable[[Any], Written],
    synced: int,
    *,
    shows_old: bool = True,
) -> Response:
    """Do every item; one that fails does not keep the others back."""
    silent = request.flag("silent")
    return_new, return_old = request.flag("returnNew"), shows_old and request.flag("returnOld")
    answers: list[Any] = []
    errors: Counter[int] = Counter()
    turns = Turns()
    for item in items:
        outcome = _attempt(write, item)
        if isinstance(outcome, ArangoFault):
            errors[outcome.errno] += 1
            answers.append(_failed_item(outcome))
        elif not silent:
            answers.append(_handle(collection, outcome, return_new, return_old))
        if turns.over():
            await turns.next()
    headers = {}
    if errors:
        headers["X-Arango-Error-Codes"] = dump({str(n): c for n, c in errors.items()}).decode()
    body: Any = {} if silent and not answers else answers
    # A write that failed was not synced either, whatever the collection's property says.
    all_failed = len(items) == errors.total()
    is_synced = request.flag("waitForSync") or (collection.wait_for_sync and not all_failed)
    response = answer(body, synced if is_synced else 202, headers)
    response.spent = answers
    return response


def _attempt(do: Callable[[Any], _T], item: Any) -> _T | ArangoFault:
    try:
        return do(item)
    except ArangoFault as fault:
        return fault


def _failed_item(fault: ArangoFault) -> Document:
    return {"error": True, "errorNum": fault.errno, "errorMessage": fault.message}


def _saved(
    request: Request,
    collection: Handle,
    written: Written,
    status: int,
    *,
    shows_old: bool = True,
) -> Response:
    """The answer to a single write."""
    if not request.query:
        handle = _handle(collection, written, False, False)
    elif request.flag("silent"):
        return answer({}, status)
    else:
        return_old = shows_old and request.flag("returnOld")
        handle = _handle(collection, written, request.flag("returnNew"), return_old)
    key = handle["_key"]
    if not key.isalnum():
        key = quote(key, safe="")
    headers = {
        "Etag": f'"{handle["_rev"]}"',
        "Location": f"/_db/{request.database.name}/_api/document/{collection.name}/{key}",
    }
    return Response(status, dump(handle), JSON, headers)


def _handle(collection: Handle, written: Written, return_new: bool, return_old: bool) -> Document:
    old, new = written
    shown = new or old
    assert shown is not None  # noqa: S101 # a write that did nothing at all does not exist
    key = shown["_key"]
    handle = {"_id": f"{collection.name}/{key}", "_key": key, "_rev": shown["_rev"]}
    if old is not None and new is not None:
        handle["_oldRev"] = old["_rev"]
    if return_old and old is not None:
        handle["old"] = old
    if return_new and new is not None:
        handle["new"] = new
    return handle


def _status(request: Request, collection: Handle, synced: int) -> int:
    """The status of a write: what it is when synced, else 202."""
    return synced if collection.wait_for_sync or request.flag("waitForSync") else 202


def _key_of(item: Any) -> str:
    """The key that an item of an array means."""
    key = item.get("_key") if isinstance(item, dict) else item
    if isinstance(item, str):
        key = item.rpartition("/")[2]
    if not isinstance(key, str) or not key:
        raise ArangoFault(400, 1205, "illegal document identifier")
    return key


def _revision_of(item: Any) -> str | None:
    revision = item.get("_rev") if isinstance(item, dict) else None
    return revision if isinstance(revision, str) else None


ROUTES = (
    Route(
        "/_api/document",
        {
            "POST": create,
            "GET": read,
            "HEAD": read,
            "PUT": replace,
            "PATCH": update,
            "DELETE": remove,
        },
        refusal=Refusal.illegal("/_api/document"),
    ),
)
