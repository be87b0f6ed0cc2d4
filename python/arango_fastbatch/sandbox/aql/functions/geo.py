"""Functions of places on the earth, and those that look for documents by place or by word."""
# ruff: noqa: D103  # what a function of AQL does is in ArangoDB's documentation

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from .... import errno
from ..errors import AqlFault, AqlWarning, unsupported
from ..registry import function
from ..values import is_true, number, to_number, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..context import Context
    from ..source import CollectionSource, Document

EARTH_RADIUS = 6371000.0

#: A place: longitude and latitude in degrees, as GeoJSON has them.
Place = tuple[float, float]


def distance_between(one: Place, other: Place) -> float:
    """Metres between two places on a sphere, by the haversine formula."""
    (lon1, lat1), (lon2, lat2) = (tuple(map(math.radians, place)) for place in (one, other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    half = min(1.0, half)
    return EARTH_RADIUS * 2 * math.atan2(math.sqrt(half), math.sqrt(1 - half))


def _is_number(value: Any) -> bool:
    return type(value) in {int, float}


def _place(value: Any) -> Place:
    """The place that a pair of coordinates or a GeoJSON point means.

    Raises:
        AqlWarning: For anything else.
        ArangoFault: 501 for other geometries.
    """
    if type(value) is dict:
        if value.get("type") != "Point" and type(value.get("type")) is str:
            raise unsupported(f"distances to a {value['type']}")
        value = value.get("coordinates")
    if type(value) is not list or len(value) < 2 or not all(map(_is_number, value[:2])):
        raise AqlWarning
    return float(value[0]), float(value[1])


@function("DISTANCE", arguments=(4, 4))
def distance(lat1: Any, lon1: Any, lat2: Any, lon2: Any) -> int | float:
    if not all(map(_is_number, (lat1, lon1, lat2, lon2))):
        raise AqlWarning
    return number(distance_between((lon1, lat1), (lon2, lat2)))


@function("GEO_DISTANCE", arguments=(2, 3))
def geo_distance(one: Any, other: Any, ellipsoid: Any = "sphere") -> int | float:
    if ellipsoid not in {None, "sphere"}:
        raise unsupported(f"GEO_DISTANCE() on the ellipsoid {ellipsoid}")
    return number(distance_between(_place(one), _place(other)))


@function("GEO_IN_RANGE", arguments=(4, 7))
def geo_in_range(
    one: Any,
    other: Any,
    low: Any,
    high: Any,
    with_low: Any = True,
    with_high: Any = True,
    ellipsoid: Any = "sphere",
) -> bool:
    metres = geo_distance(one, other, ellipsoid)
    least, most = to_number(low), to_number(high)
    return (metres > least or (metres == least and is_true(with_low))) and (
        metres < most or (metres == most and is_true(with_high))
    )


# Polygons


def _encloses(ring: list[Place], place: Place) -> bool:
    """Whether a ring of great circles encloses a place.

    Seen from below the place (the gnomonic projection), great circles are straight lines, and a
    ray from the place crosses the ring an odd number of times. That works for rings that lie within
    a quarter of the earth's circumference.
    """
    lon, lat = map(math.radians, place)
    projected = []
    for corner in ring:
        corner_lon, corner_lat = map(math.radians, corner)
        away = corner_lon - lon
        depth = math.sin(lat) * math.sin(corner_lat)
        depth += math.cos(lat) * math.cos(corner_lat) * math.cos(away)
        if depth <= 1e-9:
            raise unsupported("polygons larger than a hemisphere")
        x = math.cos(corner_lat) * math.sin(away)
        y = math.cos(lat) * math.sin(corner_lat)
        y -= math.sin(lat) * math.cos(corner_lat) * math.cos(away)
        projected.append((x / depth, y / depth))
    inside = False
    for (x1, y1), (x2, y2) in zip(projected, projected[1:] + projected[:1], strict=True):
        if (y1 > 0) != (y2 > 0) and x1 + y1 / (y1 - y2) * (x2 - x1) > 0:
            inside = not inside
    return inside


def _ring(value: Any) -> list[Place]:
    if type(value) is not list or len(value) < 3:
        raise AqlWarning
    return [_place(corner) for corner in value]


@function("IS_IN_POLYGON", arguments=(2, 3))
def is_in_polygon(polygon: Any, second: Any, third: Any = None) -> bool:
    """Whether a polygon of [latitude, longitude] pairs encloses a place.

    The place is given by latitude and longitude, or by a pair that is turned around with true.
    """
    if type(second) is list:
        lon_first = is_true(third)
        pair = _place(second)
        place = pair if lon_first else pair[::-1]
    else:
        lon_first = False
        if not _is_number(second) or not _is_number(third):
            raise AqlWarning
        place = (float(third), float(second))
    ring = _ring(polygon)
    return _encloses(ring if lon_first else [corner[::-1] for corner in ring], place)


@function("GEO_CONTAINS", arguments=(2, 2))
def geo_contains(geometry: Any, place: Any) -> bool:
    if type(geometry) is not dict or type(place) not in {dict, list}:
        raise AqlWarning
    if geometry.get("type") != "Polygon":
        raise unsupported(f"GEO_CONTAINS() of a {geometry.get('type')}")
    outer, *holes = geometry.get("coordinates") or [[]]
    point = _place(place)
    return _encloses(_ring(outer), point) and not any(_encloses(_ring(h), point) for h in holes)


# Constructors


@function("GEO_POINT", arguments=(2, 2))
def geo_point(longitude: Any, latitude: Any) -> dict[str, Any]:
    if not _is_number(longitude) or not _is_number(latitude):
        raise AqlWarning
    return {"type": "Point", "coordinates": [longitude, latitude]}


def _coordinates(value: Any, depth: int, least: int) -> Any:
    """Coordinates as GeoJSON has them: arrays of arrays; points stand for theirs."""
    if depth == 0:
        if type(value) is dict and value.get("type") == "Point":
            value = value.get("coordinates")
        if type(value) is not list or len(value) != 2 or not all(map(_is_number, value)):
            raise AqlWarning
        return value
    if type(value) is not list or (depth == 1 and len(value) < least) or not value:
        raise AqlWarning
    return [_coordinates(member, depth - 1, least) for member in value]


def _constructor(name: str, kind: str, depth: int, least: int) -> None:
    def construct(coordinates: Any) -> dict[str, Any]:
        return {"type": kind, "coordinates": _coordinates(coordinates, depth, least)}

    function(name, arguments=(1, 1))(construct)


_constructor("GEO_MULTIPOINT", "MultiPoint", 1, 2)
_constructor("GEO_LINESTRING", "LineString", 1, 2)
_constructor("GEO_MULTILINESTRING", "MultiLineString", 2, 2)
_constructor("GEO_MULTIPOLYGON", "MultiPolygon", 3, 3)


@function("GEO_POLYGON", arguments=(1, 1))
def geo_polygon(coordinates: Any) -> dict[str, Any]:
    """A polygon of one ring or of several, each closed where it was left open."""
    one = type(coordinates) is list and coordinates and not _is_ring_list(coordinates)
    rings = [coordinates] if one else coordinates
    closed = [
        ring if ring[0] == ring[-1] else [*ring, ring[0]] for ring in _coordinates(rings, 2, 3)
    ]
    return {"type": "Polygon", "coordinates": closed}


def _is_ring_list(value: list[Any]) -> bool:
    first = value[0]
    return type(first) is list and bool(first) and type(first[0]) in {list, dict}


# Looking for documents


def _indexed(context: Context, name: Any, kind: str) -> tuple[CollectionSource, list[Any]]:
    """A collection and the indexes of a kind that it has."""
    if type(name) is not str:
        raise AqlWarning
    collection = context.collection(name)
    return collection, [index for index in collection.indexes() if index["type"] == kind]


def _geo_reader(context: Context, name: Any) -> tuple[CollectionSource, Callable[[Any], Place]]:
    """A collection and what reads the place of a document, by its first geo index.

    Raises:
        ArangoFault: 1570 where it has none.
        AqlWarning: Where a document has no place, by the second.
    """
    collection, indexes = _indexed(context, name, "geo")
    if not indexes:
        text = f"no suitable geo index found for geo restriction on '{name}'"
        raise AqlFault(errno.QUERY_GEO_INDEX_MISSING, text, "optimizing plan")
    index = indexes[0]
    fields = [field.split(".") for field in index["fields"]]

    def read(document: Any) -> Place:
        if len(fields) == 2:
            latitude, longitude = (_at(document, field) for field in fields)
            return _place([longitude, latitude])
        value = _at(document, fields[0])
        if type(value) is list and not index.get("geoJson"):
            value = value[1::-1]
        return _place(value)

    return collection, read


def _at(value: Any, path: Iterable[str]) -> Any:
    for name in path:
        value = value.get(name) if type(value) is dict else None
    return value


def _nearest(
    context: Context, name: Any, latitude: Any, longitude: Any
) -> list[tuple[float, Document]]:
    """The documents of a collection with their distances, the nearest first."""
    if not _is_number(latitude) or not _is_number(longitude):
        raise AqlWarning
    collection, read = _geo_reader(context, name)
    found = []
    for document in collection.documents():
        context.stats.scanned_index += 1
        try:
            place = read(document)
        except AqlWarning:  # it is not in the index
            continue
        found.append((distance_between((longitude, latitude), place), document))
    return sorted(found, key=lambda pair: pair[0])


def _with_distance(found: list[tuple[float, Document]], attribute: Any) -> list[Document]:
    if type(attribute) is not str:
        return [document for _, document in found]
    return [document | {attribute: number(metres)} for metres, document in found]


@function(
    "NEAR",
    arguments=(3, 5),
    context=True,
    deterministic=False,
    reads=True,
    collections=(0,),
    until=(4,),
)
def near(
    context: Context,
    collection: Any,
    latitude: Any,
    longitude: Any,
    limit: Any = None,
    attribute: Any = None,
) -> list[Document]:
    most = 100 if limit is None else int(to_number(limit))
    return _with_distance(_nearest(context, collection, latitude, longitude)[:most], attribute)


@function(
    "WITHIN",
    arguments=(4, 5),
    context=True,
    deterministic=False,
    reads=True,
    collections=(0,),
    until=(4,),
)
def within(
    context: Context,
    collection: Any,
    latitude: Any,
    longitude: Any,
    radius: Any,
    attribute: Any = None,
) -> list[Document]:
    if not _is_number(radius):
        raise AqlWarning
    found = _nearest(context, collection, latitude, longitude)
    return _with_distance([pair for pair in found if pair[0] <= radius], attribute)


@function(
    "WITHIN_RECTANGLE",
    arguments=(5, 5),
    context=True,
    deterministic=False,
    reads=True,
    collections=(0,),
    until=(4,),
)
def within_rectangle(
    context: Context, name: Any, lat1: Any, lon1: Any, lat2: Any, lon2: Any
) -> list[Document]:
    if not all(map(_is_number, (lat1, lon1, lat2, lon2))):
        raise AqlWarning
    collection, read = _geo_reader(context, name)
    (south, north), (west, east) = sorted((lat1, lat2)), sorted((lon1, lon2))
    found = []
    for document in collection.documents():
        try:
            lon, lat = read(document)
        except AqlWarning:  # it is not in the index
            continue
        if south <= lat <= north and west <= lon <= east:
            found.append(document)
    return found


@function(
    "FULLTEXT",
    arguments=(3, 4),
    context=True,
    deterministic=False,
    reads=True,
    collections=(0,),
    until=(4,),
)
def fulltext(
    context: Context, name: Any, attribute: Any, query: Any, limit: Any = None
) -> list[Document]:
    """Documents with the words of a query, by a fulltext index on the attribute."""
    path = to_text(attribute)
    collection, indexes = _indexed(context, name, "fulltext")
    index = next((index for index in indexes if index["fields"] == [path]), None)
    if index is None:
        text = f"no suitable fulltext index found for fulltext query on '{name}'"
        raise AqlFault(errno.QUERY_FULLTEXT_INDEX_MISSING, text, "optimizing plan")
    most = None if limit is None or to_number(limit) <= 0 else int(to_number(limit))
    matches = _fulltext_query(to_text(query))
    found = [
        document
        for document in collection.documents()
        if matches(_words(_at(document, path.split(".")), index))
    ]
    return found[:most]


def _words(value: Any, index: Mapping[str, Any]) -> set[str]:
    """The words of a text, or of all texts in an array or object, as the index has them."""
    if type(value) in {list, dict}:
        members = value.values() if type(value) is dict else value
        return {word for member in members for word in _words(member, index)}
    if type(value) is not str:
        return set()
    least = index.get("minLength") or 2
    return {word[:40] for word in re.findall(r"\w+", _folded(value)) if len(word) >= least}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _fulltext_query(query: str) -> Callable[[set[str]], bool]:
    """What tells whether words meet a query: "a,prefix:b,|c,-d" is ((a and b*) or c) and not d."""
    terms: list[tuple[str, str, bool]] = []
    for part in query.split(","):
        term = _folded(part.strip())
        sign = term[:1] if term[:1] in {"+", "-", "|"} else "+"
        term = term.removeprefix(sign)
        is_prefix = term.startswith("prefix:")
        word = term.removeprefix("prefix:").removeprefix("complete:")
        if word:
            terms.append((sign, word[:40], is_prefix))

    def matches(words: set[str]) -> bool:
        met: bool | None = None
        for sign, word, is_prefix in terms:
            has = any(w.startswith(word) for w in words) if is_prefix else word in words
            if met is None:
                met = not has if sign == "-" else has
            elif sign == "+":
                met = met and has
            elif sign == "|":
                met = met or has
            else:
                met = met and not has
        return bool(met)

    return matches
