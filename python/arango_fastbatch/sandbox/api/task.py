"""``/_api/tasks``: tasks, on servers that have JavaScript (before 4)."""

from __future__ import annotations

from typing import Any

from ..faults import ArangoFault
from ..message import Request, Response, answer, success
from ..routing import Route
from ..tasks import Task


def read(request: Request) -> Response:
    """GET /_api/tasks[/ID]: the tasks, or one."""
    suffixes = request.suffixes
    tasks, database, user = request.server.tasks, request.database.name, _user(request)
    if not suffixes:
        return answer([task.public() for task in tasks.of(database, user)])
    if len(suffixes) > 1:
        raise ArangoFault(400, 600, "superfluous parameter, expecting /_api/tasks[/id]")
    return answer(tasks.get(suffixes[0], database, user).public())


def create(request: Request) -> Response:
    """POST /_api/tasks: register a task, with an id of its own or the server's."""
    body = _body(request)
    wanted = body.get("id")
    number = wanted if isinstance(wanted, str) and wanted else None
    return _register(request, body, number or str(request.server.store.clock.tick()))


def replace(request: Request) -> Response:
    """PUT /_api/tasks/ID: register a task with an id."""
    if len(request.suffixes) != 1:
        raise ArangoFault(400, 600, "expected PUT /_api/tasks/<task-id>")
    return _register(request, _body(request), request.suffixes[0])


def delete(request: Request) -> Response:
    """DELETE /_api/tasks/ID: unregister a task."""
    if len(request.suffixes) != 1:
        raise ArangoFault(400, 600, "bad parameter, expecting /_api/tasks/<id>")
    tasks = request.server.tasks
    request.access.demand_database(request.database.name)
    tasks.remove(tasks.get(request.suffixes[0], request.database.name, _user(request)))
    return success()


def _user(request: Request) -> str | None:
    """Whose tasks a request may see; None: those of every user."""
    return None if request.access.is_administrator else request.access.name


def _body(request: Request) -> dict[str, Any]:
    body = request.json()
    if not isinstance(body, dict):
        raise ArangoFault(400, 600, "body must be an object")
    return body


def _register(request: Request, body: dict[str, Any], number: str) -> Response:
    if request.access.database_level(request.database.name) != "rw":
        raise ArangoFault(403, 11, "registering a task needs db RW permissions")
    command = body.get("command")
    if not isinstance(command, str) or not command:
        raise ArangoFault(400, 10, "command must be specified")
    period, offset = body.get("period"), body.get("offset")
    if period is not None and (not _is_number(period) or period <= 0):
        raise ArangoFault(400, 10, "task period must be specified and positive")
    if offset is not None and (not _is_number(offset) or offset < 0):
        raise ArangoFault(400, 10, "task offset must not be negative")
    name = body.get("name")
    task = Task(
        number,
        name if isinstance(name, str) and name else "user-defined task",
        command,
        offset or 0,
        period,
        request.database.name,
        request.access.name,
    )
    request.server.tasks.add(task)
    return answer(task.public())


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


ROUTES = (
    Route(
        "/_api/tasks",
        {"GET": read, "POST": create, "PUT": replace, "DELETE": delete},
        until=(4,),
    ),
)
