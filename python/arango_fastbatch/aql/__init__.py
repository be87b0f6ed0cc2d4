"""AQL: queries, user functions, and the cache of results.

Beside them this shows what programs import from here with python-aioarango.
"""

from arango_fastbatch.api import ApiGroup
from arango_fastbatch.aql.base import AQL
from arango_fastbatch.aql.cache import AQLQueryCache
from arango_fastbatch.cursor import Cursor
from arango_fastbatch.exceptions import (
    AQLCacheClearError,
    AQLCacheConfigureError,
    AQLCacheEntriesError,
    AQLCachePropertiesError,
    AQLFunctionCreateError,
    AQLFunctionDeleteError,
    AQLFunctionListError,
    AQLQueryClearError,
    AQLQueryExecuteError,
    AQLQueryExplainError,
    AQLQueryKillError,
    AQLQueryListError,
    AQLQueryTrackingGetError,
    AQLQueryTrackingSetError,
    AQLQueryValidateError,
)
from arango_fastbatch.formatter import (
    format_aql_cache,
    format_aql_query,
    format_aql_tracking,
    format_body,
    format_query_cache_entry,
)
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response
from arango_fastbatch.typings import Json, Jsons

__all__ = [
    "AQL",
    "AQLCacheClearError",
    "AQLCacheConfigureError",
    "AQLCacheEntriesError",
    "AQLCachePropertiesError",
    "AQLFunctionCreateError",
    "AQLFunctionDeleteError",
    "AQLFunctionListError",
    "AQLQueryCache",
    "AQLQueryClearError",
    "AQLQueryExecuteError",
    "AQLQueryExplainError",
    "AQLQueryKillError",
    "AQLQueryListError",
    "AQLQueryTrackingGetError",
    "AQLQueryTrackingSetError",
    "AQLQueryValidateError",
    "ApiGroup",
    "Cursor",
    "Json",
    "Jsons",
    "Request",
    "Response",
    "format_aql_cache",
    "format_aql_query",
    "format_aql_tracking",
    "format_body",
    "format_query_cache_entry",
]
