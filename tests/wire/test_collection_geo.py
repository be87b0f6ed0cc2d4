"""Reading by coordinates: AQL's own functions, and what they are made of where they are gone."""

from __future__ import annotations

from typing import Any

import pytest
from tests.wire.exchange import CONTEXTS, Asked, Method, exchange

from arango_fastbatch.cursor import Cursor
from arango_fastbatch.exceptions import DocumentGetError, version_error

CURSOR = {"result": [{"a": 1}], "hasMore": False, "count": 1}
BOX = {"latitude1": 1, "longitude1": 2, "latitude2": 3, "longitude2": 4}


def query(text: str, binds: dict[str, Any]) -> Asked:
    body = {"query": text, "bindVars": {"@collection": "s", **binds}, "count": True}
    return Asked("POST", "/_api/cursor", body)


CASES: dict[str, tuple[Method, Asked]] = {
    "find_near": (
        lambda s: s.find_near(1, 2.5),
        query(
            "FOR doc IN NEAR(@@collection, @latitude, @longitude, @limit) RETURN doc",
            {"latitude": 1, "longitude": 2.5, "limit": 100},
        ),
    ),
    "find_near, every option": (
        lambda s: s.find_near(1, 2, 3),
        query(
            "FOR doc IN NEAR(@@collection, @latitude, @longitude, @limit) RETURN doc",
            {"latitude": 1, "longitude": 2, "limit": 3},
        ),
    ),
    "find_in_radius": (
        lambda s: s.find_in_radius(1, 2, 3),
        query(
            "FOR doc IN WITHIN( @@collection, @latitude, @longitude, @radius ) RETURN doc",
            {"latitude": 1, "longitude": 2, "radius": 3},
        ),
    ),
    "find_in_radius, every option": (
        lambda s: s.find_in_radius(1, 2, 3, "d"),
        query(
            "FOR doc IN WITHIN( @@collection, @latitude, @longitude, @radius , @distance )"
            " RETURN doc",
            {"latitude": 1, "longitude": 2, "radius": 3, "distance": "d"},
        ),
    ),
    "find_in_box": (
        lambda s: s.find_in_box(1, 2, 3, 4),
        query(
            "FOR doc IN WITHIN_RECTANGLE( @@collection, @latitude1, @longitude1, @latitude2,"
            " @longitude2 ) RETURN doc",
            BOX,
        ),
    ),
    "find_in_box, every option but the index": (
        lambda s: s.find_in_box(1, 2, 3, 4, 5, 6),
        query(
            "FOR doc IN WITHIN_RECTANGLE( @@collection, @latitude1, @longitude1, @latitude2,"
            " @longitude2 ) LIMIT @skip, @limit RETURN doc",
            {**BOX, "skip": 5, "limit": 6},
        ),
    ),
    "find_in_box, every option": (
        lambda s: s.find_in_box(1, 2, 3, 4, 5, 6, "7"),
        Asked(
            "PUT",
            "/_api/simple/within-rectangle",
            {"collection": "s", **BOX, "skip": 5, "limit": 6, "geo": "s/7"},
        ),
    ),
    "find_in_box, an index by its id": (
        lambda s: s.find_in_box(1, 2, 3, 4, index="s/7"),
        Asked("PUT", "/_api/simple/within-rectangle", {"collection": "s", **BOX, "geo": "s/7"}),
    ),
}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("case", CASES)
async def test_a_search_is_one_request(case: str, context: str) -> None:
    method, expected = CASES[case]
    asked, cursor = await exchange(context, method, (201, CURSOR))
    assert asked == expected
    assert isinstance(cursor, Cursor)
    assert cursor.count() == 1


PAIR = {"id": "s/5", "type": "geo", "name": "pair", "fields": ["at.lat", "at.lon"]}
ARRAY = {"id": "s/6", "type": "geo", "name": "array", "fields": ["at"], "geoJson": False}
GEO_JSON = {"id": "s/7", "type": "geo", "name": "json", "fields": ["at"], "geoJson": True}
PAIR_BINDS = {"first": ["at", "lat"], "second": ["at", "lon"]}
PAIR_DISTANCE = "DISTANCE(doc.@first, doc.@second, @latitude, @longitude)"
RING = [[2, 1], [4, 1], [4, 3], [2, 3], [2, 1]]

