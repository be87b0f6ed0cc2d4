"""Tasks: JavaScript to be run later. Kept and shown; no task ever runs."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from .faults import ArangoFault


@dataclass(frozen=True)
class Task:
    """One task.

    Args:
        number: Its id.
        name: Its name.
        command: The JavaScript.
        offset: Seconds until the first run.
        period: Seconds from one run to the next; None to run once.
        database: Name of its database.
        user: Whose it is.
    """

    number: str
    name: str
    command: str
    offset: float
    period: float | None
    database: str
    user: str | None
    created: float = field(default_factory=time.time)

    def public(self) -> dict[str, Any]:
        """The task as `/_api/tasks` shows it."""
        repeated = {} if self.period is None else {"period": self.period}
        return {
            "id": self.number,
            "name": self.name,
            "created": self.created,
            "type": "timed" if self.period is None else "periodic",
            **repeated,
            "offset": self.offset,
            "command": f"(function (params) {{ {self.command} }} )(params);",
            "database": self.database,
        }


class Tasks:
    """All tasks of a server."""

    def __init__(self) -> None:
        self._tasks: dict[str, Task] = {}

    def of(self, database: str, user: str | None) -> list[Task]:
        """A user's tasks in a database; None: those of every user."""
        tasks = self._tasks.values()
        return [t for t in tasks if t.database == database and user in {None, t.user}]

    def add(self, task: Task) -> None:
        """Register a task.

        Raises:
            ArangoFault: 409/1851 for an id that is taken.
        """
        if task.number in self._tasks:
            raise ArangoFault(409, 1851, "duplicate task id")
        self._tasks[task.number] = task

    def get(self, number: str, database: str, user: str | None) -> Task:
        """A user's task.

        Raises:
            ArangoFault: 404/1852.
        """
        task = self._tasks.get(number)
        if task is None or task not in self.of(database, user):
            raise ArangoFault(404, 1852, "task not found")
        return task

    def remove(self, task: Task) -> None:
        """Unregister a task."""
        del self._tasks[task.number]
