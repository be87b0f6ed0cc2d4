"""Connections: hosts, database and credentials of everything that is sent."""

from arango_fastbatch.connection.base import DEFAULT_MAX_BATCH_BYTES, BaseConnection
from arango_fastbatch.connection.basic import BasicConnection
from arango_fastbatch.connection.token import JwtConnection, JwtSuperuserConnection

Connection = BasicConnection | JwtConnection | JwtSuperuserConnection
"""Any kind of connection."""

__all__ = [
    "DEFAULT_MAX_BATCH_BYTES",
    "BaseConnection",
    "BasicConnection",
    "Connection",
    "JwtConnection",
    "JwtSuperuserConnection",
]
