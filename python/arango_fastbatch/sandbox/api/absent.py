"""What arangod has and the sandbox does not: answered with 501 and the path's name."""

from __future__ import annotations

from ..routing import Route

# In every version.
_ALWAYS = ("/_admin/support-info",)

# From a version on.
_SINCE = {
    "/_admin/activities": (3, 12, 6),
    # Until then it was the Enterprise Edition's.
    "/_admin/backup": (3, 12, 5),
    "/_admin/crashes": (3, 12, 8),
    "/_admin/options": (3, 12),
    "/_admin/options-description": (3, 12),
    "/_admin/server/api-calls": (3, 12, 5),
    "/_admin/server/aql-queries": (3, 12, 6),
    "/_admin/usage-metrics": (3, 12),
}

# Up to a version.
_UNTIL = {
    "/_admin/test": (4,),
    "/_api/ttl": (4,),
    "/_api/upload": (4,),
}

ROUTES = (
    *(Route(path, {}) for path in _ALWAYS),
    *(Route(path, {}, since=since) for path, since in _SINCE.items()),
    *(Route(path, {}, until=until) for path, until in _UNTIL.items()),
)
