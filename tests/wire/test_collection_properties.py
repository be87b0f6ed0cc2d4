"""Indexes and properties: what goes over the wire, and what is made of the answers."""

from __future__ import annotations

from typing import Any

import pytest
from tests.wire.exchange import CONTEXTS, Asked, Method, exchange

from arango_fastbatch.exceptions import (
    CollectionChecksumError,
    CollectionConfigureError,
    CollectionLoadError,
    CollectionPropertiesError,
    CollectionRecalculateCountError,
    CollectionRenameError,
    CollectionResponsibleShardError,
    CollectionRevisionError,
    CollectionStatisticsError,
    CollectionTruncateError,
    CollectionUnloadError,
    DocumentCountError,
    IndexCreateError,
    IndexDeleteError,
    IndexListError,
    IndexLoadError,
)

ANSWER = {
    "error": False,
    "code": 200,
    "id": "s/1",
    "name": "s",
    "type": 3,
    "fields": ["a"],
    "count": 5,
    "revision": "r",
    "checksum": "c",
    "shardId": 7,
    "figures": {"documentsSize": 3, "indexes": {"count": 1}},
    "indexes": [{"id": "s/0", "type": "primary", "fields": ["_key"], "storedValues": ["b"]}],
    "isNewlyCreated": True,
    "waitForSync": True,
    "keyOptions": {"type": "traditional", "allowUserKeys": True, "lastValue": 0},
    "computedValues": None,
}
DESCRIBED = {
    "name": "s",
    "type": 3,
    "edge": True,
    "sync": True,
    "key_options": {"key_generator": "traditional", "user_keys": True, "key_last_value": 0},
    "computed_values": None,
}
INDEX = {"id": "1", "name": "s", "type": 3, "fields": ["a"], "new": True}
PUT = "/_api/collection/s"


def created(**body: Any) -> Asked:
    return Asked("POST", "/_api/index?collection=s", body)


CASES: dict[str, tuple[Method, Asked, Any, type[Exception]]] = {
    "properties": (
        lambda s: s.properties(),
        Asked("GET", f"{PUT}/properties"),
        DESCRIBED,
        CollectionPropertiesError,
    ),
    "configure": (
        lambda s: s.configure(),
        Asked("PUT", f"{PUT}/properties", {}),
        DESCRIBED,
        CollectionConfigureError,
    ),
    "configure, every option": (
        lambda s: s.configure(False, {}),
        Asked("PUT", f"{PUT}/properties", {"waitForSync": False, "schema": {}}),
        DESCRIBED,
        CollectionConfigureError,
    ),
    "statistics": (
        lambda s: s.statistics(),
        Asked("GET", f"{PUT}/figures"),
        {"documents_size": 3, "indexes": {"count": 1}},
        CollectionStatisticsError,
    ),
    "revision": (
        lambda s: s.revision(),
        Asked("GET", f"{PUT}/revision"),
        "r",
        CollectionRevisionError,
    ),
    "checksum": (
        lambda s: s.checksum(),
        Asked("GET", f"{PUT}/checksum?withRevisions=0&withData=0"),
        "c",
        CollectionChecksumError,
    ),
    "checksum, every option": (
        lambda s: s.checksum(True, True),
        Asked("GET", f"{PUT}/checksum?withRevisions=1&withData=1"),
        "c",
        CollectionChecksumError,
    ),
    "count": (lambda s: s.count(), Asked("GET", f"{PUT}/count"), 5, DocumentCountError),
    "rename": (
        lambda s: s.rename("t"),
        Asked("PUT", f"{PUT}/rename", {"name": "t"}),
        True,
        CollectionRenameError,
    ),
    "truncate": (
        lambda s: s.truncate(),
        Asked("PUT", f"{PUT}/truncate"),
        True,
        CollectionTruncateError,
    ),
    "load": (lambda s: s.load(), Asked("PUT", f"{PUT}/load"), True, CollectionLoadError),
    "unload": (lambda s: s.unload(), Asked("PUT", f"{PUT}/unload"), True, CollectionUnloadError),
    "recalculate_count": (
        lambda s: s.recalculate_count(),
        Asked("PUT", f"{PUT}/recalculateCount"),
        True,
        CollectionRecalculateCountError,
    ),
    "responsible_shard": (
        lambda s: s.responsible_shard({"_key": "a"}),
        Asked("PUT", f"{PUT}/responsibleShard", {"_key": "a"}),
        "7",
        CollectionResponsibleShardError,
    ),
    "indexes": (
        lambda s: s.indexes(),
        Asked("GET", "/_api/index?collection=s"),
        [{"id": "0", "type": "primary", "fields": ["_key"], "stored_values": ["b"]}],
        IndexListError,
    ),
    "load_indexes": (
        lambda s: s.load_indexes(),
        Asked("PUT", f"{PUT}/loadIndexesIntoMemory"),
        True,
        IndexLoadError,
    ),
    "delete_index": (
        lambda s: s.delete_index("s/1"),
        Asked("DELETE", "/_api/index/s/1"),
        True,
        IndexDeleteError,
    ),
    "delete_index, every option": (
        lambda s: s.delete_index("a b", True),
        Asked("DELETE", "/_api/index/s/a%20b"),
        True,
        IndexDeleteError,
    ),
    "add_hash_index": (
        lambda s: s.add_hash_index("a"),
        created(type="hash", fields=["a"]),
        INDEX,
        IndexCreateError,
    ),
    "add_hash_index, every option": (
        lambda s: s.add_hash_index(("a", "b"), True, False, True, "n", False),
        created(
            type="hash",
            fields=["a", "b"],
            unique=True,
            sparse=False,
            deduplicate=True,
            name="n",
            inBackground=False,
        ),
        INDEX,
        IndexCreateError,
    ),
    "add_skiplist_index, every option": (
        lambda s: s.add_skiplist_index(["a"], False, True, False, "n", True),
        created(
            type="skiplist",
            fields=["a"],
            unique=False,
            sparse=True,
            deduplicate=False,
            name="n",
            inBackground=True,
        ),
        INDEX,
        IndexCreateError,
    ),
    "add_geo_index, every option": (
        lambda s: s.add_geo_index(["a"], True, "n", True),
        created(type="geo", fields=["a"], geoJson=True, name="n", inBackground=True),
        INDEX,
        IndexCreateError,
    ),
    "add_fulltext_index, every option": (
        lambda s: s.add_fulltext_index(["a"], 3, "n", True),
        created(type="fulltext", fields=["a"], minLength=3, name="n", inBackground=True),
        INDEX,
        IndexCreateError,
    ),
    "add_persistent_index, every option": (
        lambda s: s.add_persistent_index(["a"], True, False, "n", True),
        created(
            type="persistent", fields=["a"], unique=True, sparse=False, name="n", inBackground=True
        ),
        INDEX,
        IndexCreateError,
    ),
    "add_ttl_index": (
        lambda s: s.add_ttl_index(["a"], 5),
        created(type="ttl", fields=["a"], expireAfter=5),
        INDEX,
        IndexCreateError,
    ),
    "add_ttl_index, every option": (
        lambda s: s.add_ttl_index(["a"], 0, "n", True),
        created(type="ttl", fields=["a"], expireAfter=0, name="n", inBackground=True),
        INDEX,
        IndexCreateError,
    ),
}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("case", CASES)
async def test_request_and_result(case: str, context: str) -> None:
    method, expected, result, _ = CASES[case]
    # With batches, and with all types of indexes.
    asked, outcome = await exchange(context, method, (200, ANSWER), version="3.12.2")
    assert asked == expected
    if isinstance(result, dict):
        assert outcome.items() >= result.items()
        assert not {"error", "code"} & set(outcome)
    else:
        assert outcome == result


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("case", CASES)
async def test_an_error_is_raised_as_the_methods_own_exception(case: str, context: str) -> None:
    method, _, _, error = CASES[case]
    answer = {"error": True, "errorNum": 11, "errorMessage": "forbidden"}
    _, raised = await exchange(context, method, (403, answer))
    assert type(raised) is error
    assert str(raised) == "[HTTP 403][ERR 11] forbidden"


