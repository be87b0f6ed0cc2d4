"""Puts a server together: data, routes, dispatcher and port."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .api import ROUTES
from .aql import compile_query
from .context import Server
from .dispatch import Dispatcher
from .expiry import expire_forever
from .http_front import HttpFront

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .settings import Settings


def assembled(settings: Settings) -> Server:
    """A server that can answer requests, without a port."""
    server = Server(settings)
    server.dispatcher = Dispatcher(server, ROUTES)
    return server


@asynccontextmanager
async def running_server(settings: Settings) -> AsyncIterator[tuple[str, Server]]:
    """A server that listens as long as the context lasts; gives its URL and itself.

    Raises:
        OSError: The port, or a file of the certificate, cannot be had.
        ValueError: A rule of what goes wrong is none.
    """
    server = assembled(settings)
    front = HttpFront(server, settings)
    # The grammar takes a while to build, once a process: nobody shall wait for it later.
    compile_query("RETURN 1", version=settings.profile.number)
    expiring = asyncio.get_running_loop().create_task(expire_forever(server.store))
    try:
        url = await front.start()
        server.tls_pem = _pem(settings)
        yield url, server
    finally:
        expiring.cancel()
        await front.stop()


def _pem(settings: Settings) -> bytes:
    """Certificate and key as one file; nothing without TLS."""
    files = (settings.tls_key, settings.tls_cert)
    return b"".join(Path(file).read_bytes() for file in files if file is not None)
