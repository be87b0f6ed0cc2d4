"""AQL's functions: importing this package registers them."""

from . import casts

__all__ = ["casts"]
