"""TLS in front of a socket, apart from asyncio's: what came before a reset is not lost in it."""

from __future__ import annotations

import ssl
from contextlib import suppress
from functools import cache

# OpenSSL hands out one record at a time, which is no larger.
_RECORD = 16 * 1024


class TlsChannel:
    """The client's end of one TLS connection: bytes in, bytes out, and no socket.

    asyncio's own TLS transport forgets received bytes when a write fails. This one can be given
    what the socket still holds.

    Args:
        context: The settings, certificates included.
        hostname: Whom the server's certificate has to name.

    Attributes:
        is_ready: Whether the handshake is over, so that `send` may be called.
        is_over: Whether the peer said that nothing more comes.
    """

    def __init__(self, context: ssl.SSLContext, hostname: str) -> None:
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._object = context.wrap_bio(self._incoming, self._outgoing, server_hostname=hostname)
        self.is_ready = False
        self.is_over = False

    def start(self) -> bytes:
        """Begin the handshake.

        Returns:
            What goes to the peer.
        """
        self._shake_hands()
        return self._outgoing.read()

    def receive(self, data: bytes) -> bytes:
        """Take bytes that came from the peer.

        Args:
            data: Any number of them.

        Returns:
            What the peer said in them; empty during the handshake.

        Raises:
            ssl.SSLError: If the peer's certificate is not accepted, or the bytes make no sense.
        """
        self._incoming.write(data)
        if not self.is_ready:
            self._shake_hands()
        if not self.is_ready:
            return b""
        pieces = []
        with suppress(ssl.SSLWantReadError):
            while piece := self._object.read(_RECORD):
                pieces.append(piece)
            self.is_over = True
        return b"".join(pieces)

    def send(self, data: bytes) -> bytes:
        """Encrypt.

        Args:
            data: What to say; may be empty.

        Returns:
            What goes to the peer, answers to its own handshake messages included.
        """
        rest = memoryview(data)
        while rest:
            rest = rest[self._object.write(rest) :]
        return self._outgoing.read()

    def close(self) -> bytes:
        """Say that nothing more is sent.

        Returns:
            What goes to the peer.
        """
        with suppress(ssl.SSLError):
            self._object.unwrap()
        return self._outgoing.read()

    def _shake_hands(self) -> None:
        with suppress(ssl.SSLWantReadError):
            self._object.do_handshake()
            self.is_ready = True


def client_context(settings: ssl.SSLContext | bool) -> ssl.SSLContext:
    """The TLS settings of a client.

    Args:
        settings: The settings themselves, or whether the default ones verify certificates.
    """
    return settings if isinstance(settings, ssl.SSLContext) else _default_context(settings)


@cache
def _default_context(verifies: bool) -> ssl.SSLContext:
    # Reading the system's certificates takes longer than a batch.
    context = ssl.create_default_context()
    if not verifies:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["http/1.1"])
    return context
