"""AQL: a query's text in, rows out.

The store is behind the protocols of ``source``; nothing here knows of HTTP.
"""

from . import functions as functions  # importing them is what registers them
from .aside import Aside, LengthyError
from .context import QueryOptions, QueryResult
from .errors import AqlFault
from .query import CompiledQuery, Pause, compile_query, parse_query

__all__ = [
    "AqlFault",
    "Aside",
    "CompiledQuery",
    "LengthyError",
    "Pause",
    "QueryOptions",
    "QueryResult",
    "compile_query",
    "parse_query",
]
