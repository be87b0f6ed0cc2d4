"""Databases: what is in them, and the contexts in which calls are made."""

from arango_fastbatch.database.base import Database
from arango_fastbatch.database.batch import BatchDatabase
from arango_fastbatch.database.standard import StandardDatabase
from arango_fastbatch.database.stored import AsyncDatabase
from arango_fastbatch.database.transaction import TransactionDatabase

__all__ = [
    "AsyncDatabase",
    "BatchDatabase",
    "Database",
    "StandardDatabase",
    "TransactionDatabase",
]
