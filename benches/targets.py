"""What is to be reached, and whether a run reached it. A shortfall is told, never an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benches.results import Results

CPU_RATIOS = {1_000: 10, 10_000: 18, 100_000: 25}
"""By requests: how many times less CPU than python-aioarango."""

MILLION_TO_100K = 1.2
QUEUED_BYTES = 200
PEAK_OF_WIRE = 0.5
FLUSH_INSERTS = 5_000_000
FLUSH_GROWTH = 64e6
COMMIT_BYTES = 100_000_000
STALL_MS = 15

STREAM_REQUESTS = 10_000
"""Requests of the batches that servers without `/_api/batch` are measured with."""

STREAM_FLUSH = 1_000_000
STREAM_OF_BATCH = 1.2
OFFICIAL_RATIO = 30
WALL_RATIO = 50
PACED_RATIO = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """One target and what was measured."""

    what: str
    bound: float
    measured: float
    at_least: bool = False
    """Whether the bound is the smallest good value; else it is the largest."""

    unit: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the target is reached."""
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound

    @property
    def target(self) -> str:
        """The bound in words."""
        return f"{'at least' if self.at_least else 'at most'} {self.bound:g}{self.unit}"

    @property
    def measured_text(self) -> str:
        """What was measured, with its unit."""
        return f"{self.measured:.3g}{self.unit}"

    @property
    def outcome(self) -> str:
        """PASS, or by how much it is missed."""
        if self.is_met:
            return "PASS"
        return f"SHORT by {abs(self.measured / self.bound - 1):.0%}"

    def __str__(self) -> str:
        return f"{self.outcome:13} {self.what}: {self.measured_text} ({self.target})"


def judge(results: Results) -> Iterator[Verdict]:
    """Yield a verdict on every target that a run has figures for."""
    yield from _judge_batches(results)
    yield from _judge_streams(results)


def _judge_batches(results: Results) -> Iterator[Verdict]:
    for size, bound in CPU_RATIOS.items():
        peer, ours = ("cpu", size, "peer"), ("cpu", size, "ours")
        if results.has(peer) and results.has(ours):
            ratio = results.ratio(peer, ours, "total")
            what = f"CPU of python-aioarango over ours, {size:,} requests"
            yield Verdict(what, bound, ratio, at_least=True, unit="x")
    million, fewer = ("cpu", 1_000_000, "ours"), ("cpu", 100_000, "ours")
    if results.has(million) and results.has(fewer):
        ratio = results.ratio(million, fewer, "total")
        what = "CPU per request, ours at 1,000,000 over ours at 100,000"
        yield Verdict(what, MILLION_TO_100K, ratio, unit="x")
    memory = ("memory", 100_000, "ours")
    if results.has(memory):
        queued = results.median(memory, "queued_per_request")
        what = "resident memory per queued request, 100,000 requests"
        yield Verdict(what, QUEUED_BYTES, queued, unit=" bytes")
        peak = results.median(memory, "peak_of_wire")
        what = "peak over request plus response bytes, 100,000 requests"
        yield Verdict(what, PEAK_OF_WIRE, peak)
    flush = ("flush", FLUSH_INSERTS, "ours")
    if results.has(flush):
        growth = results.median(flush, "growth")
        what = "growth over 5,000,000 inserts without results"
        yield Verdict(what, FLUSH_GROWTH / 1e6, growth / 1e6, unit=" MB")
    stall = ("stall", COMMIT_BYTES, "ours")
    if results.has(stall):
        over = results.median(stall, "over_idle")
        what = "longest stall over idle, 100 MB commit"
        yield Verdict(what, STALL_MS, over, unit=" ms")


def _judge_streams(results: Results) -> Iterator[Verdict]:
    size = STREAM_REQUESTS
    batch, stream = ("cpu", size, "ours"), ("cpu 4.0", size, "ours")
    if results.has(batch) and results.has(stream):
        what = f"CPU of a batch on 4.0 over one on 3.11, {size:,} inserts"
        yield Verdict(what, STREAM_OF_BATCH, results.ratio(stream, batch, "total"), unit="x")
    queries = ("queries 4.0", size, "ours")
    official = ("queries 4.0", size, "official")
    if results.has(queries) and results.has(official):
        what = f"CPU of python-arango-async over ours, {size:,} queries"
        ratio = results.ratio(official, queries, "total")
        yield Verdict(what, OFFICIAL_RATIO, ratio, at_least=True, unit="x")
    paced = ("queries paced", size, "ours")
    if results.has(queries) and results.has(paced):
        what = f"CPU with answers one by one over answers together, {size:,} queries"
        yield Verdict(what, PACED_RATIO, results.ratio(paced, queries, "total"), unit="x")
    far = ("latency far", size, "ours")
    if results.has(far):
        what = f"wall time one by one over one batch, {size:,} queries, 1 ms away"
        times = results.median(far, "times")
        yield Verdict(what, WALL_RATIO, times, at_least=True, unit="x")
    for scenario, requests in (("flush", "inserts"), ("flush_queries", "queries")):
        key = (f"{scenario} 4.0", STREAM_FLUSH, "ours")
        if results.has(key):
            growth = results.median(key, "growth")
            what = f"growth over {STREAM_FLUSH:,} {requests} without results, 4.0"
            yield Verdict(what, FLUSH_GROWTH / 1e6, growth / 1e6, unit=" MB")
