"""Results in Python's spelling: tables of the server's field names and ours.

A field that a table does not know stays as the server calls it, so that nothing a newer server says
is lost. ``error`` and ``code``, which every answer has, are left out.
"""

from arango_fastbatch.formatter.fields import (
    format_body,
    verify_format,
)
from arango_fastbatch.formatter.graphs import (
    format_edge,
    format_edge_definition,
    format_graph_properties,
    format_vertex,
)
from arango_fastbatch.formatter.queries import (
    format_aql_cache,
    format_aql_query,
    format_aql_tracking,
    format_query_cache_entry,
    format_query_statistics,
)
from arango_fastbatch.formatter.replication import (
    format_applier_error,
    format_applier_progress,
    format_applier_state_details,
    format_replication_applier_config,
    format_replication_applier_state,
    format_replication_collection,
    format_replication_database,
    format_replication_header,
    format_replication_inventory,
    format_replication_logger_state,
    format_replication_state,
    format_replication_sync,
    format_tick_values,
    format_wal_properties,
    format_wal_transactions,
)
from arango_fastbatch.formatter.schema import (
    format_collection,
    format_database,
    format_index,
    format_key_options,
    format_statistics,
    format_view,
    format_view_consolidation_policy,
    format_view_link,
)
from arango_fastbatch.formatter.server import (
    format_backup,
    format_backup_dbserver,
    format_backup_restore,
    format_backup_transfer,
    format_backups,
    format_pregel_job_data,
    format_server_info,
    format_server_status,
    format_service_data,
    format_tls,
    format_user,
)
from arango_fastbatch.typings import Headers, Json

__all__ = [
    "Headers",
    "Json",
    "format_applier_error",
    "format_applier_progress",
    "format_applier_state_details",
    "format_aql_cache",
    "format_aql_query",
    "format_aql_tracking",
    "format_backup",
    "format_backup_dbserver",
    "format_backup_restore",
    "format_backup_transfer",
    "format_backups",
    "format_body",
    "format_collection",
    "format_database",
    "format_edge",
    "format_edge_definition",
    "format_graph_properties",
    "format_index",
    "format_key_options",
    "format_pregel_job_data",
    "format_query_cache_entry",
    "format_query_statistics",
    "format_replication_applier_config",
    "format_replication_applier_state",
    "format_replication_collection",
    "format_replication_database",
    "format_replication_header",
    "format_replication_inventory",
    "format_replication_logger_state",
    "format_replication_state",
    "format_replication_sync",
    "format_server_info",
    "format_server_status",
    "format_service_data",
    "format_statistics",
    "format_tick_values",
    "format_tls",
    "format_user",
    "format_vertex",
    "format_view",
    "format_view_consolidation_policy",
    "format_view_link",
    "format_wal_properties",
    "format_wal_transactions",
    "verify_format",
]
