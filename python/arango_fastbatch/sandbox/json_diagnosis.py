"""What arangod's JSON parser says about a text that is not JSON.

Runs only after orjson refused a text, so it is written for its messages, not for speed.
"""

from __future__ import annotations

import re

_WHITE_SPACE = re.compile(rb"[ \t\r\n]*")
_DIGITS = re.compile(rb"[0-9]+")
_PLAIN_CHARACTERS = re.compile(rb'[^"\\\x00-\x1f]*')
_HEX = frozenset(b"0123456789abcdefABCDEF")
_LITERALS = {ord("t"): b"true", ord("f"): b"false", ord("n"): b"null"}
MAX_NESTING = 254
"""How deep arrays and objects may be nested."""


class _MalformedError(Exception):
    """The text ends to be JSON here; the argument is arangod's message."""


def diagnose(text: bytes) -> str:
    """The message of arangod's parser for a malformed JSON text.

    Args:
        text: A text that a JSON parser refused.
    """
    try:
        text.decode()
    except UnicodeDecodeError:
        # The scan below would find syntax errors that stand before it; both are a 400/600.
        return "Invalid UTF-8 sequence"
    scanner = _Scanner(text)
    try:
        scanner.value(0)
        scanner.end()
    except _MalformedError as malformed:
        return str(malformed)
    return "Number out of range"


class _Scanner:
    def __init__(self, text: bytes) -> None:
        self._text = text
        self._at = 0

    def value(self, depth: int) -> None:
        byte = self._next("Expecting item")
        if byte == ord("{"):
            self._object(depth + 1)
        elif byte == ord("["):
            self._array(depth + 1)
        elif byte == ord('"'):
            self._at += 1
            self._string()
        elif byte in _LITERALS:
            self._literal(_LITERALS[byte])
        else:
            self._number()

    def end(self) -> None:
        self._skip_white_space()
        if self._at < len(self._text):
            raise _MalformedError("Expecting EOF")

    def _skip_white_space(self) -> None:
        match = _WHITE_SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _next(self, expected: str) -> int:
        self._skip_white_space()
        if self._at >= len(self._text):
            raise _MalformedError(expected)
        return self._text[self._at]

    def _take(self, otherwise: str) -> int:
        if self._at >= len(self._text):
            raise _MalformedError(otherwise)
        self._at += 1
        return self._text[self._at - 1]

    def _object(self, depth: int) -> None:
        self._enter(depth)
        if self._next("Expecting item or '}'") == ord("}"):
            self._at += 1
            return
        while True:
            if self._next("Expecting '\"' or '}'") != ord('"'):
                raise _MalformedError("Expecting '\"' or '}'")
            self._at += 1
            self._string()
            if self._next("Expecting ':'") != ord(":"):
                raise _MalformedError("Expecting ':'")
            self._at += 1
            self.value(depth)
            if self._comma_or(ord("}"), "Expecting ',' or '}'"):
                return

    def _array(self, depth: int) -> None:
        self._enter(depth)
        if self._next("Expecting item or ']'") == ord("]"):
            self._at += 1
            return
        while True:
            self.value(depth)
            if self._comma_or(ord("]"), "Expecting ',' or ']'"):
                return

    def _enter(self, depth: int) -> None:
        if depth > MAX_NESTING:
            raise _MalformedError("Too deep nesting in Array/Object")
        self._at += 1

    def _comma_or(self, closing: int, expected: str) -> bool:
        byte = self._next(expected)
        if byte not in {closing, ord(",")}:
            raise _MalformedError(expected)
        self._at += 1
        return byte == closing

    def _string(self) -> None:
        while True:
            match = _PLAIN_CHARACTERS.match(self._text, self._at)
            self._at = match.end() if match else self._at
            byte = self._take("Unfinished string")
            if byte == ord('"'):
                return
            if byte != ord("\\"):
                raise _MalformedError("Unexpected control character")
            escape = self._take("Invalid escape sequence")
            if escape == ord("u"):
                for _ in range(4):
                    if self._take("Unfinished \\uXXXX escape sequence") not in _HEX:
                        raise _MalformedError("Illegal \\uXXXX escape sequence character")
            elif escape not in b'"/\\bfnrt':
                raise _MalformedError("Invalid escape sequence")

    def _literal(self, literal: bytes) -> None:
        for expected in literal:
            if self._at >= len(self._text) or self._text[self._at] != expected:
                raise _MalformedError(f"Expecting '{literal.decode()}'")
            self._at += 1

    def _number(self) -> None:
        if self._text[self._at] == ord("-"):
            self._at += 1
            if self._at >= len(self._text):
                raise _MalformedError("Incomplete number")
        if self._text[self._at] == ord("0"):
            self._at += 1
        else:
            self._digits("Expecting digit")
        if self._text[self._at : self._at + 1] == b".":
            self._at += 1
            self._digits("Incomplete number")
        if self._text[self._at : self._at + 1] in {b"e", b"E"}:
            self._at += 1
            if self._text[self._at : self._at + 1] in {b"+", b"-"}:
                self._at += 1
            self._digits("Incomplete number")

    def _digits(self, otherwise: str) -> None:
        match = _DIGITS.match(self._text, self._at)
        if match is None:
            raise _MalformedError(otherwise)
        self._at = match.end()
