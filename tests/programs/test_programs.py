"""A program that was written for python-aioarango says the same on arango_fastbatch."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.peer.expectation import AtLeast
from tests.programs.record import HERE, RECORDED

from arango_fastbatch.sandbox import Sandbox


async def said_by(command: list[str | Path]) -> list[str]:
    """The lines that a program writes, whose server is a fresh one, and its last argument."""
    with Sandbox(server_version="3.11", root_password="passwd") as url:
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-W", "error", *command, url],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout.splitlines()


def edited(folder: Path) -> Path:
    """The program with its imports changed, as one moves over."""
    for module in HERE.glob("*.py"):
        shutil.copy(module, folder)
    for module in folder.glob("*.py"):
        text = module.read_text(encoding="utf-8").replace("python_aioarango", "arango_fastbatch")
        module.write_text(text, encoding="utf-8")
    return folder / "school.py"


@pytest.mark.parametrize("unedited", [True, False])
async def test_a_program_says_what_it_always_said(unedited: bool, tmp_path: Path) -> None:
    """Results may have more fields: those that python-aioarango does not know."""
    command = [HERE / "run.py", HERE / "school.py"] if unedited else [edited(tmp_path)]
    said = [json.loads(line) for line in await said_by(command)]
    recorded = (RECORDED / "school.jsonl").read_text(encoding="utf-8").splitlines()
    expected = [json.loads(line) for line in recorded]
    assert len(expected) > 200
    different = [
        (wanted, actual)
        for wanted, actual in zip(expected, said, strict=False)
        if not AtLeast(wanted).fits(actual)
    ]
    assert different == []
    assert len(said) == len(expected)
