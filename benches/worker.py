"""One client in one scenario, for a process of its own; the figures are its last line of output."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from benches import clients, queries, scenarios

Scenario = Callable[..., Awaitable[scenarios.Figures]]
WarmUp = Callable[[Any], Awaitable[None]]

SCENARIOS: dict[str, tuple[WarmUp, Scenario]] = {
    "cpu": (scenarios.warm_up, scenarios.cpu),
    "memory": (scenarios.warm_up, scenarios.memory),
    "stall": (scenarios.warm_up, scenarios.stall),
    "flush": (scenarios.warm_up, scenarios.flush),
    "queries": (queries.warm_up, queries.queries),
    "latency": (queries.warm_up, queries.latency),
    "flush_queries": (queries.warm_up, queries.flush_queries),
}
"""By name: what goes before the measurement, and what measures."""


async def measure(client: str, scenario: str, url: str, numbers: list[int]) -> scenarios.Figures:
    """Connect, warm up, run a scenario.

    Args:
        client: One of `clients.NAMES`.
        scenario: One of `SCENARIOS`.
        url: The server's address.
        numbers: The scenario's arguments.
    """
    session = await clients.connect(client, url)
    warm_up, run = SCENARIOS[scenario]
    await warm_up(session)
    figures = await run(session, scenarios.Server(url), *numbers)
    await session.close()
    return figures


def main() -> None:
    """Parse the command line and print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benches.worker", description=__doc__)
    parser.add_argument("client", choices=clients.NAMES)
    parser.add_argument("scenario", choices=SCENARIOS)
    parser.add_argument("url")
    parser.add_argument("numbers", type=int, nargs="+", help="the scenario's arguments")
    options = parser.parse_args()
    figures = asyncio.run(measure(options.client, options.scenario, options.url, options.numbers))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
