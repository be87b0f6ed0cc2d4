"""Tasks: JavaScript that the server runs on its own, once or again and again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import given, path_key
from arango_fastbatch.context import C_co
from arango_fastbatch.errno import TASK_NOT_FOUND
from arango_fastbatch.exceptions import (
    TaskCreateError,
    TaskDeleteError,
    TaskGetError,
    TaskListError,
)
from arango_fastbatch.formatter import format_body
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json, Jsons


def _task(body: Any, _: Call[Json]) -> Json:
    return format_body(body)


_TASK = "/_api/tasks/{key}"
_UNTIL = "4.0"
_INSTEAD = "a scheduler outside of the server"

LIST: Operation[Jsons] = Operation(
    "GET", "/_api/tasks", TaskListError, until=_UNTIL, instead=_INSTEAD
)
GET: Operation[Json] = Operation(
    "GET", _TASK, TaskGetError, decode=_task, until=_UNTIL, instead=_INSTEAD
)
CREATE: Operation[Json] = Operation(
    "POST", _TASK, TaskCreateError, decode=_task, until=_UNTIL, instead=_INSTEAD
)
DELETE: Operation[bool] = Operation(
    "DELETE", _TASK, TaskDeleteError, decode=always_true, until=_UNTIL, instead=_INSTEAD
)
DELETE_IF_THERE = replace(DELETE, recover={TASK_NOT_FOUND: False})


class Tasks(ApiGroup[C_co]):
    """Methods for tasks; servers from 4.0 on have none."""

    @endpoint
    async def tasks(self) -> Jsons:
        """List the tasks.

        Returns:
            For each ``id``, ``name``, ``created`` (seconds since 1970), ``type``, ``command``,
            ``database`` and, as they apply, ``period`` and ``offset``.

        Raises:
            TaskListError: If the server refuses.

        Endpoint:
            GET /_api/tasks (until 4.0)
        """
        return await self._call(LIST)

    @endpoint
    async def task(self, task_id: str) -> Json:
        """Read what the server knows of a task.

        Args:
            task_id: The task's id.

        Returns:
            What `tasks` tells of each.

        Raises:
            TaskGetError: If the server refuses, such as for a missing task (HTTP 404).

        Endpoint:
            GET /_api/tasks/{id} (until 4.0)
        """
        return await self._call(GET, key=path_key(task_id))

    @endpoint
    async def create_task(
        self,
        name: str,
        command: str,
        params: Json | None = None,
        period: int | None = None,
        offset: int | None = None,
        task_id: str | None = None,
    ) -> Json:
        """Create a task.

        Args:
            name: Its name.
            command: The JavaScript that is run.
            params: What the JavaScript sees as ``params``.
            period: Seconds from one run to the next; None to run once.
            offset: Seconds until the first run.
            task_id: Its id; None for one of the server's.

        Returns:
            What `tasks` tells of each.

        Raises:
            TaskCreateError: If the server refuses, such as for an id that exists (HTTP 409).

        Endpoint:
            POST /_api/tasks/{id} (until 4.0)
        """
        body: Json = {"name": name, "command": command}
        body |= given(params=params, id=task_id, period=period, offset=offset)
        key = "" if task_id is None else path_key(task_id)
        return await self._call(CREATE, key=key, body=body)

    @endpoint
    async def delete_task(self, task_id: str, ignore_missing: bool = False) -> bool:
        """Delete a task.

        Args:
            task_id: Its id.
            ignore_missing: Whether a missing task is no error.

        Returns:
            True; False if it is missing and that is no error.

        Raises:
            TaskDeleteError: If the server refuses, such as for a missing task (HTTP 404).

        Endpoint:
            DELETE /_api/tasks/{id} (until 4.0)
        """
        operation = DELETE_IF_THERE if ignore_missing else DELETE
        return await self._call(operation, key=path_key(task_id))
