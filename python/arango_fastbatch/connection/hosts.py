"""Which of its hosts a connection asks, and what it knows of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from arango_fastbatch.connection.servers import Servers
from arango_fastbatch.dialect import Version
from arango_fastbatch.exceptions import ArangoError
from arango_fastbatch.request import Request
from arango_fastbatch.resolver import HostResolver
from arango_fastbatch.response import Response

if TYPE_CHECKING:
    from typing_extensions import Self

# With these a server says that its version is not for everybody.
_NOT_FOR_YOU = frozenset({401, 403})


class HostChoice:
    """A connection's hosts.

    Args:
        hosts: The hosts' URLs.
        host_resolver: Chooses among them.

    Attributes:
        servers: What is known of them; shared by the connections of a client.
    """

    def __init__(self, hosts: Sequence[str], host_resolver: HostResolver) -> None:
        self._hosts = list(hosts)
        self._resolver = host_resolver
        # The only host that is asked; None for the resolver's choice.
        self._pin: int | None = None
        self._pinned: dict[int, Self] = {}
        # Whether the host that answered last is asked first, and which one that is.
        self._sticks = False
        self._last: int | None = None
        self.servers = Servers(len(self._hosts))
        # Hosts that do not tell their version to who has these credentials.
        self._silent: set[int] = set()

    def on_host(self, index: int | None) -> Self:
        """The same connection, but to one host: what lives there is known nowhere else.

        Cursors, async jobs and stream transactions stay on the host that they began on.

        Args:
            index: The host's index, as `Response.host` has it; None where it is not known.

        Returns:
            A connection with the same sessions and credentials; this one if there is no choice.
        """
        if index is None or self._pin is not None or len(self._hosts) == 1:
            return self
        pinned = self._pinned.get(index)
        if pinned is None:
            pinned = self._pinned[index] = self._twin()
            pinned._pin = index
        return pinned

    def sticky(self) -> Self:
        """The same connection, but whoever answered last is asked first: what a batch sends by."""
        if self._pin is not None or len(self._hosts) == 1:
            return self
        twin = self._twin()
        twin._sticks = True
        twin._last = None
        return twin

    def settled(self) -> Self:
        """For what came over a `sticky` connection: the connection to the host that answered."""
        return self.on_host(self._last) if self._sticks else self

    def _twin(self) -> Self:
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        return twin

    def _first_host(self) -> int:
        if self._pin is not None:
            return self._pin
        if self._sticks and self._last is not None:
            return self._last
        return self._resolver.get_host_index()

    def known_server_version(self) -> Version | None:
        """The version of the server that is asked next, without a question.

        A `sticky` connection goes on with the host that this is the version of.

        Returns:
            As `server_version`; None also where the server was not asked yet.
        """
        host = self._first_host()
        if self._sticks:
            self._last = host
        return self.servers.version(host)

    async def server_version(self) -> Version | None:
        """The version of the server that is asked next; a host is asked for it once.

        A `sticky` connection goes on with the host that this is the version of.

        Returns:
            The version, or the least one that the server can be of after what it turned out not
            to have; None where the server keeps it to itself.

        Raises:
            ServerConnectionError: If no answer came.

        Endpoint:
            GET /_api/version
        """
        if self._pin is None and not self._sticks and len(self._hosts) > 1:
            return await self.sticky().server_version()
        host = self._last = self._first_host()
        if not self._is_asked(host):
            async with self.servers.line(host):
                if not self._is_asked(host):
                    host = await self._ask_version(host)
        return self.servers.version(host)

    async def learn_server_version(self) -> Version | None:
        """As `server_version`, but None also where it cannot be asked for."""
        try:
            return await self.server_version()
        except ArangoError:
            return None

    def offers(self, since: str | None, until: str | None, host: int | None) -> bool | None:
        """Whether a host has what came with one version and went with another.

        Args:
            since: The version that brought it; None if all have had it.
            until: The first version without it; None if there is none.
            host: The host's index; None for the one that this connection keeps to.

        Returns:
            None where too little is known of the host.
        """
        if host is None:
            host = self._kept_host()
        return None if host is None else self.servers.offers(host, since, until)

    def _kept_host(self) -> int | None:
        """The only host that this connection asks, or the one that it keeps to."""
        if self._pin is not None or len(self._hosts) == 1:
            return self._pin or 0
        return self._last if self._sticks else None

    def _is_asked(self, host: int) -> bool:
        return self.servers.is_told(host) or host in self._silent

    async def _ask_version(self, host: int) -> int:
        """Ask a host for its version; gives the host that answered, which may be another."""
        response = await self.send_request(Request("get", "/_api/version"))
        host = host if response.host is None else response.host
        version = _version_in(response.body) if response.is_success else None
        if version is not None:
            self.servers.learn(host, version)
        elif response.is_success or response.status_code in _NOT_FOR_YOU:
            self._silent.add(host)
        return host

    def note_no_batch_endpoint(self) -> None:
        """Note that the host that answered last has no ``/_api/batch``, whatever its version."""
        host = self._last if self._pin is None else self._pin
        self.servers.learn_no_batches(host or 0)

    @abstractmethod
    async def send_request(self, request: Request) -> Response:
        """Send a request and read its answer."""


def _version_in(body: Any) -> Version | None:
    """The version that an answer tells; a hardened server leaves it out."""
    try:
        return Version.of(body["version"])
    except (LookupError, TypeError, ValueError):
        return None
