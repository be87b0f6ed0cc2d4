"""The interpreters that the clients run in: this one, and one for each of the others."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Package:
    """A client that gets an environment of its own."""

    name: str
    """The name of its distribution."""

    module: str
    """What it is imported as."""

    folder: Path
    """Where its environment stands."""

    pins: tuple[str, ...] = ()
    """What it needs to be importable and does not ask for."""


PEER = Package(
    "python-aioarango",
    "python_aioarango",
    ROOT / "target" / "peer-venv",
    pins=(
        "httpx<0.19",
        "PyJWT<3",
        "requests-toolbelt==0.9.1",
        "urllib3<2",  # requests-toolbelt 0.9.1 imports what urllib3 2 no longer has
        "setuptools<70",  # python-aioarango imports pkg_resources
    ),
)
"""What python-aioarango 1.0.0 needs, its metadata says only in part."""

OFFICIAL = Package("python-arango-async", "arangoasync", ROOT / "target" / "official-venv")


class EnvironmentFailedError(RuntimeError):
    """The environment of a client could not be made."""


def python_with(package: Package, requirement: str) -> Path:
    """Make the environment of a client, or find it made.

    Args:
        package: The client.
        requirement: What pip installs: a wheel, a folder or repository, or a requirement.

    Returns:
        Its interpreter.

    Raises:
        EnvironmentFailedError: pip failed, or what it installed cannot be imported.
    """
    python = package.folder / "bin" / "python"
    marker = package.folder / "requirement.txt"
    if Path(requirement).exists():
        requirement = str(Path(requirement).resolve())
    if marker.exists() and marker.read_text() == requirement:
        return python
    _run("make an environment", sys.executable, "-m", "venv", "--clear", str(package.folder))
    pip = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _run(f"install {requirement}", *pip, requirement, *package.pins)
    importing = f"import {package.module}"
    _run(importing, str(python), "-W", "ignore", "-c", importing)
    marker.write_text(requirement)
    return python


def versions(python: Path, packages: tuple[str, ...]) -> list[str]:
    """Return name and version of packages in an environment.

    Args:
        python: Its interpreter.
        packages: Their names.
    """
    code = "import sys, importlib.metadata as m; print(*(m.version(p) for p in sys.argv[1:]))"
    found = _run("read versions", str(python), "-c", code, *packages).split()
    return [f"{name} {version}" for name, version in zip(packages, found, strict=True)]


def _run(purpose: str, *command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise EnvironmentFailedError(f"could not {purpose}: {' '.join(last)}")
    return done.stdout
