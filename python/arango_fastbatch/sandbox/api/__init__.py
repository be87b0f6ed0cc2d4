"""The server's APIs, one file each, whose `ROUTES` say what it answers in which versions."""

from __future__ import annotations

from . import auth, batch, collection, database, document, version

ROUTES = (
    *auth.ROUTES,
    *batch.ROUTES,
    *collection.ROUTES,
    *database.ROUTES,
    *document.ROUTES,
    *version.ROUTES,
)
