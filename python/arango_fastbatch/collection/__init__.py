"""Collections: their documents, indexes and properties.

Beside them this shows what programs import from here with python-aioarango.
"""

from arango_fastbatch.api import ApiGroup
from arango_fastbatch.collection.base import Collection
from arango_fastbatch.collection.edge import EdgeCollection
from arango_fastbatch.collection.standard import StandardCollection
from arango_fastbatch.collection.vertex import VertexCollection
from arango_fastbatch.cursor import Cursor
from arango_fastbatch.exceptions import (
    ArangoServerError,
    CollectionChecksumError,
    CollectionConfigureError,
    CollectionLoadError,
    CollectionPropertiesError,
    CollectionRecalculateCountError,
    CollectionRenameError,
    CollectionResponsibleShardError,
    CollectionRevisionError,
    CollectionStatisticsError,
    CollectionTruncateError,
    CollectionUnloadError,
    DocumentCountError,
    DocumentDeleteError,
    DocumentGetError,
    DocumentIDsError,
    DocumentInError,
    DocumentInsertError,
    DocumentKeysError,
    DocumentParseError,
    DocumentReplaceError,
    DocumentRevisionError,
    DocumentUpdateError,
    EdgeListError,
    IndexCreateError,
    IndexDeleteError,
    IndexListError,
    IndexLoadError,
)
from arango_fastbatch.formatter import format_collection, format_edge, format_index, format_vertex
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response
from arango_fastbatch.typings import Fields, Headers, Json, Params
from arango_fastbatch.utils import get_doc_id, is_none_or_int, is_none_or_str

__all__ = [
    "ApiGroup",
    "ArangoServerError",
    "Collection",
    "CollectionChecksumError",
    "CollectionConfigureError",
    "CollectionLoadError",
    "CollectionPropertiesError",
    "CollectionRecalculateCountError",
    "CollectionRenameError",
    "CollectionResponsibleShardError",
    "CollectionRevisionError",
    "CollectionStatisticsError",
    "CollectionTruncateError",
    "CollectionUnloadError",
    "Cursor",
    "DocumentCountError",
    "DocumentDeleteError",
    "DocumentGetError",
    "DocumentIDsError",
    "DocumentInError",
    "DocumentInsertError",
    "DocumentKeysError",
    "DocumentParseError",
    "DocumentReplaceError",
    "DocumentRevisionError",
    "DocumentUpdateError",
    "EdgeCollection",
    "EdgeListError",
    "Fields",
    "Headers",
    "IndexCreateError",
    "IndexDeleteError",
    "IndexListError",
    "IndexLoadError",
    "Json",
    "Params",
    "Request",
    "Response",
    "StandardCollection",
    "VertexCollection",
    "format_collection",
    "format_edge",
    "format_index",
    "format_vertex",
    "get_doc_id",
    "is_none_or_int",
    "is_none_or_str",
]
