"""Which server speaks what: versions, and what a version decides.

Where one way over the wire works on every server it is taken, and no version is asked for. Here is
what is left: ways that no single server understands all of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_VERSION = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+)(?:[-+.][0-9A-Za-z][0-9A-Za-z.+-]*)?)?", re.ASCII)


@dataclass(frozen=True, order=True)
class Version:
    """A server's version. Versions compare by their numbers alone.

    What stands behind the numbers decides nothing: ``4.0.0-rc.1`` speaks as ``4.0.0`` does, and
    ``3.12.4-1`` as ``3.12.4``.

    Attributes:
        major: The 3 of 3.12.9.
        minor: The 12.
        patch: The 9.
        text: The version as it was told.
    """

    major: int
    minor: int
    patch: int
    text: str = field(compare=False)

    @classmethod
    def of(cls, text: str) -> Version:
        """Read a version.

        Args:
            text: As servers report it (``3.12.4-1``, ``4.0.0-rc.1``), or without the patch level
                (``4.0``, which is ``4.0.0``).

        Returns:
            The version.

        Raises:
            ValueError: If it is none.
        """
        found = _VERSION.fullmatch(text)
        if found is None:
            raise ValueError(f"not a server version such as 3.12.9: {text!r}")
        major, minor, patch = found.groups(default="0")
        return cls(int(major), int(minor), int(patch), text)

    def __str__(self) -> str:
        return self.text


NO_BATCH_ENDPOINT = Version.of("3.12.3")
"""The first version without ``/_api/batch``."""

NO_HASH_INDEXES = Version.of("4.0.0")
"""The first version that makes no indexes of the types hash and skiplist."""


COMPRESSED_REQUESTS = Version.of("3.12.0")
"""The first version that understands compressed requests."""


def takes_compressed_requests(version: Version | None) -> bool:
    """Whether a server understands compressed requests.

    Args:
        version: Its version; None where it is not known.

    Returns:
        False also where it is not known: an older one would take the bytes for JSON.
    """
    return version is not None and version >= COMPRESSED_REQUESTS


def has_batch_endpoint(version: Version | None) -> bool:
    """Whether a server has ``/_api/batch``.

    Args:
        version: Its version; None where it is not known.

    Returns:
        True also where it is not known: a server without the path says so, and runs nothing.
    """
    return version is None or version < NO_BATCH_ENDPOINT


def has_hash_indexes(version: Version | None) -> bool:
    """Whether a server makes indexes of the types hash and skiplist.

    Args:
        version: Its version; None where it is not known.

    Returns:
        False also where it is not known: every server makes a persistent index instead, which is
        what hash and skiplist have been names of since 3.7.
    """
    return version is not None and version < NO_HASH_INDEXES
