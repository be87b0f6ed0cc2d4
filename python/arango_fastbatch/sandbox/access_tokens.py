"""Access tokens: what a user may give instead of his password, for a while (3.12.5 and later)."""

from __future__ import annotations

import hmac
import json
import secrets
import string
import time
from dataclasses import dataclass
from typing import Any

from .faults import ArangoFault

_VERSION = "v1."
_ALPHABET = string.ascii_letters + string.digits
_NONCE_LENGTH = 20
_SHOWN_DIGITS = 6


@dataclass(frozen=True)
class AccessToken:
    """One token.

    Args:
        number: Its id, counted for each user.
        name: What its owner calls it.
        valid_until: Seconds since 1970.
        created_at: Seconds since 1970.
        text: What is given instead of a password.
    """

    number: int
    name: str
    valid_until: int
    created_at: int
    text: str

    @property
    def is_active(self) -> bool:
        """Whether it has not expired."""
        return time.time() < self.valid_until

    def public(self) -> dict[str, Any]:
        """The token as `/_api/token` lists it: without what it is."""
        return {
            "id": self.number,
            "name": self.name,
            "valid_until": self.valid_until,
            "created_at": self.created_at,
            "fingerprint": f"{_VERSION}..{self.text[-_SHOWN_DIGITS:]}",
            "active": self.is_active,
        }


class AccessTokens:
    """The tokens of one user.

    Args:
        user: The user's name.
    """

    def __init__(self, user: str) -> None:
        self._user = user
        self._tokens: dict[int, AccessToken] = {}
        self._last = 0

    def all(self) -> list[AccessToken]:
        """All of them, those that have expired too."""
        return list(self._tokens.values())

    def create(self, name: str, valid_until: float) -> AccessToken:
        """Make a token.

        Raises:
            ArangoFault: 400/10 without a name, 409/1207 for one that is taken.
        """
        if not name:
            raise ArangoFault(400, 10, "bad parameter")
        if any(token.name == name for token in self._tokens.values()):
            raise ArangoFault(409, 1207, "duplicate name")
        self._last += 1
        now, until = int(time.time()), int(valid_until)
        nonce = "".join(secrets.choice(_ALPHABET) for _ in range(_NONCE_LENGTH))
        claims = {"e": until, "c": now, "u": self._user, "r": nonce}
        text = _VERSION + json.dumps(claims, separators=(",", ":")).encode().hex()
        token = self._tokens[self._last] = AccessToken(self._last, name, until, now, text)
        return token

    def remove(self, number: int) -> None:
        """Remove a token.

        Raises:
            ArangoFault: 404/404.
        """
        if self._tokens.pop(number, None) is None:
            raise ArangoFault(404, 404, "not found")

    def accept(self, text: str) -> bool:
        """Whether this is one of the tokens, and has not expired."""
        given = text.encode(errors="surrogateescape")
        return any(
            hmac.compare_digest(token.text.encode(), given) and token.is_active
            for token in self._tokens.values()
        )


def is_token(text: str) -> bool:
    """Whether a password looks like a token."""
    return text.startswith(_VERSION)


def owner(text: str) -> str | None:
    """The name of the user that a token says it is of, or None where it says nothing."""
    try:
        claims = json.loads(bytes.fromhex(text.removeprefix(_VERSION)))
    except ValueError:
        return None
    name = claims.get("u") if isinstance(claims, dict) else None
    return name if isinstance(name, str) else None
