"""Users, their passwords and what they may do."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Any

from .access_tokens import AccessTokens, is_token, owner
from .faults import ArangoFault

LEVELS = ("none", "ro", "rw")

# What an ordinary user may do with these does not depend on what he was granted.
_FIXED_LEVELS = {"_users": "none", "_queues": "ro", "_frontend": "rw"}


@dataclass
class Grant:
    """What a user was granted in one database (or in any, under ``*``).

    Args:
        level: For the database itself; None: nothing was said.
        collections: By collection name, ``*`` for all others.
    """

    level: str | None = None
    collections: dict[str, str] = field(default_factory=dict)


@dataclass
class User:
    """One user.

    Args:
        name: Its name.
        active: Whether it may log in.
        extra: What its creator keeps with it.
        grants: By database, ``*`` for all others.
        configuration: What the web interface keeps for it.
    """

    name: str
    active: bool = True
    extra: dict[str, Any] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    configuration: dict[str, Any] = field(default_factory=dict)
    _salt: bytes = b""
    _digest: bytes = b""

    def __post_init__(self) -> None:
        self.tokens = AccessTokens(self.name)

    def set_password(self, password: str) -> None:
        """Change the password."""
        self._salt = secrets.token_bytes(16)
        self._digest = self._hash(password)

    def has_password(self, password: str) -> bool:
        """Whether this is the password."""
        return hmac.compare_digest(self._hash(password), self._digest)

    def grant(self, database: str) -> Grant:
        """The grant of a database, made where there was none."""
        return self.grants.setdefault(database, Grant())

    def database_level(self, database: str) -> str:
        """``none``, ``ro`` or ``rw``."""
        for name in (database, "*"):
            grant = self.grants.get(name)
            if grant is not None and grant.level is not None:
                return grant.level
        return "none"

    def collection_level(self, database: str, collection: str) -> str:
        """``none``, ``ro`` or ``rw``."""
        if collection.startswith("_"):
            return _FIXED_LEVELS.get(collection) or self.database_level(database)
        for name in (database, "*"):
            grant = self.grants.get(name)
            if grant is None:
                continue
            level = grant.collections.get(collection) or grant.collections.get("*")
            if level is not None:
                return level
            if grant.level is not None:
                return grant.level
        return "none"

    def public(self) -> dict[str, Any]:
        """The user as `/_api/user` shows it."""
        return {"user": self.name, "active": self.active, "extra": self.extra}

    def _hash(self, password: str) -> bytes:
        # A quick hash will do: these passwords live as long as the process and guard test data.
        return hashlib.sha256(self._salt + password.encode(errors="surrogatepass")).digest()


class Users:
    """All users of a server.

    Args:
        root_password: The password of ``root``.
    """

    def __init__(self, root_password: str) -> None:
        self._users: dict[str, User] = {}
        self.generation = 0
        self._is_read_only = False
        root = self.create("root", root_password)
        root.grant("*").level = "rw"
        root.grant("*").collections["*"] = "rw"

    @property
    def is_read_only(self) -> bool:
        """Whether no user may write, whatever he was granted."""
        return self._is_read_only

    @is_read_only.setter
    def is_read_only(self, value: bool) -> None:
        self._is_read_only = value
        self.changed()

    def all(self) -> list[User]:
        """All users."""
        return list(self._users.values())

    def find(self, name: str) -> User | None:
        """A user by name, or None."""
        return self._users.get(name)

    def get(self, name: str) -> User:
        """A user by name.

        Raises:
            ArangoFault: 404/1703.
        """
        user = self._users.get(name)
        if user is None:
            raise ArangoFault(404, 1703, "user not found")
        return user

    def create(self, name: str, password: str, *, active: bool = True, extra: Any = None) -> User:
        """Make a user.

        Raises:
            ArangoFault: 400/1700 for an empty name, 409/1702 for one that is taken.
        """
        if not name:
            raise ArangoFault(400, 1700, "invalid user name")
        if name in self._users:
            raise ArangoFault(409, 1702, "duplicate user")
        user = User(name, active, extra if isinstance(extra, dict) else {})
        user.set_password(password)
        self._users[name] = user
        self.changed()
        return user

    def remove(self, name: str) -> None:
        """Remove a user.

        Raises:
            ArangoFault: 404/1703.
        """
        self.get(name)
        del self._users[name]
        self.changed()

    def own_database(self, user: User, name: str) -> None:
        """Let a user do everything in a database that he has made."""
        grant = user.grant(name)
        grant.level = grant.collections["*"] = "rw"
        self.changed()

    def own_collection(self, user: User, database: str, name: str) -> None:
        """Let a user do everything with a collection that he has made."""
        user.grant(database).collections[name] = "rw"
        self.changed()

    def forget_database(self, name: str) -> None:
        """Take away everybody's rights to a database that is no more."""
        for user in self._users.values():
            user.grants.pop(name, None)
        self.changed()

    def forget_collection(self, database: str, name: str) -> None:
        """Take away everybody's rights to a collection that is no more."""
        for user in self._users.values():
            grant = user.grants.get(database)
            if grant is not None:
                grant.collections.pop(name, None)
        self.changed()

    def changed(self) -> None:
        """To be called after any change of a user: whoever remembers log-ins forgets them."""
        self.generation += 1

    def check(self, name: str, password: str) -> User | None:
        """The active user with this name and password, or None.

        Args:
            name: The name; with an access token it may be empty.
            password: The password, or an access token.
        """
        if is_token(password):
            user = self._users.get(name or owner(password) or "")
            if user is not None and user.active and user.tokens.accept(password):
                return user
        user = self._users.get(name)
        if user is not None and user.active and user.has_password(password):
            return user
        return None
