"""What of python-aioarango's API a package does not have (yet).

``python -m tests.peer.surface`` writes the list of what arango_fastbatch lacks anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.peer.api import listed, members

OURS = "arango_fastbatch"
NOT_YET = Path(__file__).parents[1] / "data" / "not_yet.json"


def not_yet() -> list[str]:
    """Paths below the package that are known to be missing.

    A path stands for everything below it: "wal" for the module and all that is in it.
    """
    paths: list[str] = json.loads(NOT_YET.read_text(encoding="utf-8"))
    return paths


def is_awaited(path: str, expected: list[str]) -> bool:
    """Whether a path, or what it is in, is known to be missing.

    Args:
        path: A module, a name in one, or a member of a class.
        expected: What `not_yet` gives.
    """
    pieces = path.split(".")
    return any(".".join(pieces[:end]) in expected for end in range(1, len(pieces) + 1))


def found(path: str) -> Any:
    """What a path below the package names.

    Args:
        path: A module ("" for the package), or names in it.

    Raises:
        AttributeError: If there is nothing of that name.
    """
    module, _, rest = path.partition(".")
    # The package's own names have no module before them: "" is one, too.
    value = _module(module)
    for name in filter(None, rest.split(".")):
        value = getattr(value, name)
    return value


def _module(name: str) -> Any:
    full = f"{OURS}.{name}" if name else OURS
    if name and find_spec(full) is None:
        raise AttributeError(f"there is no module {name}")
    return import_module(full)


def paths() -> Iterator[str]:
    """Everything of the API: modules, the names in them, classes and their members."""
    for module, content in listed().items():
        yield module
        for name in (*content["names"], *content["classes"], *content["functions"]):
            yield f"{module}.{name}"
    for member in members():
        if member.owner:
            yield member.path


def is_there(path: str) -> bool:
    """Whether a path names something."""
    try:
        found(path)
    except AttributeError:
        return False
    return True


def missing() -> list[str]:
    """What is missing, without what is in something that is missing."""
    gone: list[str] = []
    for path in paths():
        if not is_awaited(path, gone) and not is_there(path):
            gone.append(path)
    return sorted(gone)


if __name__ == "__main__":
    NOT_YET.write_text(json.dumps(missing(), indent=1) + "\n", encoding="utf-8")
