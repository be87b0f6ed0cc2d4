"""A stream of pipelined requests, and one connection that carries it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yarl import URL

from arango_fastbatch._core import AnswerError, Pipeline
from arango_fastbatch.exceptions import ServerConnectionError, ServerUnreachableError
from arango_fastbatch.line import Line, LineError
from arango_fastbatch.pacing import Window
from arango_fastbatch.tls import client_context

# Seconds after which a host's next address is tried while the first does not answer.
_OTHER_ADDRESS = 0.25

__all__ = ["Address", "Window", "drive"]


@dataclass(frozen=True)
class Address:
    """Where a connection goes.

    Attributes:
        host: Name, or IPv4 or IPv6 address.
        port: Port.
        field: What the field ``Host`` of requests says.
        tls: TLS settings; None for none.
    """

    host: str
    port: int
    field: str
    tls: ssl.SSLContext | None

    @classmethod
    def of(cls, url: str, tls: ssl.SSLContext | bool) -> Address:
        """The address in a host's URL.

        Args:
            url: The host's URL.
            tls: TLS settings, or whether the default ones verify certificates; used for https.
        """
        parsed = URL(url, encoded=True)
        host = parsed.raw_host or ""
        is_tls = parsed.scheme == "https"
        port = parsed.port or (443 if is_tls else 80)
        field = f"[{host}]" if ":" in host else host
        if port != (443 if is_tls else 80):
            field += f":{port}"
        return cls(host, port, field, client_context(tls) if is_tls else None)

    @property
    def is_numeric(self) -> bool:
        """Whether no name has to be looked up."""
        return ":" in self.host or self.host.replace(".", "").isdecimal()

    def __str__(self) -> str:
        return f"{'http' if self.tls is None else 'https'}://{self.field}"


async def drive(
    stream: Pipeline,
    address: Address,
    *,
    idle: float,
    window: Window,
    progress: Callable[[], None],
) -> None:
    """Open one connection, and send and receive over it what it takes.

    Ends when the stream is done, shows a refusal, or got an answer with which the server closes.
    The connection is closed then, and also if this ends otherwise.

    Args:
        stream: The requests; already opened for this connection.
        address: Where to.
        idle: Seconds for connecting, and that the connection may be silent; 0 for no limit.
        window: How much may be unanswered; it is widened for a long way.
        progress: Called after answers came. What it raises ends the connection, and is raised here.

    Raises:
        ServerUnreachableError: If no connection came about: nothing was handed out.
        ServerConnectionError: If the connection ended otherwise. What was handed out whole and has
            no answer may have been executed. `__cause__` is an `AnswerError` if an answer was
            malformed, and an `asyncio.TimeoutError` if the connection was silent for too long.
    """
    line = Line(stream, address.tls, address.host, idle=idle, window=window, progress=progress)
    try:
        await _connect(line, address, idle)
        line.begin()
        await line.over
    except AnswerError as error:
        message, request = error.args
        where = "" if request is None else f" (at answer {request})"
        raise ServerConnectionError(
            f"what {address} sent is no answer: {message}{where}"
        ) from error
    except LineError as error:
        raise ServerConnectionError(f"the connection to {address} broke: {error}") from error.cause
    finally:
        line.close()


async def _connect(line: Line, address: Address, idle: float) -> None:
    """Connect, and shake hands where there is TLS."""
    loop = asyncio.get_running_loop()
    race: dict[str, Any] = {}
    # Who asks for nothing else need not run a race: one that is cancelled forgets its sockets.
    # Other loops than asyncio's own, such as uvloop's, try one address after the other.
    if not address.is_numeric and isinstance(loop, asyncio.BaseEventLoop):
        race["happy_eyeballs_delay"] = _OTHER_ADDRESS
    connecting = asyncio.ensure_future(
        loop.create_connection(lambda: line, address.host, address.port, **race)
    )
    # What becomes of it after nobody waits any more is no news.
    connecting.add_done_callback(lambda task: task.cancelled() or task.exception())
    try:
        for step in (connecting, line.ready):
            await asyncio.wait({step}, timeout=idle or None)
            if not step.done():
                raise asyncio.TimeoutError(f"none after {idle:g} s")
            step.result()
    except LineError as error:
        raise ServerUnreachableError(f"no connection to {address}: {error}") from error.cause
    except (OSError, asyncio.TimeoutError) as error:
        raise ServerUnreachableError(f"no connection to {address}: {error}") from error
    finally:
        connecting.cancel()
