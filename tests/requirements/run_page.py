"""Runs the page's program as it stands, at the top level, with `await` as in an asyncio console.

Arguments: the name under which the package is imported, and the URL of a server, which takes the
place of the default one: the program names none, and a port that everybody knows may be taken.
"""

import ast
import asyncio
import inspect
import sys
from pathlib import Path

import arango_fastbatch

PAGE = Path(__file__).with_name("batch_page.txt")


def main(name: str, url: str) -> None:
    """Run it."""
    text = PAGE.read_text(encoding="utf-8")
    if name == "arango_fastbatch":
        text = text.replace("python_aioarango", name)
    else:
        arango_fastbatch.install_as(name)
    make = arango_fastbatch.ArangoClient.__init__
    assert make.__defaults__ is not None
    make.__defaults__ = (url, *make.__defaults__[1:])
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    program = compile(text, PAGE.name, "exec", flags, dont_inherit=True)
    names: dict[str, object] = {"__name__": "__main__"}
    running = eval(program, names)
    assert inspect.iscoroutine(running)
    asyncio.run(running)
    # It came to its end, and ran under the name that it imports.
    assert names["ArangoClient"] is arango_fastbatch.ArangoClient
    assert name in sys.modules


if __name__ == "__main__":
    main(*sys.argv[1:])
