"""The run: processes of every client in turn, then a page, a plot and verdicts."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benches import plan
from benches.clients import NAMES
from benches.environments import (
    OFFICIAL,
    PEER,
    ROOT,
    EnvironmentFailedError,
    python_with,
    versions,
)
from benches.page import LABELS, page
from benches.plot import draw
from benches.results import Micro, Results
from benches.servers import servers
from benches.targets import judge

HEADLINES = {
    "cpu": ("total", 1.0, "µs CPU per request"),
    "memory": ("queued_per_request", 1.0, "bytes per queued request"),
    "stall": ("over_idle", 1.0, "ms stall over idle"),
    "flush": ("growth", 1e6, "MB growth"),
    "queries": ("total", 1.0, "µs CPU per query"),
    "latency": ("times", 1.0, "times the wall time one by one"),
    "flush_queries": ("growth", 1e6, "MB growth"),
}
"""By scenario: the figure of the progress line, what it is divided by, its unit."""

PROCESS_SECONDS = 900
"""After so long a client's process is taken for hung."""


class BenchError(RuntimeError):
    """A process of the run failed."""


def measure(python: Path, client: str, case: plan.Case, url: str) -> dict[str, float]:
    """Run one client in one scenario, in a process of its own.

    Args:
        python: The interpreter that has the client.
        client: One of `NAMES`.
        case: The scenario and its size.
        url: The server's address.

    Returns:
        The scenario's figures.

    Raises:
        BenchError: The process failed or hung.
    """
    arguments = map(str, case.arguments(client))
    command = [str(python), "-W", "ignore", "-m", "benches.worker", client, case.scenario, url]
    try:
        done = subprocess.run(
            [*command, *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PROCESS_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BenchError(f"{client}, {case.scenario}: no end after {PROCESS_SECONDS} s") from error
    if done.returncode:
        raise BenchError(f"{client}, {case.scenario}: {done.stderr.strip()}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def run_cases(cases: list[plan.Case], pythons: dict[str, Path], results: Results) -> None:
    """Run all cases, round by round, the clients in turn and in every round another one first.

    Args:
        cases: What to run.
        pythons: The interpreter of each client.
        results: Where the figures go.
    """
    clients = list(pythons)
    with servers({case.server for case in cases}) as urls:
        for number in range(max(case.rounds for case in cases)):
            first = number % len(clients)
            for case in cases:
                if number >= case.rounds:
                    continue
                for client in clients[first:] + clients[:first]:
                    if not case.arguments(client):
                        continue
                    figures = measure(pythons[client], client, case, urls[case.server])
                    key = (case.name, case.size, client)
                    results.add(key, figures)
                    progress(results, key, f"{number + 1}/{case.rounds}")


def progress(results: Results, key: tuple[str, int, str], round_: str) -> None:
    """Print a line on what was measured last."""
    case, size, client = key
    figure, divisor, unit = HEADLINES[case.split()[0]]
    value = results.runs[key][-1][figure] / divisor
    print(f"{round_:>4} {case:17} {size:>11,} {LABELS[client]:21} {value:9.1f} {unit}", flush=True)


def run_micro(results: Results) -> None:
    """Run `bench_micro` under pytest-benchmark.

    Args:
        results: Where the figures go.

    Raises:
        BenchError: pytest failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "micro.json"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        command += ["-p", "no:arango_fastbatch_sandbox"]  # nothing here needs the sandbox
        command += [
            "-W",
            "ignore",
        ]  # as in the clients' processes: warnings are the tests' business
        command += ["benches/bench_micro.py", f"--benchmark-json={report}"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BenchError(f"bench_micro: {done.stdout[-3000:]}{done.stderr[-1000:]}")
        benchmarks = json.loads(report.read_text())["benchmarks"]
    for benchmark in benchmarks:
        info = benchmark["extra_info"]
        seconds = benchmark["stats"]["median"] / info["requests"]
        results.micro.append(Micro(info["what"], info["client"], seconds))


def environment(pythons: dict[str, Path]) -> list[str]:
    """Return what a reader must know of the machine and the versions."""
    found = [
        f"{os.cpu_count()} cores",
        f"{platform.system()} {platform.machine()}",
        f"{platform.python_implementation()} {platform.python_version()}",
        *versions(Path(sys.executable), ("aiohttp", "orjson")),
    ]
    if "ours" in pythons:
        found += versions(pythons["ours"], ("arango-fastbatch",))
    if "peer" in pythons:
        found += versions(pythons["peer"], (PEER.name, "httpx"))
    if "official" in pythons:
        found += versions(pythons["official"], (OFFICIAL.name,))
    return found


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benches", description="Benchmarks beside python-aioarango and a control."
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--quick", action="store_true", help="three minutes (the default)")
    length.add_argument("--full", action="store_true", help="all figures, twenty minutes")
    parser.add_argument(
        "--peer",
        default=os.environ.get("PEER") or None,
        metavar="WHAT",
        help="python-aioarango as pip takes it: a wheel, a repository, a requirement. It gets an "
        "environment of its own under target/. Without it the comparison is left out. [$PEER]",
    )
    parser.add_argument("--peer-python", type=Path, metavar="PYTHON",
                        help="or an interpreter that has python-aioarango")  # fmt: skip
    parser.add_argument(
        "--official",
        default=os.environ.get("OFFICIAL", OFFICIAL.name),
        metavar="WHAT",
        help="python-arango-async as pip takes it. It gets an environment of its own, too; what "
        "is empty leaves it out. [$OFFICIAL, or %(default)s from the package index]",
    )
    parser.add_argument(
        "--peer-million",
        action="store_true",
        help="let python-aioarango do a million requests too (more than 4 GB)",
    )
    parser.add_argument("--clients", default=",".join(NAMES), help="which to run [%(default)s]")
    parser.add_argument("--only", help=f"scenarios, with commas: {','.join(HEADLINES)},micro")
    parser.add_argument(
        "--out",
        type=Path,
        help="where benchmarks.md and benchmarks.svg go [docs for a full run with all clients, "
        "target/benchmarks for any other]",
    )
    return parser.parse_args(arguments)


def interpreters(options: argparse.Namespace) -> dict[str, Path]:
    """Return the interpreter of every client that takes part, ours first."""
    pythons = {name: Path(sys.executable) for name in NAMES if name in options.clients.split(",")}
    if "peer" in pythons:
        if options.peer_python:
            pythons["peer"] = options.peer_python
        elif options.peer:
            pythons["peer"] = python_with(PEER, options.peer)
        else:
            del pythons["peer"]
            print(
                "python-aioarango is left out: give it with --peer or PEER (a wheel, a repository)"
            )
    if "official" in pythons:
        official = official_python(options.official)
        if official is None:
            del pythons["official"]
        else:
            pythons["official"] = official
    return pythons


def official_python(requirement: str) -> Path | None:
    """Return the interpreter of python-arango-async; None, and a line on why, if there is none.

    Args:
        requirement: What pip installs; what is empty is left out.
    """
    try:
        if requirement:
            return python_with(OFFICIAL, requirement)
        reason = "as asked for"
    except EnvironmentFailedError as error:
        reason = str(error)
    print(f"{OFFICIAL.name} is left out: {reason}")
    return None


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for.

    Args:
        arguments: The command line without the program's name; the process's own by default.

    Returns:
        The exit code: 0 also where a target is missed.
    """
    options = parse(arguments)
    began = time.perf_counter()
    try:
        pythons = interpreters(options)
        caveat = "" if options.full else "A quick run: too few rounds to judge by."
        results = Results(list(pythons), environment(pythons), caveat)
        cases = plan.full(peer_million=options.peer_million) if options.full else plan.quick()
        wanted = options.only.split(",") if options.only else None
        cases = [case for case in cases if wanted is None or case.scenario in wanted]
        if "ours" in pythons and (wanted is None or "micro" in wanted):
            run_micro(results)  # first: what is broken shows at once
        if cases:
            run_cases(cases, pythons, results)
    except (BenchError, EnvironmentFailedError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    whole = options.full and wanted is None and set(pythons) == set(NAMES)
    folder = options.out or (ROOT / "docs" if whole else ROOT / "target" / "benchmarks")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "benchmarks.md").write_text(page(results))
    if results.sizes("cpu") and results.sizes("memory"):
        draw(results, folder / "benchmarks.svg")
    print(f"\n{folder / 'benchmarks.md'} after {time.perf_counter() - began:.0f} s")
    if results.caveat:
        print(results.caveat)
    for verdict in judge(results):
        print(verdict)
    return 0
