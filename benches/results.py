"""The figures of a run, and what is read from them: medians, and ratios within a round."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

PHASES = ("queue", "commit", "result")
"""The phases of a batch, in the scenarios `TIMED`."""

TIMED = ("cpu", "queries")
"""Scenarios whose figures are times of phases; their sum is the figure `total`."""

Key = tuple[str, int, str]
"""Name of the case (`plan.Case.name`), size, client."""


@dataclass(slots=True)
class Micro:
    """One figure of `bench_micro`: the median time per request, in seconds."""

    what: str
    client: str
    seconds: float


@dataclass(slots=True)
class Results:
    """All figures of one run."""

    clients: list[str]
    environment: list[str]
    """The machine and the versions, as generic as a reader needs."""

    caveat: str = ""
    """What a reader must know before he believes the figures."""

    runs: dict[Key, list[dict[str, float]]] = field(default_factory=dict)
    """By scenario, size and client: the figures of every round."""

    micro: list[Micro] = field(default_factory=list)

    def add(self, key: Key, figures: dict[str, float]) -> None:
        """Add the figures of one round."""
        if key[0].split()[0] in TIMED:
            figures = {**figures, "total": sum(figures.values())}
        self.runs.setdefault(key, []).append(figures)

    def sizes(self, *scenarios: str) -> list[int]:
        """Return the sizes that all of these scenarios ran at."""
        found = [{size for name, size, _ in self.runs if name == one} for one in scenarios]
        return sorted(set.intersection(*found))

    def has(self, key: Key, figure: str | None = None) -> bool:
        """Whether a client did a scenario at a size, and has a figure of it."""
        return key in self.runs and (figure is None or figure in self.runs[key][0])

    def median(self, key: Key, figure: str) -> float:
        """Return the median of a figure over the rounds."""
        return median(run[figure] for run in self.runs[key])

    def ratio(self, above: Key, below: Key, figure: str) -> float:
        """Return the median over the rounds of one client's figure over another's.

        Both are of the same round, minutes apart at the most: what slows the machine for a while
        slows both.
        """
        pairs = zip(self.runs[above], self.runs[below], strict=True)
        return median(one[figure] / other[figure] for one, other in pairs)
