"""Which version the sandbox plays, and what that version has.

A `Profile` is asked in two ways: ``profile >= (3, 12)`` where behaviour changed, and ``has(...)``
by the router, for routes that came or went.
"""

from __future__ import annotations

from dataclasses import dataclass

Version = tuple[int, ...]

DEFAULTS: dict[str, str] = {"3.11": "3.11.14", "3.12": "3.12.9", "4.0": "4.0.0"}
"""The release a line of versions stands for when no patch level is given."""

_SYSTEM_COLLECTIONS = (
    "_analyzers",
    "_appbundles",
    "_apps",
    "_aqlfunctions",
    "_frontend",
    "_graphs",
    "_jobs",
    "_queues",
)


@dataclass(frozen=True)
class Profile:
    """A version of arangod.

    Args:
        text: The version as it is reported, like ``3.12.9``.
        number: The same as numbers.
    """

    text: str
    number: Version

    @classmethod
    def of(cls, version: str) -> Profile:
        """The profile of a version.

        Args:
            version: ``3.11``, ``3.12`` or ``4.0`` for that line's default release, or any ``x.y.z``
                from 3.11 on.

        Raises:
            ValueError: The text is no version, or one before 3.11.
        """
        text = DEFAULTS.get(version, version)
        parts = text.split("-")[0].split(".")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
            raise ValueError(f"not a server version: {version!r} (3.11, 3.12, 4.0 or x.y.z)")
        number = tuple(int(part) for part in parts)
        if number < (3, 11):
            raise ValueError(f"the sandbox plays servers from 3.11 on, not {version}")
        return cls(text, number)

    def __ge__(self, number: Version) -> bool:
        return self.number >= number

    def __lt__(self, number: Version) -> bool:
        return self.number < number

    def has(self, since: Version | None, until: Version | None) -> bool:
        """Whether something that came with `since` and was gone with `until` is there."""
        return (since is None or self.number >= since) and (until is None or self.number < until)

    @property
    def max_body_bytes(self) -> int:
        """The largest request body; a larger one is a 413."""
        return (1 << 30) if self >= (3, 12) else (1 << 29)

    def system_collections(self, database: str) -> tuple[str, ...]:
        """The names of the system collections of a fresh database."""
        if database != "_system":
            return _SYSTEM_COLLECTIONS
        own: tuple[str, ...] = ("_statistics", "_statistics15", "_statisticsRaw", "_users")
        if self < (3, 12):
            own += ("_pregel_queries",)
        return _SYSTEM_COLLECTIONS + own
