"""The analyzers of a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import given, path_key
from arango_fastbatch.context import C_co
from arango_fastbatch.errno import DOCUMENT_NOT_FOUND
from arango_fastbatch.exceptions import (
    AnalyzerCreateError,
    AnalyzerDeleteError,
    AnalyzerGetError,
    AnalyzerListError,
)
from arango_fastbatch.formatter import format_body
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json, Jsons


def _analyzer(body: Any, _: Call[Json]) -> Json:
    return format_body(body)


def _analyzers(body: Any, _: Call[Jsons]) -> Jsons:
    analyzers: Jsons = body["result"]
    return analyzers


LIST: Operation[Jsons] = Operation("GET", "/_api/analyzer", AnalyzerListError, decode=_analyzers)
GET: Operation[Json] = Operation("GET", "/_api/analyzer/{key}", AnalyzerGetError, decode=_analyzer)
CREATE: Operation[Json] = Operation("POST", "/_api/analyzer", AnalyzerCreateError)
DELETE: Operation[bool] = Operation(
    "DELETE", "/_api/analyzer/{key}", AnalyzerDeleteError, query=("force",), decode=always_true
)
# An analyzer is stored as a document, and missed as one.
DELETE_IF_THERE = replace(DELETE, recover={DOCUMENT_NOT_FOUND: False, 404: False})


class Analyzers(ApiGroup[C_co]):
    """Methods for analyzers."""

    @endpoint
    async def analyzers(self) -> Jsons:
        """List the analyzers, with those that every database has.

        Returns:
            For each ``name``, ``type``, ``properties`` and ``features``.

        Raises:
            AnalyzerListError: If the server refuses.

        Endpoint:
            GET /_api/analyzer
        """
        return await self._call(LIST)

    @endpoint
    async def analyzer(self, name: str) -> Json:
        """Read what the server knows of an analyzer.

        Args:
            name: Its name, with or without that of the database ("shop::words").

        Returns:
            ``name``, ``type``, ``properties`` and ``features``.

        Raises:
            AnalyzerGetError: If the server refuses, such as for a missing analyzer (HTTP 404).

        Endpoint:
            GET /_api/analyzer/{name}
        """
        return await self._call(GET, key=path_key(name))

    @endpoint
    async def create_analyzer(
        self,
        name: str,
        analyzer_type: str,
        properties: Json | None = None,
        features: Sequence[str] | None = None,
    ) -> Json:
        """Create an analyzer.

        Args:
            name: Its name.
            analyzer_type: Its type, such as "identity", "delimiter" or "text".
            properties: What the type takes.
            features: What it keeps of values: "frequency", "norm", "position", "offset".

        Returns:
            ``name``, ``type``, ``properties`` and ``features``.

        Raises:
            AnalyzerCreateError: If the server refuses, such as for wrong properties.

        Endpoint:
            POST /_api/analyzer
        """
        body: Json = {"name": name, "type": analyzer_type}
        body |= given(properties=properties, features=features)
        return await self._call(CREATE, body=body)

    @endpoint
    async def delete_analyzer(
        self, name: str, force: bool = False, ignore_missing: bool = False
    ) -> bool:
        """Delete an analyzer.

        Args:
            name: Its name.
            force: Whether it is deleted even where a view uses it.
            ignore_missing: Whether a missing analyzer is no error.

        Returns:
            True; False if it is missing and that is no error.

        Raises:
            AnalyzerDeleteError: If the server refuses, such as for a missing analyzer (HTTP 404)
                or one in use (HTTP 409).

        Endpoint:
            DELETE /_api/analyzer/{name}
        """
        operation = DELETE_IF_THERE if ignore_missing else DELETE
        return await self._call(operation, (force,), key=path_key(name))
