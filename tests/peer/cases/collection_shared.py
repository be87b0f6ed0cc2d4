"""What collections of every kind have: indexes, properties, many documents at once."""

from __future__ import annotations

from typing import Any

from tests.peer.notation import Json
from tests.peer.plan import Method, Program, ok, recorded, step

MODULE = "collection"

META = {"_id": "students/1", "_key": "1", "_rev": "_b"}
NEW = {**META, "age": 5, "tags": ["a"]}
OLD = {**META, "_rev": "_a", "age": 4}
FAILED = {"error": True, "errorNum": 1210, "errorMessage": "unique constraint violated"}
CONFLICT = {
    "error": True,
    "errorNum": 1200,
    "errorMessage": "conflict, _rev values do not match",
    "_id": "students/1",
    "_key": "1",
    "_rev": "_z",
}
MISSING = {"error": True, "errorNum": 1202, "errorMessage": "document not found"}
ITEM_ERRORS = {"x-arango-error-codes": '{"1200":1,"1202":1,"1210":1}'}

CURSOR = recorded("POST /_api/cursor")
SIMPLE: Json = {
    "status": 201,
    "body": {
        "result": [{**META, "_key": "1", "age": 5}],
        "hasMore": False,
        "count": 1,
        "cached": False,
        "error": False,
        "code": 201,
    },
}
KEYS: Json = {"status": 201, "body": {**SIMPLE["body"], "result": ["1", "2"], "count": 2}}
MORE = recorded("POST /_api/cursor first")


def many(*items: Any) -> Json:
    """The answer to a request for many documents."""
    return {"status": 202, "body": list(items), "headers": ITEM_ERRORS}


INDEX: Json = {
    "error": False,
    "code": 201,
    "id": "students/31",
    "fields": ["age"],
    "type": "persistent",
    "name": "by_age",
    "deduplicate": True,
    "estimates": True,
    "sparse": False,
    "unique": True,
    "selectivityEstimate": 0.5,
    "isNewlyCreated": True,
    "inBackground": True,
    "cacheEnabled": False,
    "storedValues": ["name"],
}
GEO: Json = {
    **INDEX,
    "type": "geo",
    "geoJson": False,
    "ignoreNull": True,
    "bestIndexedLevel": 17,
    "worstIndexedLevel": 4,
    "maxNumCoverCells": 8,
    "legacyPolygons": False,
}
FULL_PROPERTIES = {
    **recorded("GET /_api/collection/{name}/properties")["body"],
    **recorded("GET /_api/collection/{name}/shards")["body"],
    "shardKeys": ["_key"],
    "distributeShardsLike": "teachers",
    "smartJoinAttribute": "zip",
    "isDisjoint": True,
    "isSmart": False,
    "tempObjectId": "0",
    "minRevision": "_a",
    "keyOptions": {"type": "autoincrement", "allowUserKeys": False, "increment": 5, "offset": 1},
    "schema": {"rule": {"type": "object"}, "level": "moderate", "message": "no"},
}

