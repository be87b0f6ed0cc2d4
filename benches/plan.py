"""Which client does which scenario how often."""

from __future__ import annotations

from dataclasses import dataclass, field

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Case:
    """One scenario at one size, for several clients side by side."""

    scenario: str
    size: int
    """The scenario's first argument: inserts, or bytes of a commit."""

    rounds: int
    repeats: int | None = None
    """The scenario's second argument, where it has one."""

    sizes: dict[str, int] = field(default_factory=dict)
    """Clients that do another size; 0 leaves a client out."""

    def arguments(self, client: str) -> list[int]:
        """Return the scenario's arguments for a client; none where it is left out."""
        size = self.sizes.get(client, self.size)
        if not size:
            return []
        return [size] if self.repeats is None else [size, self.repeats]


def quick() -> list[Case]:
    """Return the cases that fit into two minutes; too few rounds to judge by."""
    return [
        Case("cpu", 1_000, rounds=3, repeats=10),
        Case("cpu", 10_000, rounds=3, repeats=3),
        Case("cpu", 100_000, rounds=3, repeats=1),
        Case("memory", 100_000, rounds=1),
        Case("stall", 100_000_000, rounds=1, sizes={"peer": 0}),
        Case("flush", 500_000, rounds=1, sizes={"peer": 50_000}),
    ]


def full(*, peer_million: bool) -> list[Case]:
    """Return all cases; about a quarter of an hour on two cores.

    Args:
        peer_million: Whether python-aioarango does a million requests too: a minute and more
            than 4 GB each time.
    """
    peer = {} if peer_million else {"peer": 0}
    return [
        Case("cpu", 1_000, rounds=7, repeats=20),
        Case("cpu", 10_000, rounds=7, repeats=5),
        Case("cpu", 100_000, rounds=7, repeats=1),
        Case("cpu", MILLION, rounds=7, repeats=1, sizes=peer),
        Case("memory", 100_000, rounds=3),
        Case("memory", MILLION, rounds=3, sizes=peer),
        Case("stall", 100_000_000, rounds=5),
        Case("flush", 5 * MILLION, rounds=1, sizes={"peer": MILLION // 2}),
    ]
