"""Who sends a request, and what he may do."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from .access_tokens import is_token
from .faults import ArangoFault
from .tokens import verify
from .users import User

if TYPE_CHECKING:
    from .users import Users

_REMEMBERED = 1024


class Access:
    """The rights behind a request, as they are when it begins.

    Args:
        user: The user, or None for a superuser's token, which may do everything.
        is_read_only: Whether the server lets no user write.
    """

    __slots__ = ("_is_read_only", "_levels", "user")

    def __init__(self, user: User | None, *, is_read_only: bool = False) -> None:
        self.user = user
        self._is_read_only = is_read_only
        self._levels: dict[tuple[str, str], str] = {}

    @property
    def name(self) -> str | None:
        """The user's name, None for a superuser's token."""
        return self.user.name if self.user is not None else None

    def database_level(self, database: str) -> str:
        """``none``, ``ro`` or ``rw``."""
        return "rw" if self.user is None else self._capped(self.user.database_level(database))

    def collection_level(self, database: str, collection: str) -> str:
        """``none``, ``ro`` or ``rw``."""
        if self.user is None:
            return "rw"
        return self._capped(self.user.collection_level(database, collection))

    @property
    def is_administrator(self) -> bool:
        """Whether he may change the server itself, even one that lets nobody write."""
        return self.user is None or self.user.database_level("_system") == "rw"

    def _capped(self, level: str) -> str:
        return "ro" if self._is_read_only and level == "rw" else level

    def demand_database(self, database: str) -> None:
        """Demand the right to change a database: make, change and drop what is in it.

        Raises:
            ArangoFault: 403/11.
        """
        if self.database_level(database) != "rw":
            raise ArangoFault(403, 11, "forbidden")

    def demand_collection(self, database: str, collection: str, *, write: bool) -> None:
        """Demand the right to read or write a collection's documents.

        Raises:
            ArangoFault: 403/11, or 403/1004 where only writing is not allowed.
        """
        level = self._levels.get((database, collection))
        if level is None:
            level = self._levels[database, collection] = self.collection_level(database, collection)
        if level == "rw":
            return
        if level == "none":
            mode = "write" if write else "read"
            raise ArangoFault(403, 11, f"forbidden: {collection} [{mode}]")
        if write:
            raise ArangoFault(403, 1004, f"read only: {collection} [write]")


ANONYMOUS = Access(User(""))
"""Stands behind a request that nobody has signed: without any right."""


class Authenticator:
    """Finds out who sends a request.

    Args:
        users: The server's users.
        secret: The secret of its tokens.
    """

    def __init__(self, users: Users, secret: bytes) -> None:
        self._users = users
        self._secret = secret
        self._known: dict[str, Access] = {}
        self._generation = users.generation

    def identify(self, authorization: str | None) -> Access | None:
        """The rights that an ``Authorization`` header gives, or None where it proves nothing."""
        if not authorization:
            return None
        if self._generation != self._users.generation or len(self._known) > _REMEMBERED:
            self._known.clear()
            self._generation = self._users.generation
        known = self._known.get(authorization)
        if known is not None:
            return known
        scheme, _, credentials = authorization.partition(" ")
        if scheme.lower() == "basic":
            return self._by_password(authorization, credentials.strip())
        if scheme.lower() == "bearer":
            return self._by_token(credentials.strip())
        return None

    def _by_password(self, authorization: str, credentials: str) -> Access | None:
        try:
            text = base64.b64decode(credentials, validate=True).decode(errors="surrogateescape")
        except (binascii.Error, ValueError):
            return None
        name, _, password = text.partition(":")
        user = self._users.check(name, password)
        if user is None:
            return None
        access = self._access(user)
        # A token is good for a while only, and may be revoked at any moment.
        if not is_token(password):
            self._known[authorization] = access
        return access

    def _by_token(self, token: str) -> Access | None:
        claims = verify(self._secret, token)
        if claims is None:
            return None
        if "preferred_username" not in claims:
            return Access(None) if isinstance(claims.get("server_id"), str) else None
        user = self._users.find(str(claims["preferred_username"]))
        return self._access(user) if user is not None and user.active else None

    def _access(self, user: User) -> Access:
        return Access(user, is_read_only=self._users.is_read_only)
