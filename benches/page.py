"""The page of figures: Markdown tables of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benches.clients import BATCHING
from benches.results import PHASES, Key, Results
from benches.targets import judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Row = tuple[str, ...]

LABELS = {
    "ours": "arango_fastbatch",
    "peer": "python-aioarango",
    "control": "plain-Python control",
    "official": "python-arango-async",
}

METHOD = """\
Each figure is of the client process alone. A canned server in another process answers every batch
as arangod 3.11 does; it builds its answer before it sends any of it, so its own time costs the
client nothing. As 4.0 it has no batches, and answers pipelined requests in their order, all that
have come at once with one write. Each run of a client is a process of its own, and the clients take
turns, round by round; a figure is the median over the rounds, and a ratio is the median of the
ratios within the rounds. Documents have 112 bytes as compact JSON; the connection is warm after a
batch of 1,000.

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
- **Queries**: an AQL query with two bind parameters that finds one document; answers of 1,031 bytes
  with the header fields of arangod 4. python-arango-async has `asyncio.gather` over 64 workers that
  take the next query each, which costs it less than a task for every query.
- **Wall time**: queueing, the commit and the first items; the round trip is measured over the relay
  by a plain socket, the server's own time included.

*Left out* is what would take python-aioarango minutes or gigabytes: a batch of a million needs 4 GB
and a minute (`--peer-million` runs it), and a quick run skips its 100 MB commit.

`make bench FULL=1 PEER=path/to/python_aioarango.whl` makes this page anew (about twenty minutes);
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
    """Whether the column shows how many times the first line's figure is the figure of another."""

    def cell(self, results: Results, key: Key, first: Key) -> str:
        """Return the cell of a line that has figures; empty where it lacks this one.

        Args:
            results: The figures.
            key: The line's.
            first: That of the table's first line at the same size.
        """
        if not results.has(key, self.figure):
            return ""
        if not self.times:
            return f"{results.median(key, self.figure) / self.divisor:,.{self.digits}f}"
        if key == first or not results.has(first):
            return ""
        return f"{results.ratio(key, first, self.figure):.{self.digits}f}x"


@dataclass(frozen=True, slots=True)
class Line:
    """What a table has a row of for each size."""

    label: str
    case: str
    """The name of the case."""

    client: str


