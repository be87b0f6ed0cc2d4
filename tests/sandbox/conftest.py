"""Servers to ask, and the plainest client to ask them with: the standard library's."""

import base64
import http.client
import json
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from arango_fastbatch.sandbox import Sandbox


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> tuple[int, int, str]:
        """Status, number and text of an error envelope, whose fields must agree."""
        envelope = self.json
        assert envelope["error"] is True
        assert envelope["code"] == self.status
        return self.status, envelope["errorNum"], envelope["errorMessage"]


class Caller:
    """Sends requests to one server, each over a connection of its own."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        assert parts.port is not None
        self.url = url
        self.address = (parts.hostname, parts.port)

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        user: tuple[str, str] | None = ("root", ""),
    ) -> Reply:
        sent = dict(headers or {})
        if user is not None:
            sent["Authorization"] = "Basic " + base64.b64encode(":".join(user).encode()).decode()
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        connection = http.client.HTTPConnection(*self.address, timeout=30)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, data)

    def raw(self, data: bytes) -> bytes:
        """Everything that is answered to some bytes until the server closes the connection."""
        with socket.create_connection(self.address, timeout=30) as connection:
            connection.sendall(data)
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
        return answer

    def collection(self, name: str, **properties: Any) -> str:
        """A fresh, empty collection."""
        self("DELETE", f"/_api/collection/{name}")
        reply = self("POST", "/_api/collection", {"name": name, **properties})
        assert reply.status == 200, reply.body
        return name


def _serve(version: str) -> Iterator[Caller]:
    with Sandbox(server_version=version, jwt_secret="secret") as url:
        yield Caller(url)


@pytest.fixture(scope="session")
def call() -> Iterator[Caller]:
    """A 3.12 server."""
    yield from _serve("3.12")


@pytest.fixture(scope="session")
def call_311() -> Iterator[Caller]:
    """A 3.11 server, which has batches."""
    yield from _serve("3.11")


@pytest.fixture(scope="session")
def call_40() -> Iterator[Caller]:
    """A 4.0 server."""
    yield from _serve("4.0")
