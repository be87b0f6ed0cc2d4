"""What the benchmarks measure with: CPU, resident memory, gaps of the event loop.

Only the standard library: the same code runs in the environment of every client.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import time
from pathlib import Path

TICK = 0.001
"""How long a ticker sleeps between two looks at the clock, in seconds."""

PROC = Path("/proc/self")


class MeterError(RuntimeError):
    """This system cannot measure that."""


def resident_bytes() -> int:
    """Return the resident memory of this process.

    From `smaps_rollup`, which walks the page tables: the counters in `statm` lag behind by up to
    some hundred KB on many kernels.
    """
    return _kilobytes(PROC / "smaps_rollup", "Rss:") * 1024


def reset_peak() -> int:
    """Give free memory back and start the peak anew; return the resident memory there.

    Giving back first makes the start as low as it can be, so growth is never understated.
    """
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
    if trim is not None:
        trim(0)
    try:
        (PROC / "clear_refs").write_text("5")
    except OSError as error:
        raise MeterError("memory figures need Linux with /proc/self/clear_refs") from error
    return resident_bytes()


def peak_bytes() -> int:
    """Return the highest resident memory since `reset_peak`."""
    return _kilobytes(PROC / "status", "VmHWM:") * 1024


def _kilobytes(path: Path, name: str) -> int:
    for line in path.read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    raise MeterError(f"no {name} in {path}")


class Phases:
    """CPU time of this process by phase; all its threads count."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.process_time()

    def end(self, name: str) -> None:
        """End the phase that began with the one before it, or with this object."""
        now = time.process_time()
        self.seconds[name] = now - self._last
        self._last = time.process_time()


class Ticker:
    """A task that wakes every `TICK`; `async with` runs it."""

    def __init__(self) -> None:
        self.longest = 0.0
        """The longest time between two wakings over `TICK`, in seconds."""

    async def _tick(self) -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(TICK)
            now = time.perf_counter()
            self.longest = max(self.longest, now - last - TICK)
            last = now

    async def __aenter__(self) -> Ticker:
        """Start, and be awake once before the block begins."""
        self._task = asyncio.create_task(self._tick())
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *error: object) -> None:
        """Stop, after one more waking: a stall that lasts to the block's end counts."""
        await asyncio.sleep(2 * TICK)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
