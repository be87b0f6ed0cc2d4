"""User functions: JavaScript that queries can call."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import path_key
from arango_fastbatch.context import C_co
from arango_fastbatch.errno import QUERY_FUNCTION_NOT_FOUND
from arango_fastbatch.exceptions import (
    AQLFunctionCreateError,
    AQLFunctionDeleteError,
    AQLFunctionListError,
)
from arango_fastbatch.operation import Call, Operation
from arango_fastbatch.typings import Json, Jsons

_NAMES = {"isDeterministic": "is_deterministic"}


def _functions(body: Any, _: Call[Jsons]) -> Jsons:
    # A function's code is called as the status in the answers' envelope, so that it is no envelope.
    return [
        {_NAMES.get(name, name): value for name, value in function.items()}
        for function in body["result"]
    ]


def _created(body: Any, _: Call[Json]) -> Json:
    return {"is_new": body["isNewlyCreated"]}


def _deleted(body: Any, _: Call[bool | Json]) -> bool | Json:
    return {"deleted": body["deletedCount"]}


_UNTIL = "4.0"
_INSTEAD = "the expression itself in the query"

LIST: Operation[Jsons] = Operation(
    "GET",
    "/_api/aqlfunction",
    AQLFunctionListError,
    decode=_functions,
    until=_UNTIL,
    instead=_INSTEAD,
)
CREATE: Operation[Json] = Operation(
    "POST",
    "/_api/aqlfunction",
    AQLFunctionCreateError,
    decode=_created,
    until=_UNTIL,
    instead=_INSTEAD,
)
DELETE: Operation[bool | Json] = Operation(
    "DELETE",
    "/_api/aqlfunction/{key}",
    AQLFunctionDeleteError,
    query=("group",),
    decode=_deleted,
    until=_UNTIL,
    instead=_INSTEAD,
)
DELETE_IF_THERE: Operation[bool | Json] = replace(DELETE, recover={QUERY_FUNCTION_NOT_FOUND: False})


class Functions(ApiGroup[C_co]):
    """Methods for user functions; servers from 4.0 on have none."""

    @endpoint
    async def functions(self) -> Jsons:
        """List the user functions.

        Returns:
            For each ``name``, ``code`` and ``is_deterministic``.

        Raises:
            AQLFunctionListError: If the server refuses.

        Endpoint:
            GET /_api/aqlfunction (until 4.0)
        """
        return await self._call(LIST)

    @endpoint
    async def create_function(self, name: str, code: str) -> Json:
        """Create a user function, or replace it.

        Args:
            name: Its name with its namespace, such as "temperature::to_celsius".
            code: The text of a JavaScript function.

        Returns:
            ``is_new``: whether there was none of that name.

        Raises:
            AQLFunctionCreateError: If the server refuses, such as for code that is wrong.

        Endpoint:
            POST /_api/aqlfunction (until 4.0)
        """
        return await self._call(CREATE, body={"name": name, "code": code})

    @endpoint
    async def delete_function(
        self, name: str, group: bool = False, ignore_missing: bool = False
    ) -> bool | Json:
        """Delete a user function.

        Args:
            name: Its name.
            group: Whether the name is a namespace of which all functions are deleted.
            ignore_missing: Whether a missing function is no error.

        Returns:
            ``deleted``: the number of deleted functions; False if it is missing and that is no
            error.

        Raises:
            AQLFunctionDeleteError: If the server refuses, such as for a missing function (HTTP
                404).

        Endpoint:
            DELETE /_api/aqlfunction/{name} (until 4.0)
        """
        operation = DELETE_IF_THERE if ignore_missing else DELETE
        return await self._call(operation, (group,), key=path_key(name))