METHODS = [
    # --- Properties
    Method(
        "Collection.properties",
        answer=recorded("GET /_api/collection/{name}/properties"),
        also=[("answer: cluster", {}, ok(FULL_PROPERTIES)), ("answer: nothing", {}, ok())],
    ),
    Method(
        "Collection.configure",
        options={"sync": True, "schema": {"rule": {"type": "object"}}},
        answer=recorded("PUT /_api/collection/{name}/properties"),
    ),
    Method("Collection.statistics", answer=recorded("GET /_api/collection/{name}/figures")),
    Method("Collection.revision", answer=recorded("GET /_api/collection/{name}/revision")),
    Method(
        "Collection.checksum",
        options={"with_rev": True, "with_data": True},
        answer=recorded("GET /_api/collection/{name}/checksum"),
    ),
    Method("Collection.count", answer=recorded("GET /_api/collection/{name}/count")),
    Method("Collection.load", answer=ok({"name": "students", "count": 3, "status": 3})),
    Method("Collection.unload", answer=ok({"name": "students", "status": 2})),
    Method("Collection.truncate", answer=recorded("PUT /_api/collection/{name}/truncate")),
    Method("Collection.load_indexes", answer=ok(result=True)),
    Method("Collection.recalculate_count", answer=ok(result=True, count=3)),
    Method(
        "Collection.responsible_shard",
        {"document": {"_key": "1", "zip": "53"}},
        answer=recorded("PUT /_api/collection/{name}/responsibleShard"),
        also=[("by _id", {"document": {"_id": "students/1"}})],
    ),
    Method(
        "Collection.rename",
        {"new_name": "pupils"},
        answer=recorded("PUT /_api/collection/{name}/rename", name="pupils"),
    ),
    # --- Indexes
    Method(
        "Collection.indexes",
        answer=recorded("GET /_api/index"),
        also=[("answer: all kinds", {}, ok(indexes=[INDEX, GEO]))],
    ),
    Method(
        "Collection.add_hash_index",
        {"fields": ["age"]},
        {
            "unique": True,
            "sparse": True,
            "deduplicate": True,
            "name": "by_age",
            "in_background": True,
        },
        answer=ok({**INDEX, "type": "hash"}, 201),
        wrong={"fields": ["age"]},
        errors=[(400, 1210)],
    ),
    Method(
        "Collection.add_skiplist_index",
        {"fields": ["age"]},
        {
            "unique": True,
            "sparse": True,
            "deduplicate": True,
            "name": "by_age",
            "in_background": True,
        },
        answer=ok({**INDEX, "type": "skiplist"}, 201),
    ),
    Method(
        "Collection.add_persistent_index",
        {"fields": ["age", "name"]},
        {"unique": True, "sparse": True, "name": "by_age", "in_background": True},
        answer=ok(INDEX, 201),
    ),
    Method(
        "Collection.add_geo_index",
        {"fields": ["place"]},
        {"ordered": True, "name": "by_place", "in_background": True},
        answer=ok(GEO, 201),
    ),
    Method(
        "Collection.add_fulltext_index",
        {"fields": ["text"]},
        {"min_length": 2, "name": "by_text", "in_background": True},
        answer=recorded("POST /_api/index fulltext"),
    ),
    Method(
        "Collection.add_ttl_index",
        {"fields": ["created"], "expiry_time": 3600},
        {"name": "by_time", "in_background": True},
        answer=recorded("POST /_api/index ttl"),
    ),
    Method(
        "Collection.delete_index",
        {"index_id": "31"},
        {"ignore_missing": True},
        answer=ok(id="students/31"),
        also=[("by id with collection", {"index_id": "students/31"})],
        errors=[(404, 1212)],
    ),
    # --- Many documents
    Method(
        "Collection.insert_many",
        {"documents": [{"_key": "1"}, {"_id": "students/2"}, {"age": 5}]},
        {
            "return_new": True,
            "sync": True,
            "silent": True,
            "overwrite": True,
            "return_old": True,
        },
        answer=many(META, FAILED, {**META, "_key": "3"}),
        answers={
            "silent": {"status": 202, "body": []},
            "return_new": many({**META, "new": NEW}, FAILED),
            "overwrite": many({**META, "_oldRev": "_a"}, FAILED),
            "return_old": many({**META, "_oldRev": "_a", "old": OLD}, FAILED),
        },
        also=[
            ("no documents", {"documents": []}, ok([], 202)),
            ("_id of another collection", {"documents": [{"_id": "teachers/1"}]}),
            ("a document with errorNum", {"return_new": True}, many({**META, "new": FAILED})),
            ("answer: silent with errors", {"silent": True}, many(FAILED)),
        ],
        wrong={"documents": [[5], ["x"], {}]},
    ),
    Method(
        "Collection.update_many",
        {"documents": [{"_key": "1", "age": 5}, {"_id": "students/2"}]},
        {
            "check_rev": False,
            "merge": False,
            "keep_none": False,
            "return_new": True,
            "return_old": True,
            "sync": True,
            "silent": True,
        },
        answer=many({**META, "_oldRev": "_a"}, FAILED, MISSING),
        answers={
            "silent": {"status": 202, "body": []},
            "return_new": many({**META, "_oldRev": "_a", "new": NEW}, MISSING),
            "return_old": many({**META, "_oldRev": "_a", "old": OLD}, MISSING),
        },
        also=[
            ("no documents", {"documents": []}, ok([], 202)),
            ("no key", {"documents": [{"age": 5}]}),
            ("_id of another collection", {"documents": [{"_id": "teachers/1"}]}),
            ("a revision", {"documents": [{"_key": "1", "_rev": "_x"}]}),
            ("answer without _oldRev", {}, many(META)),
            ("answer: a conflict", {}, many({**META, "_oldRev": "_a"}, CONFLICT)),
        ],
        wrong={"documents": [[5], ["1"]]},
    ),
    Method(
        "Collection.replace_many",
        {"documents": [{"_key": "1", "age": 5}, {"_id": "students/2"}]},
        {
            "check_rev": False,
            "return_new": True,
            "return_old": True,
            "sync": True,
            "silent": True,
        },
        answer=many({**META, "_oldRev": "_a"}, FAILED, MISSING),
        answers={
            "silent": {"status": 202, "body": []},
            "return_new": many({**META, "_oldRev": "_a", "new": NEW}, MISSING),
            "return_old": many({**META, "_oldRev": "_a", "old": OLD}, MISSING),
        },
        also=[
            ("no documents", {"documents": []}, ok([], 202)),
            ("no key", {"documents": [{"age": 5}]}),
            ("_id of another collection", {"documents": [{"_id": "teachers/1"}]}),
            ("answer without _oldRev", {}, many(META)),
            ("answer: a conflict", {}, many({**META, "_oldRev": "_a"}, CONFLICT)),
        ],
        wrong={"documents": [[5], ["1"]]},
    ),
    Method(
        "Collection.delete_many",
        {"documents": ["1", "students/2", {"_key": "3"}, {"_id": "students/4", "_rev": "_x"}]},
        {"return_old": True, "check_rev": False, "sync": True, "silent": True},
        answer=many(META, MISSING),
        answers={
            "silent": {"status": 202, "body": []},
            "return_old": many({**META, "old": OLD}, MISSING),
        },
        also=[
            ("no documents", {"documents": []}, ok([], 202)),
            ("no key", {"documents": [{"age": 5}]}),
            ("_id of another collection", {"documents": ["teachers/1"]}),
            ("answer: a conflict", {}, many(META, CONFLICT)),
        ],
        wrong={"documents": [[5]]},
    ),
    Method(
        "Collection.import_bulk",
        {"documents": [{"_key": "1"}, {"_id": "students/2", "age": 5}]},
        {
            "halt_on_error": False,
            "details": False,
            "from_prefix": "students",
            "to_prefix": "teachers",
            "overwrite": True,
            "on_duplicate": "update",
            "sync": True,
        },
        answer=recorded("POST /_api/import"),
        also=[
            ("no documents", {"documents": []}),
            ("_id of another collection", {"documents": [{"_id": "teachers/1"}]}),
        ],
        wrong={"documents": [[5]]},
        errors=[(400, 600)],
    ),
    # --- Objects
    Program(
        "Collection.name",
        "the names in use after a rename",
        [
            step("col.name"),
            step("col.rename", "pupils"),
            step("col.name"),
            step("col.count"),
            step("col.db_name"),
            step("col.username"),
            step("col.context"),
        ],
        [
            recorded("PUT /_api/collection/{name}/rename", name="pupils"),
            recorded("GET /_api/collection/{name}/count"),
        ],
    ),
    Program(
        "Collection.rename",
        "refused: the name stays",
        [
            step("col.rename", "pupils"),
            step("col.name"),
        ],
        [(409, 1207)],
    ),
]
