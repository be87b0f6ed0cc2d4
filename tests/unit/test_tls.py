"""The TLS channel: no socket, nothing lost, whatever the pieces."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest
from tests.faults.streams import make_certificate

from arango_fastbatch.tls import TlsChannel, client_context

if TYPE_CHECKING:
    from pathlib import Path


class Server:
    """The other end, in memory too."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._object = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._is_ready = False
        self.heard = b""

    def receive(self, data: bytes) -> bytes:
        self._incoming.write(data)
        try:
            if not self._is_ready:
                self._object.do_handshake()
                self._is_ready = True
            while piece := self._object.read(1 << 16):
                self.heard += piece
        except ssl.SSLWantReadError:
            pass
        return self._outgoing.read()

    def send(self, data: bytes) -> bytes:
        rest = memoryview(data)
        while rest:
            rest = rest[self._object.write(rest) :]
        return self._outgoing.read()

    def close(self) -> bytes:
        with pytest.raises(ssl.SSLError):
            self._object.unwrap()
        return self._outgoing.read()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def pair(certificate: tuple[Path, Path]) -> tuple[TlsChannel, Server]:
    """Two ends that have shaken hands."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    client, server = TlsChannel(trusting, "127.0.0.1"), Server(context)
    out = client.start()
    assert not client.is_ready
    while out:
        assert client.receive(server.receive(out)) == b""
        out = client.send(b"")
    assert client.is_ready
    return client, server


def test_both_directions(pair: tuple[TlsChannel, Server]) -> None:
    client, server = pair
    large = bytes(range(256)) * 1000
    server.receive(client.send(large))
    assert server.heard == large
    assert client.receive(server.send(large)) == large
    assert client.receive(b"") == b""


def test_any_pieces(pair: tuple[TlsChannel, Server]) -> None:
    client, server = pair
    wire = server.send(b"one") + server.send(b"two")
    assert b"".join(client.receive(bytes([byte])) for byte in wire) == b"onetwo"
    assert not client.is_over


def test_the_end_is_told_from_a_cut(pair: tuple[TlsChannel, Server]) -> None:
    client, server = pair
    last = server.send(b"last") + server.close()
    assert client.receive(last) == b"last"
    assert client.is_over
    assert client.close() != b""


def test_bytes_that_make_no_sense(pair: tuple[TlsChannel, Server]) -> None:
    client, _ = pair
    with pytest.raises(ssl.SSLError):
        client.receive(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    client.close()


def test_who_is_not_whom_the_certificate_names(certificate: tuple[Path, Path]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    client = TlsChannel(trusting, "127.0.0.2")
    with pytest.raises(ssl.SSLCertVerificationError):
        client.receive(Server(context).receive(client.start()))
    # It is told why.
    assert client.close() != b""


def test_settings() -> None:
    own = ssl.create_default_context()
    assert client_context(own) is own
    strict, lax = client_context(True), client_context(False)
    assert strict.verify_mode is ssl.CERT_REQUIRED
    assert strict.check_hostname
    assert lax.verify_mode is ssl.CERT_NONE
    assert not lax.check_hostname
    assert client_context(True) is strict
