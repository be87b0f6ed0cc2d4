"""Places, and documents found by place or by word."""

from typing import Any

import pytest
from tests.sandbox.aql_memory import MemorySource, refusal, result, rows, value

from arango_fastbatch.sandbox.aql import AqlFault, compile_query

BERLIN, COLOGNE = [13.3777, 52.5163], [6.94, 50.9322]
SQUARE = "[[0, 0], [0, 10], [10, 10], [10, 0]]"


@pytest.fixture
def cities() -> MemorySource:
    source = MemorySource(
        c=[
            {"_key": "b", "at": BERLIN[::-1], "text": "Brandenburg Gate", "lat": 52.5, "lon": 13.4},
            {"_key": "c", "at": COLOGNE[::-1], "text": "the cathedral", "lat": 50.9, "lon": 6.9},
            {"_key": "x", "at": "nowhere", "text": ["a gate", {"deep": "BRANDT"}]},
        ]
    )
    source.collection("c").special = [
        {"type": "primary", "fields": ["_key"]},
        {"type": "geo", "fields": ["at"], "geoJson": False},
        {"type": "fulltext", "fields": ["text"], "minLength": 2},
    ]
    return source


def test_distances() -> None:
    expected = pytest.approx(476918.89688380965)
    assert value("DISTANCE(52.5163, 13.3777, 50.9322, 6.94)") == expected
    assert value("GEO_DISTANCE(@a, @b)", a=BERLIN, b=COLOGNE) == expected
    assert value("GEO_DISTANCE(GEO_POINT(13.3777, 52.5163), @b)", b=COLOGNE) == expected
    assert value("GEO_IN_RANGE(@a, @b, 400000, 500000)", a=BERLIN, b=COLOGNE) is True
    assert value("GEO_IN_RANGE(@a, @a, 0, 1, false)", a=BERLIN) is False


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"IS_IN_POLYGON({SQUARE}, 4, 7)", True),
        (f"IS_IN_POLYGON({SQUARE}, 4, 12)", False),
        (f"IS_IN_POLYGON({SQUARE}, [12, 4])", False),
        (f"IS_IN_POLYGON({SQUARE}, [4, 7], true)", True),
        (f"GEO_CONTAINS(GEO_POLYGON({SQUARE}), [5, 5])", True),
        (f"GEO_CONTAINS(GEO_POLYGON({SQUARE}), GEO_POINT(-1, 5))", False),
        # a great circle runs north of its parallel
        ("GEO_CONTAINS(GEO_POLYGON([[0, 50], [90, 50], [45, 0]]), [45, 55])", True),
    ],
)
def test_polygons_have_great_circles_for_sides(expression: str, expected: bool) -> None:
    assert value(expression) is expected


def test_a_hole_is_not_in_a_polygon() -> None:
    rings = "[[[0, 0], [0, 9], [9, 9], [9, 0]], [[3, 3], [3, 6], [6, 6], [6, 3]]]"
    assert value(f"GEO_CONTAINS(GEO_POLYGON({rings}), [4, 4])") is False
    assert value(f"GEO_CONTAINS(GEO_POLYGON({rings}), [2, 2])") is True


@pytest.mark.parametrize(
    ("expression", "kind", "coordinates"),
    [
        ("GEO_POINT(1, 2)", "Point", [1, 2]),
        ("GEO_MULTIPOINT([[1, 2], [3, 4]])", "MultiPoint", [[1, 2], [3, 4]]),
        ("GEO_LINESTRING([[1, 2], GEO_POINT(3, 4)])", "LineString", [[1, 2], [3, 4]]),
        ("GEO_MULTILINESTRING([[[1, 2], [3, 4]]])", "MultiLineString", [[[1, 2], [3, 4]]]),
        ("GEO_POLYGON([[0, 0], [1, 0], [1, 1]])", "Polygon", [[[0, 0], [1, 0], [1, 1], [0, 0]]]),
        (
            "GEO_MULTIPOLYGON([[[[0, 0], [1, 0], [0, 0]]]])",
            "MultiPolygon",
            [[[[0, 0], [1, 0], [0, 0]]]],
        ),
    ],
)
def test_constructors_make_geojson(expression: str, kind: str, coordinates: Any) -> None:
    assert value(expression) == {"type": kind, "coordinates": coordinates}


