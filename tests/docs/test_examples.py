"""The examples run, each as a program of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from arango_fastbatch.sandbox import Sandbox

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def run(example: str, *arguments: str, **environment: str) -> str:
    """Run an example; what it prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / example), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "nothing is to complain"
    return done.stdout


@pytest.mark.parametrize("version", ["3.11", "3.12.2", "3.12", "4.0"])
def test_the_batch_example_runs_and_runs_again(version: str) -> None:
    with Sandbox(server_version=version, root_password="passwd") as url:
        for _ in range(2):
            printed = run("batch_execution.py", ARANGO_URL=url)
            assert "4 sent, 3 succeeded, 1 failed" in printed
            assert "Kris, Rita, Jake and Jill are there" in printed


def test_the_demo_counts_what_it_has_sent() -> None:
    printed = run("demo.py", "--documents", "3000")
    assert "3,000 of 3,000 succeeded; 0 failed" in printed
    assert "the server's collection has 3,000 documents" in printed
    assert printed.endswith("stopped   the sandbox\n")
