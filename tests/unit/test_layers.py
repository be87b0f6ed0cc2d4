"""The house's order: imports point downwards only, and every file is one room of readable size."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "python" / "arango_fastbatch"

# From the ground up. A room imports from its own level and from those below it; rooms of one level
# may build on each other, as long as they do not form a circle.
LEVELS = (
    # L0: what goes over the wire for a call, and what its answer means
    {
        "_core",
        "arguments",
        "codec",
        "context",
        "errno",
        "exceptions",
        "formatter",
        "operation",
        "request",
        "response",
        "settings",
        "typings",
        "utils",
        "version",
    },
    # L1: which server speaks what
    {"dialect"},
    # L2: hosts, credentials, sessions
    {
        "connection",
        "hooks",
        "http",
        "line",
        "pacing",
        "payload",
        "pipeline",
        "resolver",
        "session",
        "telemetry",
        "tls",
    },
    # L3: when a call runs, and what the caller has meanwhile
    {"batch", "executor", "job", "result"},
    # L4: how a room calls, then one room for each API
    {"api"},
    {
        "aql",
        "backup",
        "cluster",
        "collection",
        "cursor",
        "database",
        "foxx",
        "graph",
        "next_item",
        "pregel",
        "replication",
        "wal",
    },
    # L5: where a program begins
    {"client"},
    # The door: what the package shows, under its own name and under others
    {"", "alias"},
)
SANDBOX = "sandbox"

MOST_LINES = 450
# Tables, which may be as long as they are.
TABLES = {"python/arango_fastbatch/errno.py", "python/arango_fastbatch/exceptions.py"}


def module_name(path: Path) -> str:
    """A file's name below the package: "" for the package itself, "batch.log", …."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))} | {
    "_core": PACKAGE / "_core.pyi"
}


def imports_of(name: str, *, at_run_time: bool = False) -> set[str]:
    """The modules of this package that a module imports, wherever in the file it does.

    Args:
        name: The importing module.
        at_run_time: Whether imports for the type checker alone are left out.
    """
    path = MODULES[name]
    package = name.split(".") if path.stem == "__init__" else name.split(".")[:-1]
    found = set()
    for node in statements(ast.parse(path.read_text(encoding="utf-8")), at_run_time):
        if isinstance(node, ast.Import):
            dotted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            prefix = ["arango_fastbatch", *base] if node.level else []
            where = ".".join([*prefix, *filter(None, [node.module])])
            dotted = [f"{where}.{alias.name}" for alias in node.names]
        else:
            continue
        found |= {own for own in map(own_module, dotted) if own is not None}
    return found - {name}


def statements(node: ast.AST, at_run_time: bool) -> Iterator[ast.AST]:
    """A tree's nodes; at run time what is in `if TYPE_CHECKING` is not there."""
    yield node
    for child in ast.iter_child_nodes(node):
        is_for_types = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
        if not (at_run_time and is_for_types):
            yield from statements(child, at_run_time)


def own_module(dotted: str) -> str | None:
    """The module of this package that a dotted name is, or is in."""
    package, _, inner = dotted.partition(".")
    if package != "arango_fastbatch":
        return None
    return inner if inner in MODULES else inner.rpartition(".")[0]


IMPORTS = {name: sorted(imports_of(name)) for name in MODULES}


def room(module: str) -> str:
    """The room that a module is in: itself, or its package."""
    return module.partition(".")[0]


def level(module: str) -> int:
    """How high above the ground a module is."""
    for height, rooms in enumerate(LEVELS):
        if room(module) in rooms:
            return height
    pytest.fail(f"{module} has no level yet: give its room one in LEVELS")


def test_every_module_of_the_client_is_on_a_level() -> None:
    assert all(level(name) >= 0 for name in MODULES if room(name) != SANDBOX)


def test_the_levels_name_only_rooms_that_exist() -> None:
    assert set().union(*LEVELS) == {room(name) for name in MODULES} - {SANDBOX}


def test_imports_point_downwards() -> None:
    upwards = [
        f"{name} imports {target}"
        for name, targets in IMPORTS.items()
        if room(name) != SANDBOX
        for target in targets
        if room(target) == SANDBOX or level(target) > level(name)
    ]
    assert upwards == []


def test_imports_form_no_circle() -> None:
    # Imports for the type checker count in the client, but not in the sandbox: there the server's
    # state and what hands it around know each other's types.
    graph = {
        name: imports_of(name, at_run_time=True) if room(name) == SANDBOX else set(targets)
        for name, targets in IMPORTS.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" <- ".join(error.args[1]))


def test_the_executors_stand_on_the_batch_and_not_the_other_way_round() -> None:
    assert [name for name in IMPORTS if room(name) == "batch" and reaches(name, "executor")] == []


def reaches(name: str, goal: str) -> bool:
    """Whether a module imports a room, directly or through others."""
    pending, seen = [name], {name}
    while pending:
        for target in IMPORTS.get(pending.pop(), ()):
            if room(target) == goal:
                return True
            if target not in seen:
                seen.add(target)
                pending.append(target)
    return False


def test_the_sandbox_knows_nothing_of_the_client_but_the_error_numbers() -> None:
    borrowed = {
        f"{name} imports {target or 'arango_fastbatch'}"
        for name, targets in IMPORTS.items()
        if room(name) == SANDBOX
        for target in targets
        if room(target) not in {SANDBOX, "errno"}
    }
    assert borrowed == set()


def test_no_file_is_more_than_one_room() -> None:
    rooms = ("python", "src", "fuzz", "tests", "benches", "examples", "scripts")
    files = [
        path
        for folder in rooms
        for ending in ("*.py", "*.rs", "*.sh")
        for path in (ROOT / folder).rglob(ending)
        if "target" not in path.relative_to(ROOT).parts
    ]
    assert len(files) > len(MODULES), "the rooms were not found"
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in files
    }
    too_long = {
        name: lines for name, lines in lengths.items() if lines > MOST_LINES and name not in TABLES
    }
    assert too_long == {}
