"""Clients with python-aioarango's interface: python-aioarango and its replacement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

COLLECTION = "bench"


@dataclass(slots=True)
class DropInBatch:
    """The two methods of a batch that the benchmarks use."""

    insert: Callable[[dict[str, object]], Awaitable[Any]]
    commit: Callable[[], Awaitable[Sequence[Any] | None]]


@dataclass(slots=True)
class DropInSession:
    """An `ArangoClient` and its `_system` database."""

    client: Any
    database: Any
    flushes: bool
    """Whether its batches know `flush_bytes`."""

    def begin(self, *, return_result: bool, flush_bytes: int | None = None) -> DropInBatch:
        """Begin a batch on the collection `COLLECTION`."""
        flush = {} if flush_bytes is None else {"flush_bytes": flush_bytes}
        batch = self.database.begin_batch_execution(return_result=return_result, **flush)
        return DropInBatch(batch.collection(COLLECTION).insert, batch.commit)

    async def close(self) -> None:
        """Close the client."""
        await self.client.close()


async def connect(client_class: Callable[..., Any], url: str) -> tuple[Any, Any]:
    """Make a client and its database.

    Args:
        client_class: The package's `ArangoClient`.
        url: The server's address.

    Returns:
        Both.
    """
    client = client_class(hosts=url)
    return client, await client.db("_system", username="root", password="")
