"""What is done with queries, which no batch can merge, and what is measured meanwhile.

As `benches.scenarios`: only the standard library, in the environment of every client.
"""

from __future__ import annotations

import gc
import socket
import time
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from benches.canned_answers import FIRST_KEY
from benches.documents import make_variables
from benches.meter import Phases, peak_bytes, reset_peak
from benches.scenarios import FLUSH_BYTES, Figures, WrongAnswerError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from benches.clients import BothWays, QuerySession
    from benches.scenarios import Server

WARM_UP = 1_000
"""Queries before the measurement."""

PINGS = 100
"""Round trips of which the median counts."""


async def warm_up(session: QuerySession) -> None:
    """Run some queries."""
    variables = bound(WARM_UP)
    check(await session.first_items(variables, Phases()), variables)


def bound(count: int) -> list[dict[str, object]]:
    """Return bind variables for so many queries."""
    return [make_variables(FIRST_KEY + number) for number in range(count)]


def check(items: Sequence[Any], variables: Sequence[dict[str, object]]) -> None:
    """Compare items with what was asked for.

    Raises:
        WrongAnswerError: They are not the documents that the queries find, in their order.
    """
    if [item["email"] for item in items] != [one["email"] for one in variables]:
        raise WrongAnswerError("the items are not those of the queries")


async def queries(session: QuerySession, server: Server, count: int, repeats: int) -> Figures:
    """Measure the CPU time per query, its result's first item read, in microseconds, by phase.

    Args:
        session: The client.
        server: The server it talks to.
        count: Queries.
        repeats: How often, one after the other; the median by the sum of the phases counts.
    """
    variables = bound(count)
    runs: list[dict[str, float]] = []
    for _ in range(repeats):
        gc.collect()
        phases = Phases()
        items = await session.first_items(variables, phases)
        runs.append(phases.seconds)
        check(items, variables)
        del items
    runs.sort(key=lambda run: sum(run.values()))
    middle = runs[len(runs) // 2]
    return {name: seconds / count * 1e6 for name, seconds in middle.items()}


async def latency(session: BothWays, server: Server, count: int) -> Figures:
    """Measure the wall time of queries, in seconds: in one batch, and awaited one by one.

    Args:
        session: The client.
        server: The server, some way off.
        count: Queries.
    """
    variables = bound(count)
    gc.collect()
    began = time.perf_counter()
    check(await session.first_items(variables, Phases()), variables)
    together = time.perf_counter() - began
    began = time.perf_counter()
    check(await session.one_by_one(variables), variables)
    one_by_one = time.perf_counter() - began
    return {
        "together": together,
        "one_by_one": one_by_one,
        "times": one_by_one / together,
        "round_trip": round_trip(server.url),
    }


def round_trip(url: str) -> float:
    """Measure a round trip to a server, the server's own time included, in seconds; blocks."""
    address = urlsplit(url)
    assert address.port is not None
    seconds: list[float] = []
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(PINGS):
            began = time.perf_counter()
            connection.sendall(b"GET /_api/version HTTP/1.1\r\nHost: bench\r\n\r\n")
            connection.recv(65_536)
            seconds.append(time.perf_counter() - began)
    return median(seconds)


async def flush_queries(session: BothWays, server: Server, count: int) -> Figures:
    """Measure the resident memory of queries without results, in bytes above the start.

    Args:
        session: The client.
        server: The server, which counts what came.
        count: Queries in all, in one batch that is flushed at `scenarios.FLUSH_BYTES`.
    """
    before = server.totals()["parts"]
    start = reset_peak()
    phases = Phases()
    query, commit = session.begin_queries(flush_bytes=FLUSH_BYTES)
    for number in range(FIRST_KEY, FIRST_KEY + count):
        await query(make_variables(number))
    await commit()
    phases.end("all")
    growth = peak_bytes() - start
    came = server.totals()["parts"] - before
    if came != count:
        raise WrongAnswerError(f"{came} of {count} queries came")
    return {"growth": growth, "cpu": phases.seconds["all"] / count * 1e6, "done": count}
