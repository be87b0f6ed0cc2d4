"""What a query or transaction has written: nobody else sees it until it ends, one way or the other.

Written is in place, at once. Whoever is not the writer is shown what was there before, as
`store.versions` knows it; so a commit is one step however much was written, and what an end leaves
to tidy up can be done in turns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..faults import ArangoFault
from ..velocypack import size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..faults import LockedFault
    from .contents import Contents

_STEP = 500


class _Entry(NamedTuple):
    """One write: what stood under a key before it, and whether it was the writer's first there."""

    contents: Contents
    key: str
    before: dict[str, Any] | None
    is_first: bool


class Journal:
    """The writes of one query or transaction, in order; whoever has it is their writer.

    Args:
        max_bytes: How much may be written, as arangod counts it; None for any amount.
    """

    def __init__(self, max_bytes: int | None = None) -> None:
        self.is_open = True
        # The lock at which the last write failed, for whoever wants to wait and try again.
        self.blocked: LockedFault | None = None
        self._entries: list[_Entry] = []
        self._touched: dict[Contents, None] = {}
        self._bytes = 0
        self.max_bytes = max_bytes

    def note(
        self, contents: Contents, key: str, before: dict[str, Any] | None, *, is_first: bool
    ) -> None:
        """Remember what stood under a key before a write."""
        self._entries.append(_Entry(contents, key, before, is_first))

    def charge(self, document: dict[str, Any]) -> None:
        """Count what is about to be written.

        Raises:
            ArangoFault: 500/32, where it would be more than the writer may write.
        """
        if self.max_bytes is None:
            return
        if self._bytes > self.max_bytes:
            text = f"Maximal transaction size limit of {self.max_bytes} bytes is reached"
            raise ArangoFault(500, 32, text)
        self._bytes += size(document)

    def touch(self, contents: Contents) -> None:
        """Remember that the writer has locked, or looks at a moment of, a collection."""
        self._touched[contents] = None

    def mark(self) -> int:
        """A point to which `undo` can go back."""
        return len(self._entries)

    def undo(self, mark: int = 0) -> None:
        """Take back everything since a mark, the newest first."""
        for _ in self.undo_steps(mark):
            pass

    def undo_steps(self, mark: int = 0) -> Iterator[None]:
        """Take back everything since a mark in short steps; until the last nobody sees any."""
        while len(self._entries) > mark:
            for _ in range(min(_STEP, len(self._entries) - mark)):
                entry = self._entries.pop()
                entry.contents.restore(entry.key, entry.before, is_first=entry.is_first)
            yield

    def close(self) -> None:
        """Let everybody see what was written, and give up all locks; `settle` tidies up later."""
        self.is_open = False
        for contents in self._touched:
            contents.leave(self)
        self._touched.clear()

    def settle_steps(self) -> Iterator[None]:
        """After `close`: forget what was there before, in short steps."""
        while self._entries:
            for entry in self._entries[-_STEP:]:
                if entry.is_first:
                    entry.contents.forget(entry.key, entry.before, self)
            del self._entries[-_STEP:]
            yield

    def commit(self) -> None:
        """`close`, and tidy up at once."""
        self.close()
        for _ in self.settle_steps():
            pass

    def abort(self) -> None:
        """Take back everything, and give up all locks."""
        self.undo()
        self.close()
