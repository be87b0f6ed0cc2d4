"""Documents by where they are, with a geo index.

Up to 4.0 AQL has functions that find the collection's geo index by themselves. Later servers have
to be told its attributes: where a call gives its result at once, and the server turns out not to
have the function, the attributes are looked up and the query is made of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from arango_fastbatch.api import endpoint
from arango_fastbatch.collection.identity import Identified
from arango_fastbatch.collection.indexes import LIST
from arango_fastbatch.collection.queries import (
    attribute_path,
    demand_count,
    demand_number,
    limit_clause,
    query_body,
)
from arango_fastbatch.collection.reading import READ
from arango_fastbatch.context import C_co
from arango_fastbatch.cursor import Cursor, cursor_of
from arango_fastbatch.errno import QUERY_FUNCTION_NAME_UNKNOWN
from arango_fastbatch.exceptions import DocumentGetError
from arango_fastbatch.operation import Operation
from arango_fastbatch.typings import Json

# The errors of servers that lack a function, or the path.
_LACKING = frozenset({QUERY_FUNCTION_NAME_UNKNOWN, 404, 501})

NEAR: Operation[Cursor] = Operation(
    "POST",
    "/_api/cursor",
    DocumentGetError,
    decode=cursor_of,
    until="4.0",
    instead="an AQL query with DISTANCE()",
    what="the AQL function NEAR()",
    bridged=True,
    gone=_LACKING,
)
WITHIN: Operation[Cursor] = Operation(
    "POST",
    "/_api/cursor",
    DocumentGetError,
    decode=cursor_of,
    until="4.0",
    instead="an AQL query with DISTANCE()",
    what="the AQL function WITHIN()",
    bridged=True,
    gone=_LACKING,
)
IN_BOX: Operation[Cursor] = Operation(
    "POST",
    "/_api/cursor",
    DocumentGetError,
    decode=cursor_of,
    until="4.0",
    instead="an AQL query with GEO_CONTAINS()",
    what="the AQL function WITHIN_RECTANGLE()",
    bridged=True,
    gone=_LACKING,
)
# The AQL function has no choice of the index.
IN_BOX_BY_INDEX: Operation[Cursor] = Operation(
    "PUT",
    "/_api/simple/within-rectangle",
    DocumentGetError,
    decode=cursor_of,
    until="4.0",
    instead="an AQL query with GEO_CONTAINS()",
    bridged=True,
    gone=_LACKING,
)

# NEAR() gives so many documents if it is not told how many.
_NEAREST = 100


@dataclass(frozen=True)
class _Place:
    """Where a geo index says that documents are, in AQL.

    Attributes:
        distance: The distance in metres from ``[@longitude, @latitude]``.
        point: The coordinates.
        binds: Values of the bind parameters for the indexed attributes.
    """

    distance: str
    point: str
    binds: Json

    @classmethod
    def of(cls, index: Json) -> _Place:
        """Read a geo index as `Indexes.indexes` gives it."""
        paths = [attribute_path(field) for field in index["fields"]]
        if len(paths) == 2:
            return cls(
                "DISTANCE(doc.@first, doc.@second, @latitude, @longitude)",
                "[doc.@second, doc.@first]",
                {"first": paths[0], "second": paths[1]},
            )
        binds: Json = {"place": paths[0]}
        if index.get("geo_json"):
            return cls("GEO_DISTANCE([@longitude, @latitude], doc.@place)", "doc.@place", binds)
        return cls(
            "DISTANCE(doc.@place[0], doc.@place[1], @latitude, @longitude)",
            "[doc.@place[1], doc.@place[0]]",
            binds,
        )


class Geo(Identified[C_co]):
    """Methods that find documents by their coordinates; the collection needs a geo index."""

    @endpoint
    async def find_near(
        self, latitude: float, longitude: float, limit: int | None = None
    ) -> Cursor:
        """Find the documents that are nearest to a point.

        Args:
            latitude: The point's latitude in degrees.
            longitude: The point's longitude in degrees.
            limit: Most documents; 100 by default.

        Returns:
            A cursor over the documents, the nearest first; it knows their number.

        Raises:
            DocumentGetError: If the server refuses, such as for a missing geo index.

        Endpoint:
            POST /_api/cursor
        """
        demand_number("latitude", latitude)
        demand_number("longitude", longitude)
        demand_count("limit", limit)
        binds: Json = {
            "@collection": self._name,
            "latitude": latitude,
            "longitude": longitude,
            "limit": _NEAREST if limit is None else limit,
        }
        query = """
            FOR doc IN NEAR(@@collection, @latitude, @longitude, @limit)
            RETURN doc
        """
        try:
            return await self._call(NEAR, body=query_body(query, binds, count=True))
        except DocumentGetError as error:
            place = await self._place(error)
        query = f"""
            FOR doc IN @@collection
            FILTER {place.distance} != null
            SORT {place.distance}
            LIMIT @limit
            RETURN doc
        """
        return await self._call(READ, body=query_body(query, binds | place.binds, count=True))

    @endpoint
    async def find_in_radius(
        self,
        latitude: float,
        longitude: float,
        radius: float,
        distance_field: str | None = None,
    ) -> Cursor:
        """Find the documents within a distance from a point.

        Args:
            latitude: The point's latitude in degrees.
            longitude: The point's longitude in degrees.
            radius: The distance in metres.
            distance_field: Attribute that shall hold each document's distance in metres; None for
                none.

        Returns:
            A cursor over the documents, the nearest first; it knows their number.

        Raises:
            DocumentGetError: If the server refuses, such as for a missing geo index.

        Endpoint:
            POST /_api/cursor
        """
        demand_number("latitude", latitude)
        demand_number("longitude", longitude)
        demand_number("radius", radius)
        if distance_field is not None and not isinstance(distance_field, str):
            raise AssertionError("distance_field must be a str")
        binds: Json = {
            "@collection": self._name,
            "latitude": latitude,
            "longitude": longitude,
            "radius": radius,
        }
        if distance_field is not None:
            binds["distance"] = distance_field
        query = f"""
            FOR doc IN WITHIN(
                @@collection, @latitude, @longitude, @radius
                {", @distance" if distance_field is not None else ""}
            )
            RETURN doc
        """
        try:
            return await self._call(WITHIN, body=query_body(query, binds, count=True))
        except DocumentGetError as error:
            place = await self._place(error)
        result = (
            "doc" if distance_field is None else f"MERGE(doc, {{ [@distance]: {place.distance} }})"
        )
        query = f"""
            FOR doc IN @@collection
            FILTER {place.distance} <= @radius
            FILTER {place.distance} != null
            SORT {place.distance}
            RETURN {result}
        """
        return await self._call(READ, body=query_body(query, binds | place.binds, count=True))

    @endpoint
    async def find_in_box(
        self,
        latitude1: float,
        longitude1: float,
        latitude2: float,
        longitude2: float,
        skip: int | None = None,
        limit: int | None = None,
        index: str | None = None,
    ) -> Cursor:
        """Find the documents in a rectangle.

        Args:
            latitude1: The latitude in degrees of one corner.
            longitude1: The longitude in degrees of that corner.
            latitude2: The latitude in degrees of the opposite corner.
            longitude2: The longitude in degrees of that corner.
            skip: Documents that are left out at the beginning.
            limit: Most documents.
            index: Id of the geo index to use; the collection's first one by default.

        Returns:
            A cursor over the documents, in no order; it knows their number.

        Raises:
            DocumentGetError: If the server refuses, such as for a missing geo index.

        Endpoint:
            POST /_api/cursor; with `index` PUT /_api/simple/within-rectangle (until 4.0)
        """
        corners = {
            "latitude1": latitude1,
            "longitude1": longitude1,
            "latitude2": latitude2,
            "longitude2": longitude2,
        }
        for name, value in corners.items():
            demand_number(name, value)
        binds: Json = {"@collection": self._name}
        limited = limit_clause(skip, limit, binds)
        try:
            if index is not None:
                body = {
                    "collection": self._name,
                    **corners,
                    "geo": f"{self._name}/{self._index_key(index)}",
                }
                body |= {k: v for k, v in (("skip", skip), ("limit", limit)) if v is not None}
                return await self._call(IN_BOX_BY_INDEX, body=body)
            query = f"""
                FOR doc IN WITHIN_RECTANGLE(
                    @@collection, @latitude1, @longitude1, @latitude2, @longitude2
                )
                {limited}
                RETURN doc
            """
            return await self._call(IN_BOX, body=query_body(query, binds | corners, count=True))
        except DocumentGetError as error:
            place = await self._place(error, index)
        ring = [
            [longitude1, latitude1],
            [longitude2, latitude1],
            [longitude2, latitude2],
            [longitude1, latitude2],
            [longitude1, latitude1],
        ]
        binds |= {"box": {"type": "Polygon", "coordinates": [ring]}, **place.binds}
        query = f"""
            FOR doc IN @@collection
            FILTER GEO_CONTAINS(@box, {place.point})
            {limited}
            RETURN doc
        """
        return await self._call(READ, body=query_body(query, binds, count=True))

    async def _place(self, error: DocumentGetError, index: str | None = None) -> _Place:
        """What the geo index says; for a server that answered that it lacks what would find it.

        Raises:
            DocumentGetError: If its answer was another one, or there is no such index.
        """
        if error.error_code not in _LACKING:
            raise error
        wanted = None if index is None else self._index_key(index)
        for found in await self._call(LIST, (self._name,)):
            if found["type"] == "geo" and wanted in {None, found["id"], found.get("name")}:
                return _Place.of(found)
        raise error
