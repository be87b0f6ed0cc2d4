"""The page of figures: Markdown tables of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benches.results import PHASES, Key, Results
from benches.targets import judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Row = tuple[str, ...]

LABELS = {"ours": "arango_fastbatch", "peer": "python-aioarango", "control": "plain-Python control"}

METHOD = """\
Each figure is of the client process alone. A canned server in another process answers every batch
as arangod 3.11 does; it builds its answer before it sends any of it, so its own time costs the
client nothing. Each run of a client is a process of its own, and the clients take turns, round by
round; a figure is the median over the rounds, and a ratio is the median of the ratios within the
rounds. Documents have 112 bytes as compact JSON; the connection is warm after a batch of 1,000.

The *plain-Python control* is what a careful asyncio programmer would write for inserts alone:
orjson, aiohttp, one `join` a part, `find` and Content-Length for the answer
(`benches/clients/control.py`). It has no options, no report, no splitting and no outcome for what
a cut connection leaves open.

- **CPU**: `time.process_time()`, all threads, over `await insert(document)` for every document
  (queue), `await commit()` (commit) and `job.result()` for every job (result). Documents are
  built before; results are checked after.
- **Memory**: resident set from `/proc/self/smaps_rollup`, peak from `VmHWM` after a reset. Free
  memory is given back before the start. Documents and the caller's list of jobs are there at the
  start and do not count; the jobs count. *Wire* is what the server counted: request plus response.
- **Stall**: a task that sleeps 1 ms at a time; the longest gap during the commit, less the longest
  gap of the loop when idle for as long, in the same process.
- **Without results**: `return_result=False`. arango_fastbatch gets one batch with
  `flush_bytes` of 4 MiB; for the others the caller begins a new batch every 10,000 inserts.

*Left out* is what would take python-aioarango minutes or gigabytes: a batch of a million needs 4 GB
and a minute (`--peer-million` runs it), and a quick run skips its 100 MB commit.

`make bench PEER=path/to/python_aioarango.whl` makes this page anew (about a quarter of an hour);
`python -m benches --help` has the options.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of a scenario, as a column."""

    header: str
    figure: str
    digits: int = 0
    divisor: float = 1.0
    times: bool = False
    """Whether the column shows how many times ours another client's figure is."""

    def cell(self, results: Results, key: Key) -> str:
        """Return the cell of a client that did the scenario."""
        if not self.times:
            return f"{results.median(key, self.figure) / self.divisor:,.{self.digits}f}"
        scenario, size, client = key
        ours = (scenario, size, "ours")
        if client == "ours" or not results.has(ours):
            return ""
        return f"{results.ratio(key, ours, self.figure):.{self.digits}f}x"


@dataclass(frozen=True, slots=True)
class Section:
    """The table of one scenario: a row for each size and client."""

    title: str
    scenario: str
    size: str
    """The header of the column of sizes."""

    columns: tuple[Column, ...]

    def rows(self, results: Results) -> Iterator[Row]:
        """Yield the rows; none where the scenario did not run."""
        for size in results.sizes(self.scenario):
            for client in results.clients:
                key = (self.scenario, size, client)
                if results.has(key):
                    cells = [column.cell(results, key) for column in self.columns]
                else:
                    cells = ["left out"] + [""] * (len(self.columns) - 1)
                yield f"{size:,}", LABELS[client], *cells


SECTIONS = (
    Section(
        "CPU per request, in µs",
        "cpu",
        "requests",
        (
            *(Column(phase, phase, 2) for phase in PHASES),
            Column("total", "total", 2),
            Column("times ours", "total", 1, times=True),
        ),
    ),
    Section(
        "Memory",
        "memory",
        "requests",
        (
            Column("bytes per queued request", "queued_per_request"),
            Column("times ours", "queued_per_request", 1, times=True),
            Column("peak MB", "peak", 1, 1e6),
            Column("wire MB", "wire", 1, 1e6),
            Column("peak / wire", "peak_of_wire", 2),
        ),
    ),
    Section(
        "Longest stall of the event loop during a commit",
        "stall",
        "request bytes",
        (
            Column("idle ms", "idle", 1),
            Column("commit ms", "commit", 1),
            Column("over idle ms", "over_idle", 1),
            Column("the commit took s", "seconds", 2),
        ),
    ),
    Section(
        "Inserts without results",
        "flush",
        "inserts",
        (
            Column("of these done", "inserts"),
            Column("growth MB", "growth", 1, 1e6),
            Column("µs CPU per insert, making it included", "cpu", 2),
        ),
    ),
)


def table(header: Row, rows: Iterable[Row]) -> str:
    """Return a Markdown table; every column but the first two is aligned to the right."""
    lines = [f"| {' | '.join(header)} |"]
    lines.append("|" + "|".join("---" if at < 2 else "---:" for at in range(len(header))) + "|")
    lines += (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join(lines) + "\n"


def page(results: Results) -> str:
    """Return the whole page."""
    present = [LABELS[name] for name in results.clients]
    parts = [
        "# Benchmarks\n",
        f"{', '.join(present)}, in one run on: {', '.join(results.environment)}.\n",
        *([f"**{results.caveat}**\n"] if results.caveat else []),
        "![CPU and memory per request](benchmarks.svg)\n",
    ]
    if verdicts := [
        (verdict.what, verdict.target, verdict.measured_text, verdict.outcome)
        for verdict in judge(results)
    ]:
        parts += ["## Targets\n", table(("what", "target", "measured", "outcome"), verdicts)]
    for section in SECTIONS:
        if rows := list(section.rows(results)):
            header = (section.size, "client", *(column.header for column in section.columns))
            parts += [f"## {section.title}\n", table(header, rows)]
    if results.micro:
        header = ("step", "client", "ns", "times ours")
        parts += ["## Single steps, in ns per request\n", table(header, _micro(results))]
    return "\n".join([*parts, "## Method\n", METHOD])


def _micro(results: Results) -> Iterator[Row]:
    ours = {micro.what: micro.seconds for micro in results.micro if micro.client == "ours"}
    for micro in results.micro:
        times = "" if micro.client == "ours" else f"{micro.seconds / ours[micro.what]:.1f}x"
        yield micro.what, LABELS[micro.client], f"{micro.seconds * 1e9:,.0f}", times
