"""The server's APIs, one file each, whose `ROUTES` say what it answers in which versions."""

from __future__ import annotations

from . import (
    absent,
    admin,
    auth,
    batch,
    collection,
    cursor,
    database,
    document,
    edges,
    export,
    graph,
    import_,
    index,
    job,
    query,
    simple,
    transaction,
    user,
    version,
)

ROUTES = (
    *absent.ROUTES,
    *admin.ROUTES,
    *auth.ROUTES,
    *batch.ROUTES,
    *collection.ROUTES,
    *cursor.ROUTES,
    *database.ROUTES,
    *document.ROUTES,
    *edges.ROUTES,
    *export.ROUTES,
    *graph.ROUTES,
    *import_.ROUTES,
    *index.ROUTES,
    *job.ROUTES,
    *query.ROUTES,
    *simple.ROUTES,
    *transaction.ROUTES,
    *user.ROUTES,
    *version.ROUTES,
)
