"""The same batch from three clients, each for a process of its own."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

NAMES = ("ours", "peer", "control")
"""The modules of this package that stand for a client."""


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
    def insert(self) -> Callable[[dict[str, object]], Awaitable[Any]]:
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


async def connect(name: str, url: str) -> Session:
    """Import a client and connect it.

    Args:
        name: One of `NAMES`.
        url: The server's address.
    """
    module = importlib.import_module(f"benches.clients.{name}")
    return cast("Session", await module.connect(url))
