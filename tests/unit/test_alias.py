"""The package under another name: the same modules, and no trace when it is undone."""

from __future__ import annotations

import importlib
import importlib.util
import pickle
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

import arango_fastbatch
from arango_fastbatch import AliasError, install_as, uninstall_as

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "an_alias_of_ours"


@pytest.fixture
def alias() -> Iterator[str]:
    install_as(NAME)
    yield NAME
    uninstall_as(NAME)


def load(name: str) -> Any:
    return importlib.import_module(name)


MODULES = [
    "",
    ".client",
    ".collection",
    ".collection.standard",
    ".connection",
    ".cursor",
    ".database",
    ".errno",
    ".exceptions",
    ".executor",
    ".http",
    ".job",
    ".request",
    ".response",
    ".typings",
    ".version",
]


@pytest.mark.parametrize("module", MODULES)
def test_both_names_are_the_same_modules(alias: str, module: str) -> None:
    assert load(alias + module) is load("arango_fastbatch" + module)


def test_modules_keep_their_own_identity(alias: str) -> None:
    module = load(f"{alias}.collection.standard")
    real = "arango_fastbatch.collection.standard"
    assert module.__name__ == real
    assert module.__spec__.name == real
    assert module.__package__ == "arango_fastbatch.collection"
    assert load(alias).__spec__.name == "arango_fastbatch"
    assert importlib.reload(load(f"{alias}.version")) is load("arango_fastbatch.version")


def test_submodules_are_attributes(alias: str) -> None:
    package = load(alias)
    load(f"{alias}.utils")
    assert package.utils is arango_fastbatch.utils  # type: ignore[attr-defined]  # a submodule


def test_what_is_set_on_one_is_seen_through_the_other(alias: str) -> None:
    with mock.patch(f"{alias}.client.DefaultHTTPClient", "patched"):
        assert load("arango_fastbatch.client").DefaultHTTPClient == "patched"
    with mock.patch("arango_fastbatch.client.DefaultHTTPClient", "patched"):
        assert load(f"{alias}.client").DefaultHTTPClient == "patched"
    assert load(f"{alias}.client").DefaultHTTPClient is arango_fastbatch.DefaultHTTPClient


def test_classes_are_the_same(alias: str) -> None:
    assert load(f"{alias}.exceptions").ArangoError is arango_fastbatch.ArangoError
    error = load(alias).CursorStateError("x")
    assert isinstance(error, arango_fastbatch.CursorStateError)
    assert pickle.loads(pickle.dumps(error)).message == "x"


def test_pickles_made_under_the_other_name(alias: str) -> None:
    ours = pickle.dumps(arango_fastbatch.SerializationError, protocol=0)
    theirs = ours.replace(b"arango_fastbatch", alias.encode())
    assert pickle.loads(theirs) is arango_fastbatch.SerializationError


def test_installing_again_changes_nothing(alias: str) -> None:
    before = list(sys.meta_path)
    module = load(alias)
    install_as(alias)
    assert sys.meta_path == before
    assert load(alias) is module


def test_undone(alias: str) -> None:
    kept = load(f"{alias}.cursor")
    uninstall_as(alias)
    with pytest.raises(ModuleNotFoundError):
        load(alias)
    assert not [name for name in sys.modules if name.startswith(alias)]
    # Neither what is held nor the package itself has suffered.
    assert kept.Cursor is load("arango_fastbatch.cursor").Cursor
    uninstall_as(alias)
    install_as(alias)
    assert load(f"{alias}.cursor") is kept


def test_undoing_what_was_never_done() -> None:
    before = list(sys.meta_path)
    uninstall_as("never_installed")
    uninstall_as("json")
    assert sys.meta_path == before
    assert "json" in sys.modules


@pytest.mark.parametrize("name", ["json", "pytest", "arango_fastbatch"])
def test_refuses_a_name_that_is_taken(name: str) -> None:
    with pytest.raises(AliasError, match="imported already"):
        install_as(name)
    assert issubclass(AliasError, ImportError)


@pytest.mark.parametrize("name", ["", "a.b", "a-b", "1a", "a b"])
def test_refuses_what_is_no_name(name: str) -> None:
    with pytest.raises(AliasError, match="no name for a package"):
        install_as(name)


@pytest.mark.parametrize("missing", [".nothing", ".client.nothing", ".collection.nothing"])
def test_what_is_not_there_is_not_there(alias: str, missing: str) -> None:
    """Under the name by which it was asked for."""
    with pytest.raises(ModuleNotFoundError, match=f"{alias}{missing}"):
        load(alias + missing)
    if missing == ".nothing":
        assert importlib.util.find_spec(alias + missing) is None
    assert importlib.util.find_spec(f"{alias}.cursor") is not None


