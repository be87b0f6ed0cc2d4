"""Fixtures for pytest: one server a session, one database a test.

The plugin is loaded in every pytest run of an environment, so it imports nothing that costs time
before a fixture is used.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import pytest

from .embedded import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIMEOUT_SECONDS = 30.0

_NUMBERS = count(1)


@dataclass(frozen=True)
class SandboxServer:
    """The server of a test session.

    Args:
        url: Where it listens.
        version: The version it plays.
        username: A user who may do everything.
        password: That user's password.
    """

    url: str
    version: str
    username: str
    password: str


@dataclass(frozen=True)
class SandboxDatabase:
    """The database of one test.

    Args:
        url: Where its server listens.
        name: Its name.
        username: A user who may do everything.
        password: That user's password.
    """

    url: str
    name: str
    username: str
    password: str


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that chooses the server's version."""
    group = parser.getgroup("arango", "ArangoDB sandbox")
    group.addoption(
        "--arango-server-version",
        default="3.12",
        metavar="VERSION",
        help="version the sandbox plays: 3.11, 3.12, 4.0 or x.y.z (default: %(default)s)",
    )


@pytest.fixture(scope="session")
def arango_sandbox(pytestconfig: pytest.Config) -> Iterator[SandboxServer]:
    """A sandbox server, started once a session when a test first asks for it."""
    version = pytestconfig.getoption("--arango-server-version")
    try:
        sandbox = Sandbox(server_version=version)
    except ValueError as error:
        raise pytest.UsageError(f"--arango-server-version: {error}") from None
    with sandbox as url:
        yield SandboxServer(url, sandbox.profile.text, "root", "")


@pytest.fixture
def arango_database(arango_sandbox: SandboxServer) -> Iterator[SandboxDatabase]:
    """A fresh database, dropped after the test."""
    server = arango_sandbox
    name = f"test_{next(_NUMBERS)}"
    _send(server, "POST", "/_api/database", {"name": name})
    yield SandboxDatabase(server.url, name, server.username, server.password)
    _send(server, "DELETE", f"/_api/database/{name}")


def _send(server: SandboxServer, method: str, path: str, body: object = None) -> None:
    import urllib.request  # noqa: PLC0415 # see the module's docstring

    credentials = base64.b64encode(f"{server.username}:{server.password}".encode()).decode()
    request = urllib.request.Request(  # noqa: S310 # always the sandbox's own http URL
        server.url + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Basic {credentials}"},
        method=method,
    )
    # No proxy must come between a test and its own process.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=_TIMEOUT_SECONDS):
        pass
