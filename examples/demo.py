"""What `make demo` shows: the batch example, then a large batch with its cost.

The server is a sandbox in a process of its own, so that the figures are the client's alone.
"""

import argparse
import asyncio
import os
import platform
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # it has no types of its own

from arango_fastbatch import ArangoClient, __version__
from arango_fastbatch._core import BUILD, BatchJob
from arango_fastbatch.context import Queued
from arango_fastbatch.database import BatchDatabase, StandardDatabase

PASSWORD = "passwd"
# The commit goes out in requests of at most this size, so that there is progress to show.
REQUEST_BYTES = 2 * 1024 * 1024
# How often the progress is looked at, in seconds.
TICK = 0.05


@contextmanager
def sandbox() -> Iterator[str]:
    """Run a sandbox server as ArangoDB 3.11; its URL."""
    command = [sys.executable, "-m", "arango_fastbatch.sandbox", "--port", "0"]
    command += ["--server-version", "3.11", "--root-password", PASSWORD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            greeting = server.stdout.readline().strip()
            if not greeting:
                raise SystemExit("the sandbox did not start: its error stands above")
            print(f"started   {greeting}")
            yield greeting.split()[0]
        finally:
            server.terminate()


def resident() -> int:
    """The resident memory of this process, in bytes."""
    return int(psutil.Process().memory_info().rss)


class Meter:
    """Time, CPU time and memory of one phase after the other.

    Args:
        total: How many documents a phase is about.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self.rows: list[str] = []
        self.start_bytes = self.peak_bytes = resident()
        self._began = self._cpu_began = 0.0
        self._line_length = 0

    def begin(self) -> None:
        """Begin a phase."""
        self._began, self._cpu_began = time.perf_counter(), time.process_time()

    def show(self, phase: str, done: int) -> None:
        """Show how far a phase is: over and over on one line, if a person is watching."""
        self.peak_bytes = max(self.peak_bytes, resident())
        if not sys.stdout.isatty() and done < self.total:
            return
        rate = done / max(time.perf_counter() - self._began, 1e-9)
        line = f"{phase:9} {done:,} of {self.total:,}   {rate:,.0f}/s   {resident() / 1e6:.1f} MB"
        print(f"\r{line:{self._line_length}}", end="" if done < self.total else "\n", flush=True)
        self._line_length = len(line)

    def end(self, phase: str) -> None:
        """End a phase: its line of the summary."""
        seconds = time.perf_counter() - self._began
        cpu = (time.process_time() - self._cpu_began) / self.total
        grown = resident() - self.start_bytes
        self.rows.append(
            f"  {phase:9} {seconds:7.2f} s {self.total / seconds:12,.0f}/s "
            f"{cpu * 1e6:10.2f} µs {grown / 1e6:+10.1f} MB"
        )


@asynccontextmanager
async def progress(meter: Meter, batch_db: BatchDatabase[Queued]) -> AsyncIterator[None]:
    """Show how far a commit is while the block runs."""

    async def watch() -> None:
        while True:
            await asyncio.sleep(TICK)
            report = batch_db.report
            meter.show("committed", report.succeeded + report.failed)

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.wait([watching])


async def queue(batch_db: BatchDatabase[Queued], meter: Meter) -> list[BatchJob[Any]]:
    """Queue one insert for each document."""
    people = batch_db.collection("people")
    jobs: list[BatchJob[Any]] = []
    shown = time.perf_counter()
    for number in range(meter.total):
        document = {"_key": f"person{number:08}", "name": f"Person {number}", "age": number % 90}
        jobs.append(await people.insert(document))
        if number % 1000 == 0 and time.perf_counter() - shown > TICK:
            shown = time.perf_counter()
            meter.show("queued", number)
    meter.show("queued", meter.total)
    return jobs


async def big_batch(db: StandardDatabase, total: int) -> None:
    """Queue, commit and read one insert for each of many documents, and say what it took."""
    people = await db.create_collection("people")
    meter = Meter(total)
    batch_db = db.begin_batch_execution(max_batch_bytes=REQUEST_BYTES)

    meter.begin()
    jobs = await queue(batch_db, meter)
    meter.end("queue")
    queued = resident() - meter.start_bytes

    meter.begin()
    async with progress(meter, batch_db):
        await batch_db.commit()
    meter.show("committed", total)
    meter.end("commit")

    meter.begin()
    failures = 0
    for job in jobs:
        metadata = job.result()
        failures += not isinstance(metadata, dict)
    meter.show("read", total)
    meter.end("results")

    report = batch_db.report
    print(f"\na batch of {total:,} inserts: wall time, rate, CPU time a request, resident memory")
    print(*meter.rows, sep="\n")
    print(f"  queued, a request holds {queued / total:,.0f} bytes, its job included")
    print(f"  memory grew by {(meter.peak_bytes - meter.start_bytes) / 1e6:.1f} MB at the most")
    print(f"  {report.succeeded:,} of {report.sent:,} succeeded; {report.failed:,} failed")
    count = await people.count()
    print(f"  the server's collection has {count:,} documents")
    if failures or report.succeeded != total or count != total:
        raise SystemExit("something was lost")


async def main(total: int, url: str) -> None:
    """Run the large batch against a server."""
    async with ArangoClient(hosts=url) as client:
        system = await client.db("_system", username="root", password=PASSWORD)
        await system.create_database("demo")
        await big_batch(await client.db("demo", username="root", password=PASSWORD), total)


def run(total: int) -> None:
    """Run everything, against a server that ends with it."""
    print(f"arango_fastbatch {__version__} ({BUILD} core), Python {platform.python_version()}")
    with sandbox() as url:
        example = Path(__file__).with_name("batch_execution.py")
        print(f"running   {example.name}", flush=True)
        command = [sys.executable, str(example)]
        subprocess.run(command, check=True, env={**os.environ, "ARANGO_URL": url})
        print()
        asyncio.run(main(total, url))
    print("stopped   the sandbox")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The batch example, and a large batch.")
    parser.add_argument("--documents", type=int, default=100_000, help="of the large batch")
    try:
        run(parser.parse_args().documents)
    except KeyboardInterrupt:
        raise SystemExit("\ninterrupted") from None
