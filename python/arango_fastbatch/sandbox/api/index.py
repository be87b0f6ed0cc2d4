"""``/_api/index``: indexes, listed, made and dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..faults import ArangoFault
from ..message import Request, Response, answer, success
from ..routing import Route
from ..store.database import is_legal_index_name
from ..store.index_kinds import complete, same
from ..store.indexes import make_index
from ..turns import in_turns

if TYPE_CHECKING:
    from ..store.collection import Collection
    from ..store.indexes import Index


def read(request: Request) -> Response:
    """GET /_api/index[/COLLECTION/NUMBER]: a collection's indexes, or one."""
    suffixes = request.suffixes
    if not suffixes:
        collection = _collection(request, request.query.get("collection", ""))
        described = [collection.describe(index) for index in collection.indexes]
        if request.flag("withStats"):
            described = [fields | {"figures": {"memory": 0}} for fields in described]
        return success(indexes=described, identifiers={d["id"]: d for d in described})
    if suffixes == ["selectivity"]:
        return _selectivity(request)
    if len(suffixes) != 2:
        raise ArangoFault(400, 400, "bad parameter")
    collection = _collection(request, suffixes[0])
    return success(**collection.describe(_index(collection, suffixes[1])))


async def create(request: Request) -> Response:
    """POST /_api/index?collection=NAME: make an index, or find the one that is there."""
    if request.suffixes == ["sync-caches"]:
        return answer({})
    body = request.json()
    if request.suffixes:
        text = f"expecting POST {request.path}?collection=<collection-name>"
        raise ArangoFault(400, 400, text)
    collection = _found(request, request.query.get("collection", ""))
    if not isinstance(body, dict):
        raise ArangoFault(400, 10, "bad parameter")
    _demand_change(request, collection)
    clock = request.server.store.clock
    wanted = complete(body, f"idx_{clock.hybrid()}", request.server.profile)
    if not is_legal_index_name(wanted["name"]):
        raise ArangoFault(400, 1208, "illegal name: index name invalid")
    for index in collection.indexes:
        if same(index.description, wanted):
            fields = collection.describe(index) | {"isNewlyCreated": False}
            return answer(fields | {"error": False, "code": 200})
        if index.kind == wanted["type"] == "ttl":
            raise ArangoFault(400, 10, "there can only be one ttl index per collection")
        if index.name == wanted["name"]:
            raise ArangoFault(400, 1005, "duplicate identifier")
    index = make_index(str(clock.tick()), wanted)
    try:
        await in_turns(collection.add_index_steps(index))
    except ArangoFault as fault:
        # Here arangod calls bad what is a conflict elsewhere.
        raise ArangoFault(400, fault.errno, fault.message) from None
    fields = collection.describe(index) | {"isNewlyCreated": True}
    return answer(fields | {"error": False, "code": 201}, 201)


def drop(request: Request) -> Response:
    """DELETE /_api/index/COLLECTION/NUMBER: drop an index."""
    suffixes = request.suffixes
    if len(suffixes) != 2:
        raise ArangoFault(400, 400, "expecting DELETE /<collection-name>/<index-identifier>")
    name, wanted = suffixes
    collection = _found(request, name)
    _demand_change(request, collection)
    index = _index(collection, wanted)
    if index.kind == "primary":
        raise ArangoFault(404, 1212, "index not found")
    if index.kind == "edge":
        raise ArangoFault(403, 11, "forbidden")
    collection.drop_index(index)
    # It is named as it was asked for.
    return success(id=f"{name}/{wanted}")


def _selectivity(request: Request) -> Response:
    """What is known about how well each index selects."""
    collection = _collection(request, request.query.get("collection", ""))
    described = (collection.describe(index) for index in collection.indexes)
    estimates = {d["id"]: d["selectivityEstimate"] for d in described if "selectivityEstimate" in d}
    return success(indexes=estimates)


def _found(request: Request, name: str) -> Collection:
    collection = request.database.find(name)
    if collection is None:
        raise ArangoFault(404, 1203, "collection or view not found")
    return collection


def _collection(request: Request, name: str) -> Collection:
    _found(request, name)
    return request.permitted(name)


def _index(collection: Collection, wanted: str) -> Index:
    for index in collection.indexes:
        if wanted in {index.number, index.name}:
            return index
    if not wanted.isdigit() and not is_legal_index_name(wanted):
        raise ArangoFault(400, 1208, "illegal name: index name invalid")
    raise ArangoFault(404, 1212, "index not found")


def _demand_change(request: Request, collection: Collection) -> None:
    request.access.demand_database(request.database.name)
    if request.access.collection_level(request.database.name, collection.name) != "rw":
        raise ArangoFault(403, 11, "forbidden")


ROUTES = (Route("/_api/index", {"GET": read, "POST": create, "DELETE": drop}),)
