"""Asynchronous jobs: requests whose answers are fetched later."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .faults import ArangoFault

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from .message import Response
    from .store.clock import Clock


@dataclass
class Job:
    """One job.

    Args:
        number: Its id, a number as text.
        user: Whose it is.
        task: What runs it.
    """

    number: str
    user: str | None
    task: asyncio.Task[Response]
    started: float = field(default_factory=time.time)

    @property
    def state(self) -> str:
        """``pending`` or ``done``."""
        return "done" if self.task.done() else "pending"


class Jobs:
    """All jobs of a server whose answers are to be kept.

    Args:
        clock: The server's ids.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.begun = 0
        self._jobs: dict[str, Job] = {}
        # Tasks whose answers nobody wants: the loop itself holds them only weakly.
        self._unwatched: set[asyncio.Task[Response]] = set()

    def start(
        self, work: Coroutine[None, None, Response], user: str | None, *, keep: bool
    ) -> Job | None:
        """Start a job.

        Args:
            work: Gives the answer.
            user: Whose job it is.
            keep: Whether the answer is to be fetched later.

        Returns:
            The job, or None where its answer is not kept.
        """
        self.begun += 1
        task = asyncio.get_running_loop().create_task(work)
        if not keep:
            self._unwatched.add(task)
            task.add_done_callback(self._unwatched.discard)
            return None
        job = Job(str(self._clock.tick()), user, task)
        self._jobs[job.number] = job
        return job

    def of(self, user: str | None, state: str) -> list[Job]:
        """The jobs of a user that are ``pending`` or ``done``."""
        return [job for job in self._jobs.values() if job.user == user and job.state == state]

    def get(self, number: str, user: str | None) -> Job:
        """A user's job.

        Raises:
            ArangoFault: 404/404.
        """
        job = self._jobs.get(number)
        if job is None or job.user != user:
            raise ArangoFault(404, 404, "not found")
        return job

    def forget(self, job: Job) -> None:
        """Forget a job; one that still runs goes on unwatched."""
        del self._jobs[job.number]
        if not job.task.done():
            self._unwatched.add(job.task)
            job.task.add_done_callback(self._unwatched.discard)

    def forget_all(self, user: str | None, before: float | None = None) -> None:
        """Forget a user's jobs, or those that were started before a moment (seconds since 1970)."""
        for job in list(self._jobs.values()):
            if job.user == user and (before is None or job.started < before):
                self.forget(job)
