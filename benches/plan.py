"""Which client does which scenario how often, and on which server."""

from __future__ import annotations

from dataclasses import dataclass, field

from benches.clients import BATCHING, QUERYING
from benches.servers import FAR

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Case:
    """One scenario at one size, for several clients side by side."""

    scenario: str
    size: int
    """The scenario's first argument: requests, or bytes of a commit."""

    rounds: int
    repeats: int | None = None
    """The scenario's second argument, where it has one."""

    server: str = "3.11"
    """The server's name, as `servers.servers` takes it."""

    clients: tuple[str, ...] = BATCHING
    sizes: dict[str, int] = field(default_factory=dict)
    """Clients that do another size; 0 leaves a client out."""

    @property
    def name(self) -> str:
        """What its figures are found by: the scenario, and the server if it is not 3.11."""
        return self.scenario if self.server == "3.11" else f"{self.scenario} {self.server}"

    def arguments(self, client: str) -> list[int]:
        """Return the scenario's arguments for a client; none where it is left out."""
        size = self.sizes.get(client, self.size) if client in self.clients else 0
        if not size:
            return []
        return [size] if self.repeats is None else [size, self.repeats]


def quick() -> list[Case]:
    """Return the cases that fit into three minutes; too few rounds to judge by."""
    return [
        Case("cpu", 1_000, rounds=3, repeats=10),
        Case("cpu", 10_000, rounds=3, repeats=3),
        *streams(10_000, rounds=3, repeats=3),
        Case("latency", 2_000, rounds=1, server=FAR, clients=("ours",)),
        Case("cpu", 100_000, rounds=3, repeats=1),
        Case("memory", 100_000, rounds=1),
        Case("stall", 100_000_000, rounds=1, sizes={"peer": 0}),
        Case("flush", 500_000, rounds=1, sizes={"peer": 50_000}),
        Case("flush", 200_000, rounds=1, server="4.0", clients=("ours",)),
        Case("flush_queries", 200_000, rounds=1, server="4.0", clients=("ours",)),
    ]


def full(*, peer_million: bool) -> list[Case]:
    """Return all cases; about twenty minutes on two cores.

    Args:
        peer_million: Whether python-aioarango does a million requests too: a minute and more
            than 4 GB each time.
    """
    peer = {} if peer_million else {"peer": 0}
    return [
        Case("cpu", 1_000, rounds=7, repeats=20),
        Case("cpu", 10_000, rounds=7, repeats=5),
        *streams(10_000, rounds=7, repeats=5),
        Case("latency", 10_000, rounds=3, server=FAR, clients=("ours",)),
        Case("cpu", 100_000, rounds=7, repeats=1),
        Case("cpu", MILLION, rounds=7, repeats=1, sizes=peer),
        Case("memory", 100_000, rounds=3),
        Case("memory", MILLION, rounds=3, sizes=peer),
        Case("stall", 100_000_000, rounds=5),
        Case("flush", 5 * MILLION, rounds=1, sizes={"peer": MILLION // 2}),
        Case("flush", MILLION, rounds=1, server="4.0", clients=("ours",)),
        Case("flush_queries", MILLION, rounds=1, server="4.0", clients=("ours",)),
    ]


def streams(size: int, rounds: int, repeats: int) -> list[Case]:
    """Return what is measured where there are no batches, beside `cpu` at the same size."""
    return [
        Case("cpu", size, rounds, repeats, server="4.0", clients=("ours",)),
        Case("queries", size, rounds, repeats, server="4.0", clients=QUERYING),
        Case("queries", size, rounds, repeats, server="paced", clients=("ours",)),
    ]
