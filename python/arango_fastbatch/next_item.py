"""What un-awaited items of a cursor are."""

from __future__ import annotations

from collections.abc import Coroutine, Generator, Iterator
from typing import Any

from arango_fastbatch.exceptions import CursorStateError


class NextItem(Coroutine[Any, Any, Any]):
    """What `Cursor.next` gives: an awaitable of the item, and its stand-in while it is at hand.

    python-aioarango's documentation compares the item without awaiting it; both ways work here.
    """

    __slots__ = ()

    __hash__ = object.__hash__

    @property
    def _value(self) -> Any:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return bool(self._value == other)

    def __getitem__(self, key: Any) -> Any:
        return self._value[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._value)

    def __len__(self) -> int:
        return len(self._value)

    def __contains__(self, member: object) -> bool:
        return member in self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return repr(self._value)


class TakenItem(NextItem):
    """An item that was at hand."""

    __slots__ = ("_awaited", "_item")

    def __init__(self, item: Any) -> None:
        self._item = item
        self._awaited = False

    @property
    def _value(self) -> Any:
        return self._item

    def send(self, _: Any) -> Any:
        """Give the item."""
        if self._awaited:
            raise RuntimeError("cannot reuse an awaited item")
        self._awaited = True
        raise StopIteration(self._item)

    def throw(self, typ: Any, val: Any = None, tb: Any = None) -> Any:
        """Raise in whoever awaits."""
        self._awaited = True
        raise typ if val is None else val

    def close(self) -> None:
        """Await it no more."""
        self._awaited = True

    def __await__(self) -> Generator[Any, Any, Any]:
        self._awaited = True
        return self._item
        yield


class AwaitedItem(NextItem):
    """An item that the server has to be asked for."""

    __slots__ = ("_fetching",)

    def __init__(self, fetching: Coroutine[Any, Any, Any]) -> None:
        self._fetching = fetching

    @property
    def _value(self) -> Any:
        raise CursorStateError(
            "no item is at hand: the next one has to be fetched, use `await cursor.next()`"
        )

    def __bool__(self) -> bool:
        # Tasks ask whether they have a coroutine before they show it.
        return True

    def __repr__(self) -> str:
        return "<item to be awaited>"

    def send(self, value: Any) -> Any:
        """Go on fetching."""
        return self._fetching.send(value)

    def throw(self, typ: Any, val: Any = None, tb: Any = None) -> Any:
        """Raise in whoever awaits."""
        return self._fetching.throw(typ if val is None else val)

    def close(self) -> None:
        """Await it no more."""
        self._fetching.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._fetching.__await__()
