"""One client in one scenario, for a process of its own; the figures are its last line of output."""

from __future__ import annotations

import argparse
import asyncio
import json

from benches import clients, scenarios


async def measure(client: str, scenario: str, url: str, numbers: list[int]) -> scenarios.Figures:
    """Connect, warm up, run a scenario.

    Args:
        client: One of `clients.NAMES`.
        scenario: The name of a function of `scenarios`.
        url: The server's address.
        numbers: The scenario's arguments.
    """
    session = await clients.connect(client, url)
    await scenarios.warm_up(session)
    figures: scenarios.Figures = await getattr(scenarios, scenario)(
        session, scenarios.Server(url), *numbers
    )
    await session.close()
    return figures


def main() -> None:
    """Parse the command line and print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benches.worker", description=__doc__)
    parser.add_argument("client", choices=clients.NAMES)
    parser.add_argument("scenario", choices=("cpu", "memory", "stall", "flush"))
    parser.add_argument("url")
    parser.add_argument("numbers", type=int, nargs="+", help="the scenario's arguments")
    options = parser.parse_args()
    figures = asyncio.run(measure(options.client, options.scenario, options.url, options.numbers))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
