"""Single documents: by a standard collection, by a database, and whether there is one."""

from __future__ import annotations

from tests.peer.cases.collection_shared import META, NEW, OLD
from tests.peer.plan import Method, Program, ok, step

MODULE = "collection"

FOUND = ok({**NEW, "error": "a field", "code": 7})
WRITTEN = ok(META, 202)
SILENT = {"status": 202, "body": {}}
CHANGED = ok({**META, "_oldRev": "_a"}, 202)
CHANGED_NEW = ok({**META, "_oldRev": "_a", "new": NEW}, 202)
CHANGED_OLD = ok({**META, "_oldRev": "_a", "old": OLD}, 202)
CHANGED_BOTH = ok({**META, "_oldRev": "_a", "new": NEW, "old": OLD}, 202)
CHANGES = {"silent": SILENT, "return_new": CHANGED_NEW, "return_old": CHANGED_OLD}
REFUSED_WRITES = [(400, 600), (400, 1221), (409, 1200), (409, 1210)]

BY = [
    ("by id", {"document": "students/1"}),
    ("by body with _key", {"document": {"_key": "1"}}),
    ("by body with _id", {"document": {"_id": "students/1"}}),
    ("by body with _rev", {"document": {"_key": "1", "_rev": "_x"}}),
    ("_rev not checked", {"document": {"_key": "1", "_rev": "_x"}, "check_rev": False}),
    ("rev wins", {"document": {"_key": "1", "_rev": "_x"}, "rev": "_y"}),
    ("no key", {"document": {"age": 5}}),
    ("_id of another collection", {"document": "teachers/1"}),
    ("_id of another collection in a body", {"document": {"_id": "teachers/1"}}),
    ("a key with a colon and an at", {"document": "a:b@c"}),
]
BODIES = [
    ("by _id", {"document": {"_id": "students/1", "age": 5}}),
    ("a revision", {"document": {"_key": "1", "_rev": "_x"}}),
    ("a revision not checked", {"document": {"_key": "1", "_rev": "_x"}, "check_rev": False}),
    ("no key", {"document": {"age": 5}}),
    ("_id of another collection", {"document": {"_id": "teachers/1"}}),
    ("answer without _oldRev", {}, WRITTEN),
    ("new and old", {"return_new": True, "return_old": True}, CHANGED_BOTH),
]
BY_ID = [
    ("by body", {"document": {"_id": "students/1"}}),
    ("by body with _rev", {"document": {"_id": "students/1", "_rev": "_x"}}),
    ("by body without _id", {"document": {"_key": "1"}}),
    ("by key", {"document": "1"}),
]
INSERT_OPTIONS = {
    "return_new": True,
    "sync": True,
    "silent": True,
    "overwrite": True,
    "return_old": True,
    "overwrite_mode": "update",
    "keep_none": False,
    "merge": False,
}
INSERT_ANSWERS = {
    "silent": SILENT,
    "return_new": ok({**META, "new": NEW}, 202),
    "overwrite": CHANGED,
    "return_old": CHANGED_OLD,
    "overwrite_mode": CHANGED,
}
INSERTS = [
    ("by _id", {"document": {"_id": "students/1", "age": 5}}),
    ("by _id and _key", {"document": {"_id": "students/1", "_key": "1"}}),
    ("_id of another collection", {"document": {"_id": "teachers/1"}}),
    ("empty", {"document": {}}),
    ("new and old", {"return_new": True, "return_old": True}, CHANGED_BOTH),
    ("answer 201", {}, ok(META, 201)),
    *(
        (f"overwrite_mode {mode}", {"overwrite_mode": mode}, CHANGED)
        for mode in ("ignore", "replace", "conflict")
    ),
    ("overwrite and overwrite_mode", {"overwrite": True, "overwrite_mode": "ignore"}, CHANGED),
]
UPDATE_OPTIONS = {
    "check_rev": False,
    "merge": False,
    "keep_none": False,
    "return_new": True,
    "return_old": True,
    "sync": True,
    "silent": True,
}
REPLACE_OPTIONS = {
    "check_rev": False,
    "return_new": True,
    "return_old": True,
    "sync": True,
    "silent": True,
}
DELETE_OPTIONS = {
    "rev": "_x",
    "check_rev": False,
    "ignore_missing": True,
    "return_old": True,
    "sync": True,
    "silent": True,
}
DELETE_ANSWERS = {"silent": SILENT, "return_old": ok({**META, "old": OLD}, 202)}

