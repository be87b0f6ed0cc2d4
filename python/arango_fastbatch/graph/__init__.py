"""Graphs: their vertices and edges, and traversals.

Beside them this shows what programs import from here with python-aioarango.
"""

from arango_fastbatch.api import ApiGroup
from arango_fastbatch.collection import EdgeCollection, VertexCollection
from arango_fastbatch.exceptions import (
    EdgeDefinitionCreateError,
    EdgeDefinitionDeleteError,
    EdgeDefinitionListError,
    EdgeDefinitionReplaceError,
    GraphPropertiesError,
    GraphTraverseError,
    VertexCollectionCreateError,
    VertexCollectionDeleteError,
    VertexCollectionListError,
)
from arango_fastbatch.formatter import format_graph_properties
from arango_fastbatch.graph.base import Graph
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response
from arango_fastbatch.typings import Json, Jsons
from arango_fastbatch.utils import get_col_name, get_doc_id

__all__ = [
    "ApiGroup",
    "EdgeCollection",
    "EdgeDefinitionCreateError",
    "EdgeDefinitionDeleteError",
    "EdgeDefinitionListError",
    "EdgeDefinitionReplaceError",
    "Graph",
    "GraphPropertiesError",
    "GraphTraverseError",
    "Json",
    "Jsons",
    "Request",
    "Response",
    "VertexCollection",
    "VertexCollectionCreateError",
    "VertexCollectionDeleteError",
    "VertexCollectionListError",
    "format_graph_properties",
    "get_col_name",
    "get_doc_id",
]