MADE_OF: dict[str, tuple[Method, dict[str, Any], Asked]] = {
    "find_near": (
        lambda s: s.find_near(1, 2, 3),
        PAIR,
        query(
            f"FOR doc IN @@collection FILTER {PAIR_DISTANCE} != null SORT {PAIR_DISTANCE}"
            " LIMIT @limit RETURN doc",
            {"latitude": 1, "longitude": 2, "limit": 3, **PAIR_BINDS},
        ),
    ),
    "find_near, an array": (
        lambda s: s.find_near(1, 2),
        ARRAY,
        query(
            "FOR doc IN @@collection"
            " FILTER DISTANCE(doc.@place[0], doc.@place[1], @latitude, @longitude) != null"
            " SORT DISTANCE(doc.@place[0], doc.@place[1], @latitude, @longitude)"
            " LIMIT @limit RETURN doc",
            {"latitude": 1, "longitude": 2, "limit": 100, "place": "at"},
        ),
    ),
    "find_near, GeoJSON": (
        lambda s: s.find_near(1, 2),
        GEO_JSON,
        query(
            "FOR doc IN @@collection"
            " FILTER GEO_DISTANCE([@longitude, @latitude], doc.@place) != null"
            " SORT GEO_DISTANCE([@longitude, @latitude], doc.@place) LIMIT @limit RETURN doc",
            {"latitude": 1, "longitude": 2, "limit": 100, "place": "at"},
        ),
    ),
    "find_in_radius": (
        lambda s: s.find_in_radius(1, 2, 3),
        PAIR,
        query(
            f"FOR doc IN @@collection FILTER {PAIR_DISTANCE} <= @radius"
            f" FILTER {PAIR_DISTANCE} != null SORT {PAIR_DISTANCE} RETURN doc",
            {"latitude": 1, "longitude": 2, "radius": 3, **PAIR_BINDS},
        ),
    ),
    "find_in_radius, with distances": (
        lambda s: s.find_in_radius(1, 2, 3, "d"),
        PAIR,
        query(
            f"FOR doc IN @@collection FILTER {PAIR_DISTANCE} <= @radius"
            f" FILTER {PAIR_DISTANCE} != null SORT {PAIR_DISTANCE}"
            f" RETURN MERGE(doc, {{ [@distance]: {PAIR_DISTANCE} }})",
            {"latitude": 1, "longitude": 2, "radius": 3, "distance": "d", **PAIR_BINDS},
        ),
    ),
    "find_in_box": (
        lambda s: s.find_in_box(1, 2, 3, 4, 5, 6),
        PAIR,
        query(
            "FOR doc IN @@collection FILTER GEO_CONTAINS(@box, [doc.@second, doc.@first])"
            " LIMIT @skip, @limit RETURN doc",
            {
                "box": {"type": "Polygon", "coordinates": [RING]},
                "skip": 5,
                "limit": 6,
                **PAIR_BINDS,
            },
        ),
    ),
    "find_in_box, an index by name": (
        lambda s: s.find_in_box(1, 2, 3, 4, index="json"),
        GEO_JSON,
        query(
            "FOR doc IN @@collection FILTER GEO_CONTAINS(@box, doc.@place) RETURN doc",
            {"box": {"type": "Polygon", "coordinates": [RING]}, "place": "at"},
        ),
    ),
    "find_in_box, an index by id": (
        lambda s: s.find_in_box(1, 2, 3, 4, index="s/6"),
        ARRAY,
        query(
            "FOR doc IN @@collection"
            " FILTER GEO_CONTAINS(@box, [doc.@place[1], doc.@place[0]]) RETURN doc",
            {"box": {"type": "Polygon", "coordinates": [RING]}, "place": "at"},
        ),
    ),
}
UNKNOWN_FUNCTION = (400, {"error": True, "errorNum": 1540, "errorMessage": "unknown function"})
UNKNOWN_PATH = (404, {"error": True, "errorNum": 404, "errorMessage": "unknown path"})


