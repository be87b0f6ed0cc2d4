"""What type checkers tell users: what each context's calls give, and which calls are refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mypy import api

HERE = Path(__file__).parent
CONFIG = HERE.parents[1] / "pyproject.toml"

EXPECTED = re.compile(r"# E: ([\w, -]+)$")
FOUND = re.compile(r"^[^:]+:(\d+): error: .*\[([\w-]+)\]$")


def check(file: Path) -> tuple[dict[int, list[str]], str]:
    """The codes of mypy's errors in a file by line, and what mypy says of them."""
    out, trouble, _ = api.run(["--config-file", str(CONFIG), "--no-error-summary", str(file)])
    assert trouble == ""
    found: dict[int, list[str]] = {}
    for line in out.splitlines():
        match = FOUND.match(line)
        if match:
            found.setdefault(int(match[1]), []).append(match[2])
        elif ": note: " not in line:
            pytest.fail(f"mypy says: {line}")
    return found, out


@pytest.mark.timeout(300)  # the first run of mypy reads everything
def test_what_users_may_rely_on_is_accepted() -> None:
    found, said = check(HERE / "accepted.py")
    assert found == {}, said


@pytest.mark.timeout(300)  # likewise
def test_what_is_wrong_is_refused_on_its_line_for_its_reason() -> None:
    file = HERE / "refused.py"
    expected = {
        number: match[1].split(", ")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if (match := EXPECTED.search(line))
    }
    found, said = check(file)
    assert found == expected, said
