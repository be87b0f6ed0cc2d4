"""Connections: hosts, database and credentials of everything that is sent.

Beside them this shows what programs import from here with python-aioarango.
"""

from arango_fastbatch.connection.base import DEFAULT_MAX_BATCH_BYTES, BaseConnection
from arango_fastbatch.connection.basic import BasicConnection
from arango_fastbatch.connection.token import (
    JwtConnection,
    JwtSuperuserConnection,
    UserTokenConnection,
)
from arango_fastbatch.exceptions import JWTAuthError, ServerConnectionError
from arango_fastbatch.http import HTTPClient
from arango_fastbatch.request import Request
from arango_fastbatch.resolver import HostResolver
from arango_fastbatch.response import Response
from arango_fastbatch.typings import Fields, Json

Connection = BasicConnection | JwtConnection | JwtSuperuserConnection | UserTokenConnection
"""Any kind of connection."""

__all__ = [
    "DEFAULT_MAX_BATCH_BYTES",
    "BaseConnection",
    "BasicConnection",
    "Connection",
    "Fields",
    "HTTPClient",
    "HostResolver",
    "JWTAuthError",
    "Json",
    "JwtConnection",
    "JwtSuperuserConnection",
    "Request",
    "Response",
    "ServerConnectionError",
    "UserTokenConnection",
]