def test_similar_names_are_not_taken(alias: str) -> None:
    for name in (f"{alias}s", f"{alias}_", alias[:-1]):
        assert importlib.util.find_spec(name) is None


def test_several_names_at_once(alias: str) -> None:
    install_as("another_alias")
    try:
        assert load("another_alias.client") is load(f"{alias}.client")
    finally:
        uninstall_as("another_alias")
    assert load(f"{alias}.client").ArangoClient is arango_fastbatch.ArangoClient


# --- In processes of their own, under the real name


def run(program: str, *paths: Path) -> subprocess.CompletedProcess[str]:
    prelude = "".join(f"import sys; sys.path.insert(0, {str(path)!r})\n" for path in paths)
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", prelude + textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


PROGRAMS = {
    "before anything else": """
        import arango_fastbatch
        arango_fastbatch.install_as("python_aioarango")
        from python_aioarango import ArangoClient, AQLQueryExecuteError
        from python_aioarango.http import DefaultHTTPClient, HTTPClient
        import python_aioarango.database as database
        import python_aioarango.exceptions
        assert ArangoClient is arango_fastbatch.ArangoClient
        assert database.StandardDatabase is arango_fastbatch.database.StandardDatabase
        assert python_aioarango.exceptions is arango_fastbatch.exceptions
    """,
    "star import": """
        from arango_fastbatch import install_as
        install_as("python_aioarango")
        from python_aioarango import *
        assert ArangoClient().hosts == ["http://127.0.0.1:8529"]
        assert issubclass(DocumentInsertError, ArangoServerError)
    """,
    "nothing but the real modules is loaded": """
        import sys
        import arango_fastbatch as ours
        ours.install_as("python_aioarango")
        before = {id(module) for module in sys.modules.values()}
        import python_aioarango.client, python_aioarango.cursor
        assert {id(module) for module in sys.modules.values()} == before
    """,
    "a module of the package that was not imported yet": """
        import sys
        from arango_fastbatch import install_as
        install_as("python_aioarango")
        assert "arango_fastbatch.sandbox" not in sys.modules
        import python_aioarango.sandbox
        assert sys.modules["arango_fastbatch.sandbox"] is python_aioarango.sandbox
    """,
    "threads that import under both names": """
        import sys
        from concurrent.futures import ThreadPoolExecutor
        from importlib import import_module
        from arango_fastbatch import install_as
        install_as("python_aioarango")
        packages = ["arango_fastbatch", "python_aioarango"]
        modules = ["sandbox.aql", "sandbox.api.user", "telemetry", "wal", "sandbox.store", "foxx"]
        names = [f"{package}.{module}" for module in modules for package in packages]
        with ThreadPoolExecutor(len(names)) as threads:
            found = list(threads.map(import_module, names))
        assert found[::2] == found[1::2]
        assert [module.__name__ for module in found[1::2]] == names[::2]
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    done = run(PROGRAMS[name])
    assert done.stderr == ""
    assert done.returncode == 0


@pytest.fixture
def installed_peer(tmp_path: Path) -> Path:
    """A folder with a package of that name, as if it were installed."""
    package = tmp_path / "python_aioarango"
    package.mkdir()
    (package / "__init__.py").write_text("WHO = 'the other one'\n")
    (package / "client.py").write_text("WHO = 'the other one'\n")
    return tmp_path


def test_wins_over_an_installed_package_and_gives_way_again(installed_peer: Path) -> None:
    done = run(
        """
        from arango_fastbatch import install_as, uninstall_as
        install_as("python_aioarango")
        import python_aioarango.client
        assert not hasattr(python_aioarango, "WHO")
        uninstall_as("python_aioarango")
        import python_aioarango.client
        assert python_aioarango.WHO == python_aioarango.client.WHO == "the other one"
        """,
        installed_peer,
    )
    assert done.stderr == ""
    assert done.returncode == 0


def test_refuses_after_the_other_was_imported(installed_peer: Path) -> None:
    done = run(
        """
        import python_aioarango
        from arango_fastbatch import AliasError, install_as
        try:
            install_as("python_aioarango")
        except AliasError as error:
            assert "before anything imports it" in str(error)
        else:
            raise AssertionError("not refused")
        assert python_aioarango.WHO == "the other one"
        import python_aioarango.client
        assert python_aioarango.client.WHO == "the other one"
        """,
        installed_peer,
    )
    assert done.stderr == ""
    assert done.returncode == 0
