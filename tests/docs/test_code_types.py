"""What the pages show exists, with these parameters, also where it cannot be run."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

import pytest
from mypy import api
from tests.docs.pages import PAGES, Block, blocks, name_of

if TYPE_CHECKING:
    from pathlib import Path

# Pieces of rooms stand there, not programs.
WITHOUT_PROGRAM = {"CONTRIBUTING.md"}

# What a name or an argument that is not there is for mypy. Pages don't narrow types: they know what
# they have inserted.
WRONG = {"arg-type", "attr-defined", "call-arg", "name-defined", "syntax"}
_ERROR = re.compile(r"^(?P<file>[^:]+):\d+: error: .*\[(?P<code>[\w-]+)\]$")


def program(code: list[Block]) -> str:
    """A page's blocks as a module that mypy can read: ``await`` stands in a function there."""
    body = "\n".join(block.text for block in code)
    return "async def page() -> None:\n" + textwrap.indent(body, "    ")


def wrong(texts: dict[str, str], folder: Path) -> list[str]:
    """What mypy finds wrong in modules, given by their names."""
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    files = [str(folder / f"{name}.py") for name in texts]
    out, trouble, _ = api.run(
        ["--config-file=", "--no-incremental", "--no-strict-optional", *files]
    )
    assert trouble == ""
    matches = [(line, _ERROR.match(line)) for line in out.splitlines()]
    return [line for line, match in matches if match and match["code"] in WRONG]


@pytest.mark.timeout(300)  # mypy reads everything
def test_what_the_pages_call_is_there(tmp_path: Path) -> None:
    texts = {}
    for page in PAGES:
        code = [block for block in blocks(page.read_text("utf-8")) if block.language == "python"]
        if code and name_of(page) not in WITHOUT_PROGRAM:
            texts[re.sub(r"\W", "_", name_of(page))] = program(code)
    assert wrong(texts, tmp_path) == []


@pytest.mark.timeout(300)  # likewise
def test_what_is_not_there_is_found(tmp_path: Path) -> None:
    text = """
    from arango_fastbatch import ArangoClient
    client = ArangoClient()
    db = await client.db("_system", password=1)
    await db.create_graf("school")
    await db.create_graph("school", colour="red")
    await database.version()
    """
    found = wrong({"page": program([Block("python", 1, textwrap.dedent(text), True)])}, tmp_path)
    assert [line.rpartition("[")[2] for line in found] == [
        "arg-type]",
        "attr-defined]",
        "call-arg]",
        "name-defined]",
    ]
