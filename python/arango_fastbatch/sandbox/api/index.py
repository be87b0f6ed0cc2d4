"""``/_api/index``: indexes, listed, made and dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..faults import ArangoFault
from ..message import Request, Response, answer, success
from ..routing import Route
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
        collection = _collection(request)
        described = [collection.describe(index) for index in collection.indexes]
        return success(indexes=described, identifiers={d["id"]: d for d in described})
    if len(suffixes) != 2:
        raise ArangoFault(400, 400, "expecting GET /_api/index/<collection>/<index-identifier>")
    collection = request.permitted(suffixes[0])
    return success(**collection.describe(_index(collection, suffixes[1])))


async def create(request: Request) -> Response:
    """POST /_api/index?collection=NAME: make an index, or find the one that is there."""
    if request.suffixes:
        raise ArangoFault(400, 400, "expecting POST /_api/index?collection=<collection-name>")
    collection = _collection(request)
    body = request.json()
    if not isinstance(body, dict):
        raise ArangoFault(400, 400, "bad parameter")
    _demand_change(request, collection)
    clock = request.server.store.clock
    wanted = complete(body, f"idx_{clock.hybrid()}", request.server.profile)
    for index in collection.indexes:
        if same(index.description, wanted):
            fields = collection.describe(index) | {"isNewlyCreated": False}
            return answer(fields | {"error": False, "code": 200})
        if index.name == wanted["name"]:
            raise ArangoFault(409, 1005, "duplicate identifier")
    index = make_index(str(clock.tick()), wanted)
    await in_turns(collection.add_index_steps(index))
    fields = collection.describe(index) | {"isNewlyCreated": True}
    return answer(fields | {"error": False, "code": 201}, 201)


def drop(request: Request) -> Response:
    """DELETE /_api/index/COLLECTION/NUMBER: drop an index."""
    suffixes = request.suffixes
    if len(suffixes) != 2:
        raise ArangoFault(400, 400, "expecting DELETE /<collection-name>/<index-identifier>")
    collection = request.permitted(suffixes[0])
    _demand_change(request, collection)
    index = _index(collection, suffixes[1])
    if index.kind in {"primary", "edge"}:
        raise ArangoFault(403, 11, "forbidden")
    collection.drop_index(index)
    return success(id=collection.describe(index)["id"])


def _collection(request: Request) -> Collection:
    name = request.query.get("collection", "")
    collection = request.database.find(name)
    if collection is None:
        raise ArangoFault(404, 1203, "collection or view not found")
    return request.permitted(name)


def _index(collection: Collection, wanted: str) -> Index:
    for index in collection.indexes:
        if wanted in {index.number, index.name}:
            return index
    if not wanted.isdigit() and not wanted.isidentifier():
        raise ArangoFault(400, 1214, "illegal index identifier")
    raise ArangoFault(404, 1212, "index not found")


def _demand_change(request: Request, collection: Collection) -> None:
    request.access.demand_database(request.database.name)
    if request.access.collection_level(request.database.name, collection.name) != "rw":
        raise ArangoFault(403, 11, "forbidden")


ROUTES = (Route("/_api/index", {"GET": read, "POST": create, "DELETE": drop}),)
