"""Replication: dumps, the log that others follow, and following another server.

Beside them this shows what programs import from here with python-aioarango.
"""

from arango_fastbatch.api import ApiGroup
from arango_fastbatch.exceptions import (
    ReplicationApplierConfigError,
    ReplicationApplierConfigSetError,
    ReplicationApplierStartError,
    ReplicationApplierStateError,
    ReplicationApplierStopError,
    ReplicationClusterInventoryError,
    ReplicationDumpBatchCreateError,
    ReplicationDumpBatchDeleteError,
    ReplicationDumpBatchExtendError,
    ReplicationDumpError,
    ReplicationInventoryError,
    ReplicationLoggerFirstTickError,
    ReplicationLoggerStateError,
    ReplicationMakeSlaveError,
    ReplicationServerIDError,
    ReplicationSyncError,
)
from arango_fastbatch.formatter import (
    format_replication_applier_config,
    format_replication_applier_state,
    format_replication_header,
    format_replication_inventory,
    format_replication_logger_state,
    format_replication_sync,
)
from arango_fastbatch.replication.base import Replication
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response
from arango_fastbatch.typings import Json, Params

__all__ = [
    "ApiGroup",
    "Json",
    "Params",
    "Replication",
    "ReplicationApplierConfigError",
    "ReplicationApplierConfigSetError",
    "ReplicationApplierStartError",
    "ReplicationApplierStateError",
    "ReplicationApplierStopError",
    "ReplicationClusterInventoryError",
    "ReplicationDumpBatchCreateError",
    "ReplicationDumpBatchDeleteError",
    "ReplicationDumpBatchExtendError",
    "ReplicationDumpError",
    "ReplicationInventoryError",
    "ReplicationLoggerFirstTickError",
    "ReplicationLoggerStateError",
    "ReplicationMakeSlaveError",
    "ReplicationServerIDError",
    "ReplicationSyncError",
    "Request",
    "Response",
    "format_replication_applier_config",
    "format_replication_applier_state",
    "format_replication_header",
    "format_replication_inventory",
    "format_replication_logger_state",
    "format_replication_sync",
]
