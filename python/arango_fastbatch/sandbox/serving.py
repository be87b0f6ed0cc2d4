"""Puts a server together: data, routes, dispatcher and port."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from .api import ROUTES
from .context import Server
from .dispatch import Dispatcher
from .http_front import HttpFront

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .profile import Profile


@asynccontextmanager
async def running_server(
    profile: Profile, root_password: str, jwt_secret: str | None, host: str, port: int
) -> AsyncIterator[str]:
    """A server that listens as long as the context lasts; gives its URL.

    Raises:
        OSError: The port cannot be had.
    """
    server = Server(profile, root_password, jwt_secret)
    server.dispatcher = Dispatcher(server, ROUTES)
    front = HttpFront(server)
    address, bound_port = await front.start(host, port)
    try:
        yield f"http://{f'[{address}]' if ':' in address else address}:{bound_port}"
    finally:
        await front.stop()
