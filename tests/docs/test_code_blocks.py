"""What the pages show runs, as it stands there, against a sandbox.

The Python blocks of a page are one program, from top to bottom, in which ``await`` may stand
anywhere; each page has a sandbox of its own. A block that cannot be run has a comment before it,
``<!-- not run: why -->``.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.docs.pages import PAGES, Block, blocks, name_of

from arango_fastbatch import uninstall_as
from arango_fastbatch.sandbox import Sandbox

if TYPE_CHECKING:
    from types import CodeType

# The address and the password that the pages write.
ADDRESS = "http://127.0.0.1:8529"
PASSWORD = "passwd"
# Pages on what is the same on every server.
EVERYWHERE = ["README.md", "docs/batch.md", "docs/getting-started.md", "docs/servers.md"]


def programs() -> list[tuple[Path, list[Block]]]:
    """The pages with their blocks that can be run."""
    found = []
    for page in PAGES:
        code = [
            block
            for block in blocks(page.read_text(encoding="utf-8"))
            if block.language == "python" and block.is_run
        ]
        if code:
            found.append((page, code))
    return found


def compiled(page: Path, block: Block, url: str) -> CodeType:
    """A block as code whose errors point to the page's lines."""
    source = "\n" * (block.line - 1) + block.text.replace(ADDRESS, url)
    code: CodeType = compile(source, str(page), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    return code


def run(page: Path, code: list[Block], url: str) -> None:
    """Run a page's program: what awaits on one event loop, the rest outside of it."""
    names: dict[str, Any] = {"__name__": "__page__"}
    loop = asyncio.new_event_loop()
    try:
        for block in code:
            result = eval(compiled(page, block, url), names)
            if inspect.isawaitable(result):
                loop.run_until_complete(result)
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


def run_on(version: str, page: Path, code: list[Block], folder: Path) -> None:
    """Run a page's program on a server of a version."""
    before = Path.cwd()
    os.chdir(folder)  # pages may write files
    try:
        with Sandbox(server_version=version, root_password=PASSWORD) as url:
            run(page, code, url)
    finally:
        os.chdir(before)
        uninstall_as("python_aioarango")


@pytest.mark.parametrize(
    ("page", "code"), programs(), ids=[name_of(page) for page, _ in programs()]
)
def test_the_code_of_a_page_runs(page: Path, code: list[Block], tmp_path: Path) -> None:
    run_on("3.11", page, code, tmp_path)


@pytest.mark.parametrize("version", ["3.12", "4.0"])
@pytest.mark.parametrize("name", EVERYWHERE)
def test_what_holds_on_every_server_runs_there(name: str, version: str, tmp_path: Path) -> None:
    ((page, code),) = [program for program in programs() if name_of(program[0]) == name]
    run_on(version, page, code, tmp_path)


def test_the_pages_with_code_are_found() -> None:
    names = {name_of(page) for page, _ in programs()}
    assert {"README.md", "docs/batch.md", "docs/migration.md"} <= names


def test_every_block_says_what_it_is() -> None:
    nameless = [
        f"{name_of(page)}:{block.line}"
        for page in PAGES
        for block in blocks(page.read_text(encoding="utf-8"))
        if not block.language
    ]
    assert nameless == []
