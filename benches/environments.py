"""The interpreters that the clients run in: this one, and one of python-aioarango's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEER_FOLDER = ROOT / "target" / "peer-venv"

PEER_PINS = (
    "httpx<0.19",
    "PyJWT<3",
    "requests-toolbelt==0.9.1",
    "urllib3<2",  # requests-toolbelt 0.9.1 imports what urllib3 2 no longer has
    "setuptools<70",  # python-aioarango imports pkg_resources
)
"""What python-aioarango 1.0.0 needs to be importable, which its metadata says only in part."""


class PeerError(RuntimeError):
    """The environment of python-aioarango could not be made."""


def peer_python(requirement: str, folder: Path = PEER_FOLDER) -> Path:
    """Make the environment of python-aioarango, or find it made.

    Args:
        requirement: What pip installs: a wheel, a folder or repository, or a requirement.
        folder: Where the environment stands.

    Returns:
        Its interpreter.

    Raises:
        PeerError: pip failed, or what it installed cannot be imported.
    """
    python = folder / "bin" / "python"
    marker = folder / "requirement.txt"
    if Path(requirement).exists():
        requirement = str(Path(requirement).resolve())
    if marker.exists() and marker.read_text() == requirement:
        return python
    _run("make an environment", sys.executable, "-m", "venv", "--clear", str(folder))
    pip = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _run(f"install {requirement}", *pip, requirement, *PEER_PINS)
    _run("import python_aioarango", str(python), "-W", "ignore", "-c", "import python_aioarango")
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
        raise PeerError(f"could not {purpose} for the peer: {' '.join(last)}")
    return done.stdout