@pytest.mark.parametrize("case", MADE_OF)
async def test_where_the_function_is_gone_the_index_tells_what_to_ask(case: str) -> None:
    method, index, expected = MADE_OF[case]
    lacking = UNKNOWN_PATH if "an index" in case else UNKNOWN_FUNCTION
    primary = {"id": "s/0", "type": "primary", "fields": ["_key"]}
    listed = (200, {"indexes": [primary, index]})
    asked, cursor = await exchange("default", method, lacking, listed, (201, CURSOR))
    assert asked[1:] == [Asked("GET", "/_api/index?collection=s"), expected]
    assert isinstance(cursor, Cursor)


async def test_where_the_function_is_gone_and_there_is_no_index_the_first_answer_is_raised() -> (
    None
):
    listed = (200, {"indexes": [{"id": "s/0", "type": "primary", "fields": ["_key"]}]})
    asked, raised = await exchange("default", lambda s: s.find_near(1, 2), UNKNOWN_FUNCTION, listed)
    assert len(asked) == 2
    assert type(raised) is version_error(DocumentGetError)
    assert raised.error_code == 1540


async def test_in_a_batch_a_missing_function_is_an_error_that_says_what_to_use() -> None:
    calls: dict[str, Method] = {
        "NEAR() exists only before 4.0; instead: an AQL query with DISTANCE()": (
            lambda s: s.find_near(1, 2)
        ),
        "WITHIN() exists only before 4.0; instead: an AQL query with DISTANCE()": (
            lambda s: s.find_in_radius(1, 2, 3)
        ),
        "WITHIN_RECTANGLE() exists only before 4.0; instead: an AQL query with GEO_CONTAINS()": (
            lambda s: s.find_in_box(1, 2, 3, 4)
        ),
    }
    for advice, call in calls.items():
        _, raised = await exchange("batch", call, UNKNOWN_FUNCTION)
        assert type(raised) is version_error(DocumentGetError)
        assert str(raised) == f"[HTTP 400][ERR 1540] unknown function; the AQL function {advice}"


@pytest.mark.parametrize("context", CONTEXTS)
async def test_another_error_is_raised_as_it_is(context: str) -> None:
    answer = {"error": True, "errorNum": 1570, "errorMessage": "no suitable geo index"}
    for call in (
        lambda s: s.find_near(1, 2),
        lambda s: s.find_in_radius(1, 2, 3),
        lambda s: s.find_in_box(1, 2, 3, 4),
        lambda s: s.find_in_box(1, 2, 3, 4, index="5"),
    ):
        asked, raised = await exchange(context, call, (400, answer))
        assert isinstance(asked, Asked)
        assert type(raised) is DocumentGetError
        assert str(raised) == "[HTTP 400][ERR 1570] no suitable geo index"


REFUSED: tuple[tuple[Method, str], ...] = (
    (lambda s: s.find_near("x", 2), "latitude must be a number"),
    (lambda s: s.find_near(1, None), "longitude must be a number"),
    (lambda s: s.find_near(1, 2, -1), "limit must be a non-negative int"),
    (lambda s: s.find_in_radius("1", 2, 3), "latitude must be a number"),
    (lambda s: s.find_in_radius(1, "2", 3), "longitude must be a number"),
    (lambda s: s.find_in_radius(1, 2, "3"), "radius must be a number"),
    (lambda s: s.find_in_radius(1, 2, 3, 4), "distance_field must be a str"),
    (lambda s: s.find_in_box("1", 2, 3, 4), "latitude1 must be a number"),
    (lambda s: s.find_in_box(1, "2", 3, 4), "longitude1 must be a number"),
    (lambda s: s.find_in_box(1, 2, "3", 4), "latitude2 must be a number"),
    (lambda s: s.find_in_box(1, 2, 3, "4"), "longitude2 must be a number"),
    (lambda s: s.find_in_box(1, 2, 3, 4, skip=-1), "skip must be a non-negative int"),
)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(("method", "message"), REFUSED)
async def test_wrong_arguments_are_refused_before_anything_is_sent(
    method: Method, message: str, context: str
) -> None:
    asked, raised = await exchange(context, method, (201, CURSOR))
    assert asked == []
    assert type(raised) is AssertionError
    assert str(raised) == message
