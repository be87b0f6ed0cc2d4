"""The page on migration lists every difference that the replay of recorded calls allows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MARK = "held by tests/docs/test_differences.py -->"


def test_the_page_lists_every_difference() -> None:
    table = subprocess.run(
        [sys.executable, "-m", "tests.wire.differences"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    page = (ROOT / "docs" / "migration.md").read_text(encoding="utf-8")
    assert page.partition(MARK)[2].strip() == table.stdout.strip()
