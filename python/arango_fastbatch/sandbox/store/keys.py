"""Document keys: which are legal, and the generators that make them."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault

if TYPE_CHECKING:
    from .clock import Clock

_LEGAL = re.compile(r"[A-Za-z0-9_\-:.@()+,=;$!*'%]{1,254}", re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,20}", re.ASCII)
_HEXADECIMAL = re.compile(r"[0-9a-f]{16}", re.ASCII)
_MOST = (1 << 64) - 1

is_legal_key = _LEGAL.fullmatch


class KeyGenerator:
    """Makes keys for documents that come without one, and watches those that come with one.

    Args:
        clock: The server's ids.
        allow_user_keys: Whether documents may bring their own keys.
    """

    kind = ""

    def __init__(self, clock: Clock, *, allow_user_keys: bool = True) -> None:
        self._clock = clock
        self.allow_user_keys = allow_user_keys

    def make(self) -> str:
        """A new key."""
        raise NotImplementedError

    def accept(self, key: Any) -> str:
        """A user's key, checked and remembered.

        Raises:
            ArangoFault: 1221 for an illegal key, 1222 where users may not choose.
        """
        if not isinstance(key, str) or is_legal_key(key) is None:
            raise ArangoFault(400, 1221, "illegal document key")
        if not self.allow_user_keys:
            raise ArangoFault(400, 1222, "unexpected document key")
        self.track(key)
        return key

    def track(self, key: str) -> None:
        """Remember a key that was chosen by somebody else."""

    def options(self) -> dict[str, Any]:
        """The generator as `keyOptions` shows it."""
        return {"allowUserKeys": self.allow_user_keys, "type": self.kind}


class TraditionalKeys(KeyGenerator):
    """Numbers from the server's ids."""

    kind = "traditional"

    def __init__(self, clock: Clock, *, allow_user_keys: bool = True) -> None:
        super().__init__(clock, allow_user_keys=allow_user_keys)
        self.last = 0

    def make(self) -> str:
        """A new key, larger than every numeric one so far."""
        self._go_on(max(self._clock.tick(), self.last + 1))
        return str(self.last)

    def track(self, key: str) -> None:
        """Remember a key that is a number."""
        if key[0] <= "9" and _DIGITS.fullmatch(key):
            value = int(key)
            if self.last < value <= _MOST:
                self.last = value

    def _go_on(self, value: int) -> None:
        """Take the next value.

        Raises:
            ArangoFault: 500/1225 where none is left.
        """
        if value >= _MOST:
            raise ArangoFault(500, 1225, "out of keys")
        self.last = value

    def options(self) -> dict[str, Any]:
        """The generator as `keyOptions` shows it."""
        return super().options() | {"lastValue": self.last}


class AutoincrementKeys(TraditionalKeys):
    """Numbers of a collection's own, from an offset in steps."""

    kind = "autoincrement"

    def __init__(
        self, clock: Clock, *, allow_user_keys: bool = True, offset: int = 0, increment: int = 1
    ) -> None:
        super().__init__(clock, allow_user_keys=allow_user_keys)
        self.offset = offset
        self.increment = increment

    def make(self) -> str:
        """The next key of the sequence."""
        last, offset, increment = self.last, self.offset, self.increment
        self._go_on(offset if last < offset else last + increment - (last - offset) % increment)
        return str(self.last)

    def options(self) -> dict[str, Any]:
        """The generator as `keyOptions` shows it."""
        return KeyGenerator.options(self) | {
            "offset": self.offset,
            "increment": self.increment,
            "lastValue": self.last,
        }


class PaddedKeys(TraditionalKeys):
    """Sixteen hexadecimal digits that sort as they were made."""

    kind = "padded"

    def make(self) -> str:
        """A new key."""
        self._go_on(max(self._clock.hybrid(), self.last + 1))
        return f"{self.last:016x}"

    def track(self, key: str) -> None:
        """Remember a key of the same shape."""
        if _HEXADECIMAL.fullmatch(key):
            self.last = max(self.last, int(key, 16))


class UuidKeys(KeyGenerator):
    """Random UUIDs."""

    kind = "uuid"

    def make(self) -> str:
        """A new key."""
        return str(uuid.uuid4())


GENERATORS = ("padded", "uuid", "autoincrement", "traditional")


def key_generator(clock: Clock, options: Any) -> KeyGenerator:
    """The generator that `keyOptions` of a new collection ask for.

    Args:
        clock: The server's ids.
        options: The value of `keyOptions`; None for the default.

    Raises:
        ArangoFault: 1232 for an unknown type or options that make no sense.
    """
    if not isinstance(options, dict):
        options = {}
    kind = options.get("type", "traditional")
    allow = options.get("allowUserKeys", True)
    if not isinstance(kind, str) or kind not in GENERATORS:
        raise ArangoFault(400, 1232, "invalid key generator type")
    if not isinstance(allow, bool):
        raise ArangoFault(400, 10, "expecting boolean for 'allowUserKeys'")
    if kind != "autoincrement":
        simple = {"traditional": TraditionalKeys, "padded": PaddedKeys, "uuid": UuidKeys}
        return simple[kind](clock, allow_user_keys=allow)
    offset = _option(options, "offset", 0)
    increment = _option(options, "increment", 1)
    if increment == 0 or increment >= 1 << 16:
        raise ArangoFault(400, 10, "increment value must be greater than zero and smaller 65536")
    return AutoincrementKeys(clock, allow_user_keys=allow, offset=offset, increment=increment)


def _option(options: dict[str, Any], name: str, default: int) -> int:
    value = options.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ArangoFault(400, 10, f"{name} value must be zero or greater")
    return value
