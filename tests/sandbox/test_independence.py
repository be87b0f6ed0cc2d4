"""The sandbox judges the client: it must not be made of the client."""

import ast
import subprocess
import sys
from pathlib import Path

import arango_fastbatch

PACKAGE = Path(arango_fastbatch.__file__).parent
ROOMS = sorted((PACKAGE / "sandbox").rglob("*.py"))


def _imported(path):
    """The modules of the project that a file imports, by their full names."""
    package = ["arango_fastbatch", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = [*base, *(node.module or "").split(".")]
            for alias in node.names:
                yield ".".join([part for part in module if part] + [alias.name])


def test_nothing_of_the_client_is_imported_but_the_error_numbers():
    assert len(ROOMS) > 20
    allowed = ("arango_fastbatch.sandbox", "arango_fastbatch.errno")
    for room in ROOMS:
        for name in _imported(room):
            ours = name.split(".")[0] == "arango_fastbatch"
            assert not ours or name.startswith(allowed), (room.name, name)


def test_rooms_only_import_downwards():
    """Data knows of no API, APIs know of no connection."""
    for room in ROOMS:
        place = room.relative_to(PACKAGE / "sandbox").parts[0]
        if place == "aql":
            forbidden = ("api", "store", "dispatch", "http_front", "serving", "message", "queries")
        elif place == "store":
            forbidden = ("api", "dispatch", "http_front", "serving", "message", "access", "context")
        elif place == "api":
            forbidden = ("dispatch", "http_front", "serving", "embedded", "cli")
        else:
            continue
        ceilings = tuple(f"arango_fastbatch.sandbox.{name}" for name in forbidden)
        source = ast.parse(room.read_text(encoding="utf-8"))
        typed = [
            node
            for node in ast.walk(source)
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        ]
        lines = {line for node in typed for line in range(node.lineno, (node.end_lineno or 0) + 1)}
        for node in ast.walk(source):
            if isinstance(node, ast.ImportFrom) and node.lineno not in lines:
                name = ".".join(
                    ["arango_fastbatch", *room.relative_to(PACKAGE).parts[:-1]][
                        : len(room.relative_to(PACKAGE).parts) - node.level + 1
                    ]
                    + ([node.module] if node.module else [])
                )
                assert not name.startswith(ceilings), (room.name, name)


def test_the_plugin_costs_nothing_that_the_package_does_not_cost():
    """Loading the pytest plugin loads no part of the server."""
    code = (
        "import sys, arango_fastbatch.sandbox.pytest_plugin;"
        "print([m for m in sys.modules if m.startswith('arango_fastbatch.sandbox')"
        " or m in ('lark', 'aiohttp.web')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(ast.literal_eval(done.stdout))
    light = ("collector", "embedded", "extra", "mischief", "profile", "pytest_plugin", "settings")
    package = "arango_fastbatch.sandbox"
    assert loaded == {package, *(f"{package}.{name}" for name in light)}


def _loaded(code):
    code = f"import sys\n{code}\nprint(sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(ast.literal_eval(done.stdout))


def test_who_imports_the_client_pays_for_no_sandbox():
    loaded = _loaded("import arango_fastbatch, arango_fastbatch.client")
    assert not {name for name in loaded if name.startswith("arango_fastbatch.sandbox")}
    assert not loaded & {"lark", "regex", "aiohttp.web"}


def test_the_server_runs_without_the_client():
    """With a package in the client's place that is empty but for where its modules are."""
    loaded = _loaded(
        "import types\n"
        "package = types.ModuleType('arango_fastbatch')\n"
        f"package.__path__ = [{str(PACKAGE)!r}]\n"
        "sys.modules['arango_fastbatch'] = package\n"
        "from arango_fastbatch.sandbox import Sandbox\n"
        "with Sandbox() as url: pass"
    )
    ours = {name for name in loaded if name.startswith("arango_fastbatch.")}
    assert "arango_fastbatch.sandbox.serving" in ours
    others = {name for name in ours if not name.startswith("arango_fastbatch.sandbox")}
    assert others == {"arango_fastbatch.errno"}
