"""A sandbox server inside a program, in a thread and event loop of its own."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from .collector import careful_collection
from .extra import running_server
from .mischief import parse_rule
from .profile import Profile
from .settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType


class Sandbox:
    """A server in memory that answers as arangod does.

    Both ``with`` and ``async with`` start it, give its URL, and stop it. It runs in a thread of its
    own, so that a client that blocks its own event loop is still answered.

    Args:
        host: The interface to listen on.
        port: The TCP port; 0 for any that is free.
        root_password: The password of ``root``.
        server_version: ``3.11``, ``3.12``, ``4.0`` or any ``x.y.z`` from 3.11 on.
        jwt_secret: The secret of the server's tokens; None for a random one.
        latency: Seconds that every answer takes longer.
        faults: Rules of what goes wrong on purpose, like ``"status=503@every=3"``;
            docs/sandbox.md has them all.
        tls_cert: A file with a certificate (PEM), to serve TLS; None for plain HTTP.
        tls_key: A file with its key; None where the certificate's file holds it, too.
        compress_responses: The size in bytes from which answers are compressed for those who
            accept that (3.12 and later); 0 for never.

    Raises:
        ValueError: `server_version` or a rule is none, or a number is out of its range.

    Example:
        >>> with Sandbox(server_version="3.11") as url:
        ...     print(url)
        http://127.0.0.1:...
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        root_password: str = "",
        server_version: str = "3.12",
        jwt_secret: str | None = None,
        latency: float = 0.0,
        faults: Sequence[str] = (),
        tls_cert: str | None = None,
        tls_key: str | None = None,
        compress_responses: int = 0,
    ) -> None:
        self.profile = Profile.of(server_version)
        for rule in faults:
            parse_rule(rule)
        self._settings = Settings(
            self.profile,
            host,
            port,
            root_password,
            jwt_secret,
            latency,
            tuple(faults),
            tls_cert,
            tls_key,
            compress_responses,
        )
        self._url: str | None = None
        self._failure: BaseException | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None

    @property
    def url(self) -> str:
        """Where it listens, like ``http://127.0.0.1:8529``.

        Raises:
            RuntimeError: It does not run.
        """
        if self._url is None:
            raise RuntimeError("the sandbox does not run")
        return self._url

    def start(self) -> str:
        """Start the server and wait until it listens.

        Returns:
            Its URL.

        Raises:
            RuntimeError: It runs already.
            OSError: The port cannot be had.
            ModuleNotFoundError: The extra ``sandbox`` is not installed.
        """
        if self._thread is not None:
            raise RuntimeError("the sandbox runs already")
        ready = threading.Event()
        self._failure = None
        self._thread = threading.Thread(
            target=self._run, args=(ready,), name="arango-sandbox", daemon=True
        )
        self._thread.start()
        ready.wait()
        if self._failure is not None:
            self._thread.join()
            self._thread = None
            raise self._failure
        return self.url

    def stop(self) -> None:
        """Stop the server and wait until it is gone. Does nothing where none runs."""
        if self._thread is None:
            return
        if self._loop is not None and self._stopping is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        self._thread = None

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    async def __aenter__(self) -> str:
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.stop)

    def _run(self, ready: threading.Event) -> None:
        try:
            asyncio.run(self._serve(ready))
        except BaseException as failure:  # start() raises it in its own thread
            self._failure = failure
        finally:
            self._url = self._loop = self._stopping = None
            ready.set()

    async def _serve(self, ready: threading.Event) -> None:
        running = running_server(self._settings)
        async with running as (url, server), careful_collection(server):
            self._loop = asyncio.get_running_loop()
            self._stopping = asyncio.Event()
            self._url = url
            ready.set()
            await self._stopping.wait()
