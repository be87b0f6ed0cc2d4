"""Which of several hosts gets the next request."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod


class HostResolver(ABC):
    """Chooses the host of a request."""

    @abstractmethod
    def get_host_index(self) -> int:
        """Choose.

        Returns:
            An index into the hosts that the client was given.
        """


class SingleHostResolver(HostResolver):
    """For one host."""

    def get_host_index(self) -> int:
        """Always 0."""
        return 0


class RandomHostResolver(HostResolver):
    """Any host, at random.

    Args:
        host_count: Number of hosts.
    """

    def __init__(self, host_count: int) -> None:
        self._count = host_count

    def get_host_index(self) -> int:
        """A random index."""
        return random.randrange(self._count)  # noqa: S311 - spreads load, keeps no secret


class RoundRobinHostResolver(HostResolver):
    """One host after the other.

    Args:
        host_count: Number of hosts.
    """

    def __init__(self, host_count: int) -> None:
        self._count = host_count
        self._next = 0

    def get_host_index(self) -> int:
        """The index after the last one."""
        index = self._next
        self._next = (index + 1) % self._count
        return index
