"""The pages that users read, and what is in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\s*$")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block of code.

    Attributes:
        language: What stands behind the fence.
        line: The number of its first line in the page, from 1.
        text: The code.
        is_run: Whether it can be run: a comment ``<!-- not run: why -->`` before it says if not.
    """

    language: str
    line: int
    text: str
    is_run: bool


def name_of(page: Path) -> str:
    """A page's path in the repository."""
    return page.relative_to(ROOT).as_posix()


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page."""
    found: list[Block] = []
    lines = text.splitlines()
    start: int | None = None
    language = indent = ""
    for number, line in enumerate(lines):
        match = _FENCE.match(line)
        if start is None and match:
            start, language, indent = number + 1, match["language"], match["indent"]
        elif start is not None and line == f"{indent}```":
            body = "\n".join(text.removeprefix(indent) for text in lines[start:number])
            before = next((text for text in reversed(lines[: start - 1]) if text.strip()), "")
            is_run = not before.strip().startswith("<!-- not run:")
            found.append(Block(language, start + 1, body + "\n", is_run))
            start = None
    if start is not None:
        raise ValueError(f"the block that begins on line {start} does not end")
    return found


def prose(text: str) -> str:
    """A page without its blocks of code."""
    for block in blocks(text):
        text = text.replace(block.text, "")
    return text


def links(text: str) -> list[str]:
    """Where a page's links and images lead."""
    return _LINK.findall(prose(text))


def anchors(text: str) -> set[str]:
    """The names under which a page's headings can be linked to."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in _HEADING.findall(prose(text)))
    return {heading.replace(" ", "-") for heading in plain}
