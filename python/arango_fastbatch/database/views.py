"""The views of a database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import path_key
from arango_fastbatch.context import C_co
from arango_fastbatch.errno import DATA_SOURCE_NOT_FOUND
from arango_fastbatch.exceptions import (
    ViewCreateError,
    ViewDeleteError,
    ViewGetError,
    ViewListError,
    ViewRenameError,
    ViewReplaceError,
    ViewUpdateError,
)
from arango_fastbatch.formatter import format_view
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json, Jsons


def _view(body: Any, _: Call[Json]) -> Json:
    return format_view(body)


def _views(body: Any, _: Call[Jsons]) -> Jsons:
    return [format_view(view) for view in body["result"]]


_PROPERTIES = "/_api/view/{key}/properties"

LIST: Operation[Jsons] = Operation("GET", "/_api/view", ViewListError, decode=_views)
GET: Operation[Json] = Operation("GET", _PROPERTIES, ViewGetError, decode=_view)
CREATE: Operation[Json] = Operation("POST", "/_api/view", ViewCreateError, decode=_view)
UPDATE: Operation[Json] = Operation("PATCH", _PROPERTIES, ViewUpdateError, decode=_view)
REPLACE: Operation[Json] = Operation("PUT", _PROPERTIES, ViewReplaceError, decode=_view)
DELETE: Operation[bool] = Operation(
    "DELETE", "/_api/view/{key}", ViewDeleteError, decode=always_true
)
DELETE_IF_THERE = replace(DELETE, recover={DATA_SOURCE_NOT_FOUND: False})
RENAME: Operation[bool] = Operation(
    "PUT", "/_api/view/{key}/rename", ViewRenameError, decode=always_true
)


class Views(ApiGroup[C_co]):
    """Methods for views.

    Properties are given under the server's own names ("cleanupIntervalStep"), and come back in
    Python's spelling (``cleanup_interval_step``).
    """

    @endpoint
    async def views(self) -> Jsons:
        """List the views.

        Returns:
            For each ``id``, ``name``, ``type`` and ``global_id``.

        Raises:
            ViewListError: If the server refuses.

        Endpoint:
            GET /_api/view
        """
        return await self._call(LIST)

    @endpoint
    async def view(self, name: str) -> Json:
        """Read the properties of a view.

        Args:
            name: The view's name.

        Returns:
            Its properties.

        Raises:
            ViewGetError: If the server refuses, such as for a missing view (HTTP 404).

        Endpoint:
            GET /_api/view/{name}/properties
        """
        return await self._call(GET, key=path_key(name))

    @endpoint
    async def create_view(self, name: str, view_type: str, properties: Json | None = None) -> Json:
        """Create a view.

        Args:
            name: Its name.
            view_type: "arangosearch" or "search-alias".
            properties: Its properties.

        Returns:
            Its properties.

        Raises:
            ViewCreateError: If the server refuses, such as for a name that exists (HTTP 409).

        Endpoint:
            POST /_api/view
        """
        body: Json = {"name": name, "type": view_type}
        return await self._call(CREATE, body=_with(body, properties))

    @endpoint
    async def update_view(self, name: str, properties: Json) -> Json:
        """Change properties of a view; the others stay as they are.

        Args:
            name: The view's name.
            properties: The properties.

        Returns:
            All its properties.

        Raises:
            ViewUpdateError: If the server refuses, such as for a missing view (HTTP 404).

        Endpoint:
            PATCH /_api/view/{name}/properties
        """
        return await self._call(UPDATE, key=path_key(name), body=properties)

    @endpoint
    async def replace_view(self, name: str, properties: Json) -> Json:
        """Replace the properties of a view; those that are not given get their defaults.

        Args:
            name: The view's name.
            properties: The properties.

        Returns:
            All its properties.

        Raises:
            ViewReplaceError: If the server refuses, such as for a missing view (HTTP 404).

        Endpoint:
            PUT /_api/view/{name}/properties
        """
        return await self._call(REPLACE, key=path_key(name), body=properties)

    @endpoint
    async def delete_view(self, name: str, ignore_missing: bool = False) -> bool:
        """Delete a view.

        Args:
            name: Its name.
            ignore_missing: Whether a missing view is no error.

        Returns:
            True; False if it is missing and that is no error.

        Raises:
            ViewDeleteError: If the server refuses, such as for a missing view (HTTP 404).

        Endpoint:
            DELETE /_api/view/{name}
        """
        operation = DELETE_IF_THERE if ignore_missing else DELETE
        return await self._call(operation, key=path_key(name))

    @endpoint
    async def rename_view(self, name: str, new_name: str) -> bool:
        """Rename a view (not in a cluster).

        Args:
            name: Its name.
            new_name: Its new name.

        Returns:
            True.

        Raises:
            ViewRenameError: If the server refuses, such as for a missing view (HTTP 404).

        Endpoint:
            PUT /_api/view/{name}/rename
        """
        return await self._call(RENAME, key=path_key(name), body={"name": new_name})

    @endpoint
    async def create_arangosearch_view(self, name: str, properties: Json | None = None) -> Json:
        """Create a view of type "arangosearch".

        Args:
            name: Its name.
            properties: Its properties, such as ``links``.

        Returns:
            Its properties.

        Raises:
            ViewCreateError: If the server refuses, such as for a name that exists (HTTP 409).

        Endpoint:
            POST /_api/view
        """
        body: Json = {"name": name, "type": "arangosearch"}
        return await self._call(CREATE, body=_with(body, properties))

    @endpoint
    async def update_arangosearch_view(self, name: str, properties: Json) -> Json:
        """Change properties of a view of type "arangosearch"; the others stay as they are.

        Args:
            name: The view's name.
            properties: The properties.

        Returns:
            All its properties.

        Raises:
            ViewUpdateError: If the server refuses, such as for a missing view (HTTP 404).

        Endpoint:
            PATCH /_api/view/{name}/properties
        """
        return await self._call(UPDATE, key=path_key(name), body=properties)

    @endpoint
    async def replace_arangosearch_view(self, name: str, properties: Json) -> Json:
        """Replace the properties of a view of type "arangosearch".

        Args:
            name: The view's name.
            properties: The properties; those that are not given get their defaults.

        Returns:
            All its properties.

        Raises:
            ViewReplaceError: If the server refuses, such as for a missing view (HTTP 404).

        Endpoint:
            PUT /_api/view/{name}/properties
        """
        return await self._call(REPLACE, key=path_key(name), body=properties)


def _with(body: Json, properties: Json | None) -> Json:
    """A view's name and type with its other properties."""
    if properties:
        body.update(properties)
    return body
