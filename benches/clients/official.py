"""python-arango-async, in the environment that `benches.environments` makes for it.

It has no batches: its queries run side by side, as many at once as helps it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from arangoasync import (  # type: ignore[import-not-found] # in an environment of its own
    ArangoClient,
)
from arangoasync.auth import Auth  # type: ignore[import-not-found] # as above

from benches.documents import QUERY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benches.meter import Phases

AT_ONCE = 64
"""Queries on their way at the same time, each on a connection of its own."""


@dataclass(slots=True)
class Session:
    """An `ArangoClient` and its `_system` database."""

    client: Any
    database: Any

    async def first_items(
        self, variables: Sequence[dict[str, object]], phases: Phases
    ) -> Sequence[Any]:
        """Run a query for each set of bind variables, `AT_ONCE` side by side.

        As many workers as there are connections take the next one each: cheaper for the client
        than a task for every query.
        """
        execute = self.database.aql.execute
        items: list[Any] = [None] * len(variables)
        waiting = iter(enumerate(variables))

        async def work() -> None:
            for number, bound in waiting:
                cursor = await execute(QUERY, bind_vars=bound)
                items[number] = await cursor.next()

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
        phases.end("all")
        return items

    async def close(self) -> None:
        """Close the client."""
        await self.client.close()


async def connect(url: str) -> Session:
    """Connect.

    Args:
        url: The server's address.
    """
    client = ArangoClient(hosts=url)
    auth = Auth(username="root", password="")
    return Session(client, await client.db("_system", auth=auth))
