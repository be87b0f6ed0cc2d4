"""Servers on asyncio's streams, for what plain sockets cannot do: TLS, and other addresses."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import struct
import subprocess
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from tests.faults.scripted import GoneError, Peer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.faults.scripted import Script


class StreamPeer(Peer):
    """The server's end of one connection, with TLS or without."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._held = bytearray()

    async def _receive(self, size: int) -> None:
        try:
            data = await self._reader.read(size)
        except OSError as error:
            raise GoneError(str(error)) from error
        if not data:
            raise GoneError("closed by the client")
        self._held += data

    async def send(self, data: bytes) -> None:
        """Send bytes."""
        self._writer.write(data)
        try:
            await self._writer.drain()
        except OSError as error:
            raise GoneError(str(error)) from error

    def reset(self) -> None:
        """Close with a RST."""
        line = self._writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    def close(self) -> None:
        """Close."""
        self._writer.close()


@asynccontextmanager
async def serve_streams(
    script: Script, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[str]:
    """A server for a script; gives its URL. Skips the test where there is no such address."""
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(GoneError, asyncio.CancelledError):
            await script(StreamPeer(reader, writer))
        writer.close()

    try:
        server = await asyncio.start_server(connected, host, 0, ssl=tls)
    except OSError as error:
        pytest.skip(f"cannot listen on {host}: {error}")
    port = server.sockets[0].getsockname()[1]
    named = f"[{host}]" if ":" in host else host
    try:
        yield f"{'http' if tls is None else 'https'}://{named}:{port}"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A self-made certificate for 127.0.0.1 and its key; skips the test where it cannot be made."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the program openssl")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key
