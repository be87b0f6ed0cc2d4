"""Databases: what is in them, and the contexts in which calls are made."""

from arango_fastbatch.database.base import Database
from arango_fastbatch.database.batch import BatchDatabase
from arango_fastbatch.database.standard import StandardDatabase

__all__ = ["BatchDatabase", "Database", "StandardDatabase"]