METHODS = [
    Method(
        "Collection.has",
        {"document": "1"},
        {"rev": "_x", "check_rev": False},
        answer=FOUND,
        also=BY,
        errors=[(304, 9999)],
    ),
    Method(
        "StandardCollection.get",
        {"document": "1"},
        {"rev": "_x", "check_rev": False},
        answer=FOUND,
        also=BY,
        errors=[(304, 9999)],
    ),
    Method(
        "StandardCollection.insert",
        {"document": {"_key": "1", "age": 5, "tags": ["ä"], "none": None}},
        INSERT_OPTIONS,
        answer=WRITTEN,
        answers=INSERT_ANSWERS,
        also=INSERTS,
        errors=REFUSED_WRITES,
    ),
    Method(
        "StandardCollection.update",
        {"document": {"_key": "1", "age": 5, "none": None}},
        UPDATE_OPTIONS,
        answer=CHANGED,
        answers=CHANGES,
        also=BODIES,
        errors=REFUSED_WRITES,
    ),
    Method(
        "StandardCollection.replace",
        {"document": {"_key": "1", "age": 5}},
        REPLACE_OPTIONS,
        answer=CHANGED,
        answers=CHANGES,
        also=BODIES,
        errors=REFUSED_WRITES,
    ),
    Method(
        "StandardCollection.delete",
        {"document": "1"},
        DELETE_OPTIONS,
        answer=WRITTEN,
        answers=DELETE_ANSWERS,
        also=BY,
        errors=[(409, 1200)],
    ),
    Program(
        "StandardCollection.__repr__",
        "objects",
        [step("col.__repr__"), step("db.collection", "teachers"), step("db.__getitem__", "x")],
    ),
]

DATABASE_METHODS = [
    Method(
        "Database.has_document",
        {"document": "students/1"},
        {"rev": "_x", "check_rev": False},
        answer=FOUND,
        also=BY_ID,
        module="database",
    ),
    Method(
        "Database.document",
        {"document": "students/1"},
        {"rev": "_x", "check_rev": False},
        answer=FOUND,
        also=BY_ID,
        module="database",
    ),
    Method(
        "Database.insert_document",
        {"collection": "students", "document": {"_key": "1", "age": 5}},
        INSERT_OPTIONS,
        answer=WRITTEN,
        answers=INSERT_ANSWERS,
        module="database",
    ),
    Method(
        "Database.update_document",
        {"document": {"_id": "students/1", "age": 5}},
        UPDATE_OPTIONS,
        answer=CHANGED,
        answers=CHANGES,
        also=[
            ("no _id", {"document": {"_key": "1"}}),
            ("a revision", {"document": {"_id": "students/1", "_rev": "_x"}}),
            ("answer without _oldRev", {}, WRITTEN),
        ],
        module="database",
    ),
    Method(
        "Database.replace_document",
        {"document": {"_id": "students/1", "age": 5}},
        REPLACE_OPTIONS,
        answer=CHANGED,
        answers=CHANGES,
        also=[("no _id", {"document": {"_key": "1"}})],
        module="database",
    ),
    Method(
        "Database.delete_document",
        {"document": "students/1"},
        DELETE_OPTIONS,
        answer=WRITTEN,
        answers=DELETE_ANSWERS,
        also=BY_ID,
        module="database",
    ),
]
