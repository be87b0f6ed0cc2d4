"""Which HTTP status an error has that one of many documents met."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from arango_fastbatch import errno

STATUSES: Mapping[int, int] = MappingProxyType(
    {
        number: status
        for status, numbers in (
            (
                400,
                (
                    errno.BAD_PARAMETER,
                    errno.TYPE_ERROR,
                    errno.HTTP_CORRUPTED_JSON,
                    errno.DOCUMENT_HANDLE_BAD,
                    errno.ILLEGAL_NAME,
                    errno.DOCUMENT_TOO_LARGE,
                    errno.DOCUMENT_KEY_BAD,
                    errno.DOCUMENT_KEY_UNEXPECTED,
                    errno.DOCUMENT_KEY_MISSING,
                    errno.DOCUMENT_TYPE_INVALID,
                    errno.INVALID_EDGE_ATTRIBUTE,
                    errno.CLUSTER_MUST_NOT_SPECIFY_KEY,
                    errno.CLUSTER_MUST_NOT_CHANGE_SHARDING_ATTRIBUTES,
                    errno.CLUSTER_NOT_ALL_SHARDING_ATTRIBUTES_GIVEN,
                    errno.QUERY_FAIL_CALLED,
                    errno.QUERY_DIVISION_BY_ZERO,
                    errno.VALIDATION_FAILED,
                    errno.VALIDATION_BAD_PARAMETER,
                    errno.NO_SMART_GRAPH_ATTRIBUTE,
                    errno.KEY_MUST_BE_PREFIXED_WITH_SMART_GRAPH_ATTRIBUTE,
                ),
            ),
            (403, (errno.FORBIDDEN, errno.READ_ONLY)),
            (404, (errno.DOCUMENT_NOT_FOUND, errno.DATA_SOURCE_NOT_FOUND)),
            (409, (errno.CONFLICT, errno.UNIQUE_CONSTRAINT_VIOLATED)),
            (410, (errno.REQUEST_CANCELED, errno.TRANSACTION_ABORTED)),
            (
                503,
                (
                    errno.SHUTTING_DOWN,
                    errno.WRITE_THROTTLE_TIMEOUT,
                    errno.CLUSTER_BACKEND_UNAVAILABLE,
                    errno.CLUSTER_CONNECTION_LOST,
                    errno.CLUSTER_SHARD_LEADER_RESIGNED,
                ),
            ),
        )
        for number in numbers
    }
)
"""HTTP statuses by arangod's error numbers; those that are not here are 500."""