@pytest.mark.parametrize("context", CONTEXTS)
async def test_a_missing_index_may_be_ignored(context: str) -> None:
    missing = (404, {"error": True, "errorNum": 1212, "errorMessage": "index not found"})
    _, outcome = await exchange(context, lambda s: s.delete_index("1", True), missing)
    assert outcome is False
    _, raised = await exchange(context, lambda s: s.delete_index("1"), missing)
    assert type(raised) is IndexDeleteError
    other = (404, {"error": True, "errorNum": 1203, "errorMessage": "no such collection"})
    _, raised = await exchange(context, lambda s: s.delete_index("1", True), other)
    assert str(raised) == "[HTTP 404][ERR 1203] no such collection"


async def test_a_renamed_collection_goes_on_under_its_new_name() -> None:
    async def call(collection: Any) -> Any:
        await collection.rename("t u")
        await collection.count()
        return collection

    asked, collection = await exchange("default", call, (200, ANSWER))
    assert asked[1].target == "/_api/collection/t%20u/count"
    assert collection.name == "t u"
    assert repr(collection) == "<StandardCollection t u>"


@pytest.mark.parametrize("context", CONTEXTS)
async def test_a_name_stays_until_the_server_has_agreed(context: str) -> None:
    seen = []

    async def call(collection: Any) -> Any:
        seen.append(collection)
        return await collection.rename("t")

    refused = (403, {"error": True, "errorNum": 11, "errorMessage": "forbidden"})
    await exchange(context, call, refused)
    assert [collection.name for collection in seen] == ["s"]


async def test_in_a_batch_a_name_stays_as_it_is_when_the_call_is_run() -> None:
    async def call(collection: Any) -> Any:
        await collection.rename("t")
        assert collection.name == "s"
        return await collection.count()

    asked, count = await exchange("batch", call, (200, ANSWER))
    assert [request.target for request in asked] == [f"{PUT}/rename", f"{PUT}/count"]
    assert count == 5


@pytest.mark.parametrize("context", CONTEXTS)
async def test_what_a_newer_server_lacks_says_so_and_what_to_use(context: str) -> None:
    unknown_type = (400, {"error": True, "errorNum": 10, "errorMessage": "invalid index type"})
    unknown_path = (404, {"error": True, "errorNum": 404, "errorMessage": "unknown path"})
    calls: tuple[tuple[Method, tuple[int, Any], str], ...] = (
        (
            lambda s: s.add_fulltext_index(["a"]),
            unknown_type,
            "[HTTP 400][ERR 10] invalid index type; the index type fulltext exists only before 4.0;"
            " instead: a view or an inverted index",
        ),
        (
            lambda s: s.load(),
            unknown_path,
            "[HTTP 404][ERR 404] unknown path; PUT /_api/collection/{collection}/load exists only"
            " before 4.0; instead: nothing, collections are always loaded",
        ),
        (
            lambda s: s.unload(),
            unknown_path,
            "[HTTP 404][ERR 404] unknown path; PUT /_api/collection/{collection}/unload exists only"
            " before 4.0; instead: nothing, collections are always loaded",
        ),
    )
    for call, answer, message in calls:
        _, raised = await exchange(context, call, answer)
        assert str(raised) == message
