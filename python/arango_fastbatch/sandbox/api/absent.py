"""What arangod has and the sandbox does not: answered with 501 and the path's name."""

from __future__ import annotations

from ..routing import Route

# In every version.
_ALWAYS = (
    "/_admin/backup",
    "/_admin/cluster",
    "/_admin/database/target-version",
    "/_admin/deployment/id",
    "/_admin/license",
    "/_admin/log",
    "/_admin/metrics/v2",
    "/_admin/options",
    "/_admin/options-description",
    "/_admin/server/encryption",
    "/_admin/server/id",
    "/_admin/server/jwt",
    "/_admin/server/mode",
    "/_admin/server/tls",
    "/_admin/shutdown",
    "/_admin/support-info",
    "/_api/cluster",
    "/_api/replication",
    "/_api/tasks",
    "/_api/wal",
)

# From a version on.
_SINCE = {
    "/_admin/usage-metrics": (3, 12),
}

# Up to a version.
_UNTIL = {
    "/_admin/execute": (4,),
    "/_admin/routing": (4,),
    "/_admin/statistics": (4,),
    "/_admin/statistics-description": (4,),
    "/_api/aqlfunction": (4,),
    "/_api/control_pregel": (3, 12),
    "/_api/endpoint": (4,),
    "/_api/foxx": (4,),
    "/_api/ttl": (4,),
    "/_api/upload": (4,),
}

ROUTES = (
    *(Route(path, {}) for path in _ALWAYS),
    *(Route(path, {}, since=since) for path, since in _SINCE.items()),
    *(Route(path, {}, until=until) for path, until in _UNTIL.items()),
)
