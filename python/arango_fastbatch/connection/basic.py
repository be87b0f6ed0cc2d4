"""Basic authentication: user name and password on every request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from arango_fastbatch.connection.base import BaseConnection, Deserializer, Serializer
from arango_fastbatch.http import HTTPClient
from arango_fastbatch.resolver import HostResolver


class BasicConnection(BaseConnection):
    """A connection with user name and password on every request.

    Args:
        hosts: The hosts' URLs.
        host_resolver: Chooses among them.
        sessions: For each host, what the HTTP client made for it.
        db_name: Name of the database.
        username: Name of the user.
        password: His password.
        http_client: What carries requests.
        serializer: Makes JSON from a value.
        deserializer: Makes a value from JSON.
    """

    def __init__(
        self,
        hosts: Sequence[str],
        host_resolver: HostResolver,
        sessions: Sequence[Any],
        db_name: str,
        username: str,
        password: str,
        http_client: HTTPClient,
        serializer: Serializer,
        deserializer: Deserializer,
    ) -> None:
        super().__init__(
            hosts, host_resolver, sessions, db_name, http_client, serializer, deserializer
        )
        self._username = username
        self._auth = (username, password)

    def _credentials(self) -> tuple[dict[str, str], tuple[str, str] | None]:
        return {}, self._auth
