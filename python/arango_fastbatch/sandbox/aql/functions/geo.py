"""Functions of places on the earth."""
# what a function of AQL does is in ArangoDB's documentation

from __future__ import annotations

import math
from typing import Any

from ..errors import AqlWarning, unsupported
from ..registry import function
from ..values import is_true, number, to_number

__all__ = ["Place", "distance_between", "place_of"]

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


def place_of(value: Any) -> Place:
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
    if ellipsoid is not None and ellipsoid != "sphere":
        raise unsupported(f"GEO_DISTANCE() on the ellipsoid {ellipsoid}")
    return number(distance_between(place_of(one), place_of(other)))


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
    return [place_of(corner) for corner in value]


@function("IS_IN_POLYGON", arguments=(2, 3))
def is_in_polygon(polygon: Any, second: Any, third: Any = None) -> bool:
    """Whether a polygon of [latitude, longitude] pairs encloses a place.

    The place is given by latitude and longitude, or by a pair that is turned around with true.
    """
    if type(second) is list:
        lon_first = is_true(third)
        pair = place_of(second)
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
    point = place_of(place)
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
