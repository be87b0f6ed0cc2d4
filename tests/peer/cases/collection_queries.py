"""Finding documents in a collection, whatever its kind."""

from __future__ import annotations

from tests.peer.cases.collection_shared import (
    CURSOR,
    KEYS,
    META,
    MORE,
    SIMPLE,
)
from tests.peer.notation import Json
from tests.peer.plan import Method, ok

MODULE = "collection"

EMPTY: Json = {"status": 201, "body": {**SIMPLE["body"], "result": [], "count": 0}}
EXPORT: Json = {"status": 201, "body": {**SIMPLE["body"], "id": None}}

METHODS = [
    Method("Collection.keys", answer=KEYS, errors=[(404, 1203)]),
    Method("Collection.ids", answer={**KEYS, "body": {**KEYS["body"], "result": ["students/1"]}}),
    Method(
        "Collection.all",
        options={"skip": 1, "limit": 2},
        answer=SIMPLE,
        also=[("answer: more to come", {}, MORE), ("answer: none", {}, EMPTY)],
    ),
    Method(
        "Collection.find",
        {"filters": {"age": 5, "address.city": "Bonn", "gone": None}},
        {"skip": 1, "limit": 2},
        answer=SIMPLE,
        also=[("no filters", {"filters": {}})],
    ),
    Method(
        "Collection.find_near",
        {"latitude": 50.7, "longitude": 7},
        {"limit": 2},
        answer=CURSOR,
    ),
    Method(
        "Collection.find_in_range",
        {"field": "age", "lower": 1, "upper": 5},
        {"skip": 1, "limit": 2},
        answer=CURSOR,
        also=[("texts", {"lower": "a", "upper": "b"})],
    ),
    Method(
        "Collection.find_in_radius",
        {"latitude": 50.7, "longitude": 7, "radius": 100},
        {"distance_field": "far"},
        answer=CURSOR,
    ),
    Method(
        "Collection.find_in_box",
        {"latitude1": 50, "longitude1": 7, "latitude2": 51.5, "longitude2": 8},
        {"skip": 1, "limit": 2, "index": "31"},
        answer=SIMPLE,
        also=[("index with collection", {"index": "students/31"})],
    ),
    Method(
        "Collection.find_by_text",
        {"field": "text", "query": "prefix:a,|b"},
        {"limit": 2},
        answer=CURSOR,
    ),
    Method(
        "Collection.export",
        options={
            "limit": 2,
            "count": True,
            "batch_size": 1,
            "flush": True,
            "flush_wait": 3,
            "ttl": 4,
            "filter_fields": ["age"],
            "filter_type": "exclude",
        },
        answer=EXPORT,
        wrong={"filter_type": ["some"]},
    ),
    Method(
        "Collection.random",
        answer=ok(document={**META, "age": 5}),
        also=[("answer: none", {}, ok(document=None))],
    ),
    Method(
        "Collection.get_many",
        {"documents": ["1", "students/2", {"_key": "3"}, {"_id": "students/4"}]},
        answer=ok(documents=[{**META, "age": 5}, {**META, "_key": "2"}]),
        also=[
            ("no documents", {"documents": []}, ok(documents=[])),
            ("no key", {"documents": [{"age": 5}]}),
            ("_id of another collection", {"documents": ["teachers/1"]}),
        ],
        wrong={"documents": [[5]]},
    ),
    Method(
        "Collection.update_match",
        {"filters": {"age": 5}, "body": {"age": 6, "gone": None}},
        {"limit": 2, "keep_none": False, "sync": True, "merge": False},
        answer=ok(updated=3),
    ),
    Method(
        "Collection.replace_match",
        {"filters": {"age": 5}, "body": {"age": 6}},
        {"limit": 2, "sync": True},
        answer=ok(replaced=3),
    ),
    Method(
        "Collection.delete_match",
        {"filters": {"age": 5}},
        {"limit": 2, "sync": True},
        answer=ok(deleted=3),
    ),
]
