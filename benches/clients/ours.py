"""arango_fastbatch, as a release build."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arango_fastbatch import ArangoClient, _core
from benches.clients import drop_in
from benches.documents import QUERY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from benches.clients import Queue
    from benches.meter import Phases


class Session(drop_in.DropInSession):
    """Beside the drop-in's: queries, in a batch and one by one."""

    async def first_items(
        self, variables: Sequence[dict[str, object]], phases: Phases
    ) -> Sequence[Any]:
        """Run a query for each set of bind variables in one batch."""
        batch = self.database.begin_batch_execution()
        execute = batch.aql.execute
        jobs = [await execute(QUERY, bind_vars=bound) for bound in variables]
        phases.end("queue")
        await batch.commit()
        phases.end("commit")
        items = [await job.result().next() for job in jobs]
        phases.end("result")
        return items

    def begin_queries(self, *, flush_bytes: int) -> tuple[Queue, Callable[[], Awaitable[Any]]]:
        """Begin a batch without results."""
        batch = self.database.begin_batch_execution(return_result=False, flush_bytes=flush_bytes)
        execute = batch.aql.execute
        return lambda bound: execute(QUERY, bind_vars=bound), batch.commit

    async def one_by_one(self, variables: Sequence[dict[str, object]]) -> Sequence[Any]:
        """Await each query, and the first item of its result, before the next one."""
        execute = self.database.aql.execute
        return [await (await execute(QUERY, bind_vars=bound)).next() for bound in variables]


async def connect(url: str) -> Session:
    """Connect; refuses a debug build of the core, whose figures would mean nothing.

    Args:
        url: The server's address.

    Raises:
        RuntimeError: The core was not built for release.
    """
    if _core.BUILD != "release":
        raise RuntimeError("the core is a debug build; `maturin develop --release` makes another")
    return Session(*await drop_in.connect(ArangoClient, url), flushes=True)
