"""The same work from several clients, each for a process of its own."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benches.meter import Phases

Queue = Callable[[dict[str, object]], Awaitable[Any]]
"""What queues a document, or a query by its bind variables; gives the job, or None."""

NAMES = ("ours", "peer", "control", "official")
"""The modules of this package that stand for a client."""

BATCHING = ("ours", "peer", "control")
"""Those with batches for servers that have them."""

QUERYING = ("ours", "official")
"""Those that query servers that have no batches."""


class Job(Protocol):
    """One queued request."""

    def result(self) -> Any:
        """Return what the request gave, after the commit."""


class Batch(Protocol):
    """One batch that inserts into one collection.

    `insert` is held as a value, so that the measured loop calls the client's own method with
    nothing in between.
    """

    @property
    def insert(self) -> Queue:
        """Queue a document; give its job, or None without results."""

    async def commit(self) -> Sequence[Job] | None:
        """Send what is queued; give the jobs, or None without results."""


class Session(Protocol):
    """A client with its connection to one server."""

    flushes: bool
    """Whether it bounds the memory of a batch by itself."""

    def begin(self, *, return_result: bool, flush_bytes: int | None = None) -> Batch:
        """Begin a batch.

        Args:
            return_result: Whether jobs and answers are kept.
            flush_bytes: Send whenever so many bytes are queued; only where `flushes`.
        """

    async def close(self) -> None:
        """Close the connection."""


class QuerySession(Protocol):
    """A client that runs many queries as best it can."""

    async def first_items(
        self, variables: Sequence[dict[str, object]], phases: Phases
    ) -> Sequence[Any]:
        """Run a query for each set of bind variables; give the first item of each result.

        Args:
            variables: What `documents.QUERY` is bound to.
            phases: Where the phases end: "queue", "commit" and "result" in a batch, else "all".
        """

    async def close(self) -> None:
        """Close the connections."""


class BothWays(Session, QuerySession, Protocol):
    """Ours: it queries in batches, and one by one for comparison."""

    def begin_queries(self, *, flush_bytes: int) -> tuple[Queue, Callable[[], Awaitable[Any]]]:
        """Begin a batch without results.

        Args:
            flush_bytes: Send whenever so many bytes are queued.

        Returns:
            What queues a query with its bind variables, and what commits.
        """

    async def one_by_one(self, variables: Sequence[dict[str, object]]) -> Sequence[Any]:
        """Await each query, and the first item of its result, before the next one.

        Args:
            variables: What `documents.QUERY` is bound to.
        """


async def connect(name: str, url: str) -> Any:
    """Import a client and connect it.

    Args:
        name: One of `NAMES`.
        url: The server's address.

    Returns:
        A `Session`, a `QuerySession` or both.
    """
    module = importlib.import_module(f"benches.clients.{name}")
    return await module.connect(url)
