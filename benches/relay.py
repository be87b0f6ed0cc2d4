"""A relay to a server that is farther away: what passes is held for half a round trip each way.

It holds as much as there is, so it costs time and no throughput.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import selectors
import time
from collections import deque
from urllib.parse import urlsplit

EARLY = 100e-6
"""Seconds that a timer is set too early: it rings late, and the rest is waited for awake."""

OWN = 80e-6
"""Seconds that relaying itself costs each way, about; what is held is held so much shorter."""


class Side(asyncio.Protocol):
    """One side of a relayed connection; what comes here goes on at the other, later.

    Args:
        delay: How long it is held, in seconds.
    """

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self.held: deque[tuple[float, bytes]] = deque()
        self.transport: asyncio.Transport | None = None
        self.other: Side | None = None
        self.over = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Hold what came; timers of one length end in the order in which they began."""
        due = time.monotonic() + self.delay
        self.held.append((due, data))
        asyncio.get_running_loop().call_at(due - EARLY, self._pass_on)

    def _pass_on(self) -> None:
        due, data = self.held.popleft()
        while time.monotonic() < due:
            pass
        if self.other is not None and self.other.transport is not None:
            self.other.transport.write(data)

    def connection_lost(self, error: Exception | None) -> None:
        """End the other side, as late as everything else gets there."""
        self.over.set()
        if self.other is not None and self.other.transport is not None:
            asyncio.get_running_loop().call_later(self.delay, self.other.transport.close)


class AcceptedSide(Side):
    """The client's side, which opens the server's.

    Args:
        delay: How long what comes is held, in seconds.
        host: The server's address.
        port: The server's port.
    """

    def __init__(self, delay: float, host: str, port: int) -> None:
        super().__init__(delay)
        self.address = (host, port)
        self.opening: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Open the other side before anything is read here."""
        super().connection_made(transport)
        assert self.transport is not None
        self.transport.pause_reading()
        self.opening = asyncio.create_task(self._open(self.transport))

    async def _open(self, transport: asyncio.Transport) -> None:
        loop = asyncio.get_running_loop()
        _, self.other = await loop.create_connection(lambda: Side(self.delay), *self.address)
        self.other.other = self
        if transport.is_closing():
            self.connection_lost(None)
        else:
            transport.resume_reading()


async def serve(server: str, round_trip: float) -> None:
    """Relay until the process ends, the chosen address on the first line of stdout.

    Args:
        server: The URL of the server behind.
        round_trip: How much longer a round trip takes, in seconds.
    """
    url = urlsplit(server)
    assert url.hostname is not None
    assert url.port is not None
    address = url.hostname, url.port
    loop = asyncio.get_running_loop()
    relay = await loop.create_server(
        lambda: AcceptedSide(round_trip / 2 - OWN, *address), "127.0.0.1", 0
    )
    print("http://{}:{}".format(*relay.sockets[0].getsockname()), flush=True)
    async with relay:
        await relay.serve_forever()


def main() -> None:
    """Parse the command line and relay."""
    parser = argparse.ArgumentParser(prog="python -m benches.relay", description=__doc__)
    parser.add_argument("server", help="the URL of the server behind")
    parser.add_argument("--round-trip", type=float, default=1.0, metavar="MS")
    options = parser.parse_args()
    # Not epoll: its time-outs are whole milliseconds.
    loop = asyncio.SelectorEventLoop(selectors.SelectSelector())
    with contextlib.suppress(KeyboardInterrupt), contextlib.closing(loop):
        loop.run_until_complete(serve(options.server, options.round_trip / 1e3))


if __name__ == "__main__":
    main()