@dataclass(frozen=True, slots=True)
class Section:
    """One table: a row for each size and line."""

    title: str
    size: str
    """The header of the column of sizes."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    lines_header: str = "client"
    note: str = ""
    """What stands above the table."""

    def rows(self, results: Results) -> Iterator[Row]:
        """Yield the rows; none where no line of the table has figures beside the others."""
        lines = [line for line in self.lines if line.client in results.clients]
        for size in results.sizes(*(line.case for line in lines)) if lines else ():
            first = (lines[0].case, size, lines[0].client)
            for line in lines:
                key = (line.case, size, line.client)
                if results.has(key):
                    cells = [column.cell(results, key, first) for column in self.columns]
                else:
                    cells = ["left out"] + [""] * (len(self.columns) - 1)
                yield f"{size:,}", line.label, *cells


def by_client(case: str) -> tuple[Line, ...]:
    """Return a line for each client that has batches."""
    return tuple(Line(LABELS[client], case, client) for client in BATCHING)


def batching(results: Results) -> list[str]:
    """Return the clients of a run that have batches."""
    return [client for client in results.clients if client in BATCHING]


STREAM_NOTE = """\
What the end of the batch endpoint costs: the same inserts, queued and committed by the same lines
of code.
"""

QUERIES_NOTE = """\
Queries cannot be merged: each is a request of its own in the stream. The first item of each result
is read. *One by one* is a server that takes 30 µs for each query and sends its answer alone: a
client that wakes for each of them pays for it.
"""

LATENCY_NOTE = """\
The same queries in one batch, and each awaited before the next, over a relay that holds what passes
for half a millisecond each way.
"""

FLUSH_NOTE = """\
The memory of a stream is bounded as that of messages is: one batch, flushed every 4 MiB.
"""

PHASE_COLUMNS = (
    *(Column(phase, phase, 2) for phase in PHASES),
    Column("total", "total", 2),
)

SECTIONS = (
    Section(
        "CPU per request, in µs",
        "requests",
        (*PHASE_COLUMNS, Column("times ours", "total", 1, times=True)),
        by_client("cpu"),
    ),
    Section(
        "Memory",
        "requests",
        (
            Column("bytes per queued request", "queued_per_request"),
            Column("times ours", "queued_per_request", 1, times=True),
            Column("peak MB", "peak", 1, 1e6),
            Column("wire MB", "wire", 1, 1e6),
            Column("peak / wire", "peak_of_wire", 2),
        ),
        by_client("memory"),
    ),
    Section(
        "Longest stall of the event loop during a commit",
        "request bytes",
        (
            Column("idle ms", "idle", 1),
            Column("commit ms", "commit", 1),
            Column("over idle ms", "over_idle", 1),
            Column("the commit took s", "seconds", 2),
        ),
        by_client("stall"),
    ),
    Section(
        "Inserts without results",
        "inserts",
        (
            Column("of these done", "done"),
            Column("growth MB", "growth", 1, 1e6),
            Column("µs CPU per insert, making it included", "cpu", 2),
        ),
        by_client("flush"),
    ),
    Section(
        "Batches of inserts on 3.11 and 4.0: CPU per insert, in µs",
        "inserts",
        (*PHASE_COLUMNS, Column("times 3.11", "total", 2, times=True)),
        (
            Line("3.11: one multipart message", "cpu", "ours"),
            Line("4.0: one stream, neighbours merged", "cpu 4.0", "ours"),
        ),
        "server",
        STREAM_NOTE,
    ),
    Section(
        "Queries on 4.0: CPU per query, in µs",
        "queries",
        (*PHASE_COLUMNS, Column("times ours", "total", 1, times=True)),
        (
            Line("arango_fastbatch, one batch", "queries 4.0", "ours"),
            Line("the same, answers one by one", "queries paced", "ours"),
            Line("python-arango-async, 64 at once", "queries 4.0", "official"),
        ),
        note=QUERIES_NOTE,
    ),
    Section(
        "Queries on 4.0 over a round trip of 1 ms: wall time",
        "queries",
        (
            Column("round trip ms", "round_trip", 2, 1e-3),
            Column("one batch ms", "together", 0, 1e-3),
            Column("awaited one by one ms", "one_by_one", 0, 1e-3),
            Column("times one batch", "times", 0),
        ),
        (Line("arango_fastbatch", "latency far", "ours"),),
        note=LATENCY_NOTE,
    ),
    Section(
        "Without results on 4.0",
        "requests",
        (
            Column("growth MB", "growth", 1, 1e6),
            Column("µs CPU per request, making it included", "cpu", 2),
        ),
        (
            Line("inserts", "flush 4.0", "ours"),
            Line("queries", "flush_queries 4.0", "ours"),
        ),
        "of",
        FLUSH_NOTE,
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
            header = (section.size, section.lines_header, *(one.header for one in section.columns))
            parts += [f"## {section.title}\n", section.note, table(header, rows)]
    if results.micro:
        header = ("step", "client", "ns", "times ours")
        parts += ["## Single steps, in ns per request\n", table(header, _micro(results))]
    return "\n".join(part for part in [*parts, "## Method\n", METHOD] if part)


def _micro(results: Results) -> Iterator[Row]:
    ours = {micro.what: micro.seconds for micro in results.micro if micro.client == "ours"}
    for micro in results.micro:
        times = "" if micro.client == "ours" else f"{micro.seconds / ours[micro.what]:.1f}x"
        yield micro.what, LABELS[micro.client], f"{micro.seconds * 1e9:,.0f}", times
