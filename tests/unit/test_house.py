"""The house around the code: what its files may not hold, and what its doors say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TEXTS = {"", ".cfg", ".lark", ".md", ".py", ".pyi", ".rs", ".sh", ".toml", ".txt", ".yaml", ".yml"}

# Directories of the machine that somebody happened to write on.
MACHINE_PATHS = re.compile(r"(?<![\w.~}-])/(root|home/\w+|Users/\w+|work/\w+|tmp/\w+)\b")
# Where packages come from is the business of who installs them: a mirror must work as well.
REGISTRY_HOSTS = re.compile(
    r"\b(pypi\.(org|io)|pythonhosted\.org|crates\.io|npmjs\.(org|com)|proxy\.golang\.org)\b"
)
LOCKS = {"Cargo.lock"}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The text files of the repository, by their paths."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no git checkout: which files belong to it cannot be told")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = [Path(name) for name in listed.stdout.decode().split("\0") if name]
    return {
        path.as_posix(): (ROOT / path).read_bytes().decode()
        for path in paths
        if path.suffix in TEXTS and "seeds" not in path.parts and (ROOT / path).is_file()
    }


def lines_with(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in texts.items()
        if Path(name).name not in LOCKS
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_the_files_are_found(texts: dict[str, str]) -> None:
    assert {"Makefile", "pyproject.toml", "README.md", ".ci/run"} <= texts.keys()


def test_no_text_has_a_nul_byte(texts: dict[str, str]) -> None:
    assert [name for name, text in texts.items() if "\0" in text] == []


def test_no_text_has_windows_line_ends(texts: dict[str, str]) -> None:
    assert [name for name, text in texts.items() if "\r\n" in text] == []


def test_no_text_names_a_path_of_a_machine(texts: dict[str, str]) -> None:
    assert lines_with(MACHINE_PATHS, texts) == []


def test_no_text_names_a_package_registry(texts: dict[str, str]) -> None:
    assert lines_with(REGISTRY_HOSTS, texts) == []


def test_the_patterns_find_what_they_are_for() -> None:
    assert MACHINE_PATHS.search("cd /" + "home/somebody/project")
    assert MACHINE_PATHS.search('"/' + 'root"')
    assert not MACHINE_PATHS.search("/_api/tmp/x and a/root/b")
    assert REGISTRY_HOSTS.search("https://pypi" + ".org/simple")


def test_make_has_a_word_for_everything_that_a_developer_does(texts: dict[str, str]) -> None:
    targets = set(re.findall(r"^([a-z]+):", texts["Makefile"], re.MULTILINE))
    assert {"demo", "test", "bench", "fuzz", "format", "lint", "docs"} <= targets


def test_ci_runs_what_a_developer_runs(texts: dict[str, str]) -> None:
    commands = [line for line in texts[".ci/run"].splitlines() if not line.startswith("#")]
    assert commands == ["set -eu", 'cd "$(dirname "$0")/.."', "exec make test"]


def test_the_changelog_tells_of_this_version(texts: dict[str, str]) -> None:
    version = re.search(r'^version = "(.+)"$', texts["Cargo.toml"], re.MULTILINE)
    assert version is not None
    assert f"\n## [{version[1]}]" in texts["CHANGELOG.md"]


# --- What is told where a tool is missing

posix = pytest.mark.skipif(os.name == "nt", reason="make and its shell are POSIX tools")


class Toolbox:
    """A folder that stands for PATH.

    Args:
        folder: The folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def add(self, name: str, script: str) -> None:
        """Add a tool made of a line of shell."""
        tool = self.folder / name
        tool.write_text(f"#!/bin/sh\n{script}\n")
        tool.chmod(0o755)

    def missing(self, python: str = "python3") -> str:
        """What is told when everything is asked for."""
        command = ["/bin/sh", str(ROOT / "scripts" / "missing.sh"), python, "core", "lint"]
        done = subprocess.run(
            command, env={"PATH": str(self.folder)}, capture_output=True, text=True, check=True
        )
        assert done.stderr == ""
        assert done.stdout.count("\n") <= 1, "one sentence"
        return done.stdout


@pytest.fixture
def toolbox(tmp_path: Path) -> Toolbox:
    """A PATH with everything that is needed."""
    box = Toolbox(tmp_path / "bin")
    box.add("python3", f'exec "{sys.executable}" "$@"')
    box.add("rustc", "echo 'rustc 1.85.0 (4d91de4e4 2025-02-17)'")
    box.add("cargo", "echo 'cargo 1.85.0 (d73d2caf9 2024-12-31)'")
    box.add("cc", "exit 0")
    return box


@posix
def test_nothing_is_told_where_nothing_is_missing(toolbox: Toolbox) -> None:
    assert toolbox.missing() == ""


@posix
def test_an_empty_path_is_told_of_python(tmp_path: Path) -> None:
    assert "there is no 'python3' on the PATH" in Toolbox(tmp_path / "empty").missing()


@posix
def test_an_old_python_is_told_its_version(toolbox: Toolbox) -> None:
    # Its version is asked for with syntax that it knows, then it is compared.
    toolbox.add("python3", "case $2 in *write*) printf 3.9 ;; *) exit 1 ;; esac")
    assert "Python 3.10 or newer is needed, and 'python3' is Python 3.9" in toolbox.missing()


@posix
def test_a_python_that_does_not_run_is_told_of(toolbox: Toolbox) -> None:
    toolbox.add("python3", "echo 'no such version' >&2; exit 127")
    assert "'python3' does not run" in toolbox.missing()


@posix
def test_a_python_without_venv_is_told_of(toolbox: Toolbox) -> None:
    toolbox.add("python3", f'case $2 in *venv*) exit 1 ;; *) exec "{sys.executable}" "$@" ;; esac')
    assert "python3-venv" in toolbox.missing()


@posix
@pytest.mark.parametrize("tool", ["cargo", "rustc"])
def test_missing_rust_is_told_of(toolbox: Toolbox, tool: str) -> None:
    (toolbox.folder / tool).unlink()
    assert "Rust 1.85 or newer is needed to compile the core" in toolbox.missing()


@posix
def test_rustup_without_a_toolchain_is_told_of(toolbox: Toolbox) -> None:
    toolbox.add("rustc", "echo 'error: no default toolchain' >&2; exit 1")
    assert "there is no working 'cargo'" in toolbox.missing()


@posix
def test_an_old_rust_is_told_its_version(toolbox: Toolbox) -> None:
    toolbox.add("rustc", "echo 'rustc 1.84.1 (e71f9a9a9 2025-01-27)'")
    assert "this is rustc 1.84.1" in toolbox.missing()


@posix
def test_a_missing_c_compiler_is_told_of(toolbox: Toolbox) -> None:
    (toolbox.folder / "cc").unlink()
    assert "A C compiler is needed to link the core" in toolbox.missing()


@posix
def test_missing_judges_of_rust_are_told_of(toolbox: Toolbox) -> None:
    toolbox.add("cargo", 'case $1 in clippy) exit 101 ;; *) echo "cargo 1.85.0" ;; esac')
    assert "clippy and rustfmt are needed" in toolbox.missing()
