"""Long JSON texts, read in pieces.

orjson reads a text as a whole, and no other thread has its turn meanwhile. Here a text is gone
through for its structure, which is slower but lets others in between, and orjson gets what is short
enough.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .json_diagnosis import MAX_NESTING

if TYPE_CHECKING:
    from collections.abc import Callable

    Parse = Callable[[bytes], Any]

_PIECE_BYTES = 1 << 17
_TOKENS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},:]', re.DOTALL)
# Stands where a long member was; the blank keeps it apart from what is in front of it.
_PLACEHOLDER = b" 0"


@dataclass
class _Container:
    """An array or object whose end has not been reached.

    Args:
        start: Where it begins.
        is_array: Which of them it is.
        members: Those that have been read; None: none has.
        read_to: Where what has not been read begins; if some has, with a comma.
        name: Where the name before the newest colon stands.
    """

    start: int
    is_array: bool
    read_to: int
    members: Any = None
    name: tuple[int, int] = (0, 0)


def load_in_pieces(text: bytes, parse: Parse) -> Any:
    """The value of a long text that is an array or an object.

    Args:
        text: A JSON text.
        parse: Gives the value of a short one.

    Returns:
        What `parse` would give for the whole.

    Raises:
        ValueError: It is none, or nested too deeply.
    """
    reader = _Reader(text, parse)
    string = (0, 0)
    for token in _TOKENS.finditer(text):
        at = token.start()
        mark = text[at : at + 1]
        if mark == b'"':
            string = token.span()
        elif mark in {b"[", b"{"}:
            reader.open(at, is_array=mark == b"[")
        elif not reader.stack:
            break
        elif mark == b":":
            reader.stack[-1].name = string
        elif mark == b",":
            reader.pass_comma(at)
        else:
            reader.close(at, is_array=mark == b"]")
            if not reader.stack:
                return reader.whole(at + 1)
    raise ValueError("no JSON, or not as a whole")


class _Reader:
    """What of a text has been read.

    Args:
        text: The text.
        parse: Gives the value of a short one.
    """

    def __init__(self, text: bytes, parse: Parse) -> None:
        self._text = text
        self._parse = parse
        self._value: Any = None
        self.stack: list[_Container] = []

    def open(self, at: int, *, is_array: bool) -> None:
        """A container begins.

        Raises:
            ValueError: It is nested too deeply, or not the first thing in the text.
        """
        if len(self.stack) >= MAX_NESTING or not (self.stack or not self._text[:at].strip()):
            raise ValueError("too deep, or not at the beginning")
        self.stack.append(_Container(at, is_array, at + 1))

    def pass_comma(self, at: int) -> None:
        """A member has ended: if there is enough for a piece, it is read."""
        container = self.stack[-1]
        if at - container.read_to > _PIECE_BYTES:
            _read(container, self._text[container.read_to : at], self._parse)
            container.read_to = at

    def close(self, at: int, *, is_array: bool) -> None:
        """The newest container ends.

        Raises:
            ValueError: By the other kind of bracket, or what is in it is none.
        """
        done = self.stack.pop()
        if done.is_array is not is_array:
            raise ValueError("the other bracket")
        if self.stack and done.members is None and at - done.start <= _PIECE_BYTES:
            return  # it is short: it is read with what stands around it
        _read(done, self._text[done.read_to : at], self._parse, closes=True)
        self._value = done.members
        if self.stack:
            _adopt(self.stack[-1], self._text, done.start, done.members, self._parse)
            self.stack[-1].read_to = at + 1

    def whole(self, end: int) -> Any:
        """The value of the whole text, which has ended.

        Raises:
            ValueError: It goes on.
        """
        if self._text[end:].strip():
            raise ValueError("it goes on behind the end")
        return self._value


def _read(container: _Container, piece: bytes, parse: Parse, *, closes: bool = False) -> None:
    """Read the next members of a container."""
    piece = piece.strip()
    is_first = container.members is None
    if is_first:
        container.members = [] if container.is_array else {}
    if closes and not piece:
        return
    if not is_first:
        if not piece.startswith(b","):
            raise ValueError("no comma between members")
        piece = piece[1:].strip()
    if not piece:
        raise ValueError("nothing beside a comma")
    if container.is_array:
        container.members += parse(b"[" + piece + b"]")
    else:
        container.members |= parse(b"{" + piece + b"}")


def _adopt(parent: _Container, text: bytes, start: int, value: Any, parse: Parse) -> None:
    """Take in a long member, with those that stand before it."""
    _read(parent, text[parent.read_to : start] + _PLACEHOLDER, parse)
    if parent.is_array:
        parent.members[-1] = value
    else:
        begin, end = parent.name
        parent.members[parse(text[begin:end])] = value
