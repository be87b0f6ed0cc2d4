"""AQL's functions: importing this package registers them."""

from . import (
    arrays,
    casts,
    database,
    dates,
    geo,
    hashes,
    missing,
    numbers,
    objects,
    patterns,
    search,
    strings,
)

__all__ = [
    "arrays",
    "casts",
    "database",
    "dates",
    "geo",
    "hashes",
    "missing",
    "numbers",
    "objects",
    "patterns",
    "search",
    "strings",
]
