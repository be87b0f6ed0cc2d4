"""What is known of the servers behind a client's hosts."""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary

from arango_fastbatch.dialect import NO_BATCH_ENDPOINT, Version


class Servers:
    """The versions of a client's servers, host by host: all of its connections share them.

    Hosts may differ, such as those of a cluster during an upgrade; and one host may change, or be a
    load balancer before servers of several versions. So what a server said of itself is not the
    last word: what it turned out not to have counts from then on, for newer servers understand
    what is sent to them then, and older ones do as well.

    Args:
        count: Number of hosts.
        given: The version of all of them, if the caller has told it.
    """

    def __init__(self, count: int, given: Version | None = None) -> None:
        self._told = [given] * count
        self._least: list[Version | None] = [None] * count
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[int, asyncio.Lock]] = (
            WeakKeyDictionary()
        )

    def is_told(self, host: int) -> bool:
        """Whether the host's version need not be asked for.

        Args:
            host: The host's index, as for all methods here.
        """
        return self._told[host] is not None

    def version(self, host: int) -> Version | None:
        """The host's version, or the least one that it can be of; None where nothing is known."""
        known = [version for version in (self._told[host], self._least[host]) if version]
        return max(known, default=None)

    def offers(self, host: int, since: str | None, until: str | None) -> bool | None:
        """Whether a host has what came with one version and went with another.

        Args:
            host: The host's index.
            since: The version that brought it; None if all have had it.
            until: The first version without it; None if there is none.

        Returns:
            None where too little is known of the host.
        """
        told, least = self._told[host], self._least[host]
        if least is not None and until is not None and least >= Version.of(until):
            return False
        if told is None or (least is not None and told < least):
            return None
        begun = since is None or told >= Version.of(since)
        return begun and (until is None or told < Version.of(until))

    def learn(self, host: int, version: Version) -> None:
        """Note the version that a host tells."""
        self._told[host] = version

    def learn_least(self, host: int, version: Version) -> None:
        """Note that a host turned out to be of a version, or of a later one."""
        least = self._least[host]
        self._least[host] = version if least is None else max(least, version)

    def learn_no_batches(self, host: int) -> None:
        """Note that a host has no ``/_api/batch``."""
        self.learn_least(host, NO_BATCH_ENDPOINT)

    def line(self, host: int) -> asyncio.Lock:
        """The lock under which a host is asked: who comes meanwhile waits for the answer."""
        # A lock belongs to a loop, and a client may be used under several.
        locks = self._lines.setdefault(asyncio.get_running_loop(), {})
        return locks.setdefault(host, asyncio.Lock())