def test_near_and_within_use_the_geo_index(cities: MemorySource) -> None:
    text = "FOR d IN NEAR(c, 52, 13, 10, 'far') RETURN [d._key, ROUND(d.far)]"
    (first, metres), (second, _) = rows(text, cities)
    assert (first, second) == ("b", "c")
    assert 60_000 < metres < 65_000
    assert rows("FOR d IN NEAR(c, 52, 13, 1) RETURN d._key", cities) == ["b"]
    assert rows("FOR d IN WITHIN(@@c, 52, 13, 100000) RETURN d._key", cities, at_c="c") == ["b"]
    assert rows("RETURN LENGTH(WITHIN(c, 52, 13, 1000000, 'm'))", cities) == [2]
    assert rows("FOR d IN WITHIN_RECTANGLE(c, 50, 5, 51, 8) RETURN d._key", cities) == ["c"]
    cities.collection("c").special = [{"type": "geo", "fields": ["lat", "lon"]}]
    assert rows("FOR d IN NEAR(c, 50, 7, 1) RETURN d._key", cities) == ["c"]
    cities.collection("c").special = []
    assert refusal("FOR d IN NEAR(c, 52, 13) RETURN d", cities)[:2] == (404, 1570)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("gate", ["b", "x"]),
        ("gate,brandenburg", ["b"]),
        ("prefix:brand", ["b", "x"]),
        ("prefix:brand,-gate", []),
        ("cathedral,|gate", ["b", "c", "x"]),
        ("GATE,-brandt", ["b"]),
        ("", []),
    ],
)
def test_fulltext_finds_words_and_prefixes(
    cities: MemorySource, query: str, found: list[str]
) -> None:
    assert rows("FOR d IN FULLTEXT(c, 'text', @q) RETURN d._key", cities, q=query) == found
    assert len(rows("FOR d IN FULLTEXT(c, 'text', @q, 1) RETURN d", cities, q=query)) <= 1


def test_fulltext_needs_its_index(cities: MemorySource) -> None:
    assert refusal("RETURN FULLTEXT(c, 'other', 'x')", cities)[:2] == (404, 1571)


def test_functions_of_old_indexes_are_gone_with_4() -> None:
    for call in ("NEAR(c, 1, 1)", "WITHIN(c, 1, 1, 1)", "FULLTEXT(c, 'a', 'b')"):
        with pytest.raises(AqlFault) as caught:
            compile_query(f"RETURN {call}", version=(4, 0, 0))
        assert caught.value.errno == 1540


@pytest.mark.parametrize(
    ("call", "what"),
    [
        ("GEO_AREA({})", "GEO_AREA()"),
        ("TOKENS('a', 'text_en')", "TOKENS()"),
        ("GEO_DISTANCE({type: 'Polygon', coordinates: []}, [1, 1])", "Polygon"),
        ("GEO_DISTANCE([1, 1], [1, 1], 'wgs84')", "wgs84"),
        ("GEO_CONTAINS({type: 'LineString'}, [1, 1])", "LineString"),
        ("IS_IN_POLYGON([[0, 0], [0, 120], [80, 60]], 1, -100)", "hemisphere"),
    ],
)
def test_what_is_not_there_is_a_501_by_name(call: str, what: str) -> None:
    status, number, message = refusal(f"RETURN {call}")
    assert (status, number) == (501, 9)
    assert what in message


def test_what_is_no_place_is_null_with_a_warning() -> None:
    for call in ("DISTANCE('a', 1, 1, 1)", "GEO_DISTANCE(1, [1, 1])", "GEO_POINT('a', 1)"):
        answer = result(f"RETURN {call}")
        assert answer.rows == [None]
        assert answer.warnings[0]["code"] == 1542
