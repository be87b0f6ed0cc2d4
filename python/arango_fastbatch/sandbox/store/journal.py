"""What a query or transaction has written, so that it can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .collection import Collection


class Journal:
    """The writes of one query or transaction, in order."""

    def __init__(self) -> None:
        self._entries: list[tuple[Collection, str, dict[str, Any] | None]] = []

    def note(self, collection: Collection, key: str, before: dict[str, Any] | None) -> None:
        """Remember what stood under a key before a write."""
        self._entries.append((collection, key, before))

    def mark(self) -> int:
        """A point to which `undo` can go back."""
        return len(self._entries)

    def undo(self, mark: int = 0) -> None:
        """Take back everything since a mark, the newest first."""
        while len(self._entries) > mark:
            collection, key, before = self._entries.pop()
            collection.restore(key, before)
