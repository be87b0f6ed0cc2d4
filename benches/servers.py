"""The servers of a run: the canned one in its characters, and one that is farther away."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from benches.environments import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

PACE_MICROSECONDS = 30
ROUND_TRIP_MILLISECONDS = 1

CHARACTERS = {
    "3.11": ("--server-version", "3.11"),
    "4.0": ("--server-version", "4.0"),
    "paced": ("--server-version", "4.0", "--pace", f"{PACE_MICROSECONDS}"),
}
"""The canned server's arguments, by the name that cases have for a server."""

FAR = "far"
"""The name of the one behind a relay, a 4.0."""


@contextmanager
def process(module: str, *arguments: str) -> Iterator[str]:
    """Run a server that says its address first; gives the address.

    Args:
        module: The module that is run.
        arguments: Its command line.
    """
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


@contextmanager
def canned_server(name: str = "3.11") -> Iterator[str]:
    """Run the canned server; its address.

    Args:
        name: One of `CHARACTERS`.
    """
    with process("benches.canned_server", *CHARACTERS[name]) as url:
        yield url


@contextmanager
def servers(names: Set[str]) -> Iterator[dict[str, str]]:
    """Run several servers; their addresses by name.

    Args:
        names: Keys of `CHARACTERS`, and `FAR`.
    """
    with ExitStack() as stack:
        urls = {name: stack.enter_context(canned_server(name)) for name in names - {FAR}}
        if FAR in names:
            near = stack.enter_context(canned_server("4.0"))
            far = process("benches.relay", near, "--round-trip", f"{ROUND_TRIP_MILLISECONDS}")
            urls[FAR] = stack.enter_context(far)
        yield urls
