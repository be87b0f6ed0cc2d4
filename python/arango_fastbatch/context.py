"""The contexts in which calls are made, for the type checker.

A wrapper (a database, a collection, …) is generic in its context; what an awaited method gives
follows from it, without overloads on every method: see `arango_fastbatch.api.endpoint`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar


class Context:
    """Any context."""


class Now(Context):
    """Calls are sent at once: a method gives its result."""


class Queued(Context):
    """Calls are queued in a batch: a method gives a `BatchJob` of its result."""


class QueuedUnreported(Context):
    """Calls are queued in a batch that keeps no results: a method gives None."""


class Stored(Context):
    """Calls are queued by the server: a method gives an `AsyncJob` of its result."""


class StoredUnreported(Context):
    """Calls are queued by the server, which keeps no results: a method gives None."""


if TYPE_CHECKING:
    # Only a type checker needs the default: a wrapper without a parameter is one of `Now`.
    from typing_extensions import TypeVar as DefaultTypeVar

    C_co = DefaultTypeVar("C_co", bound=Context, default=Now, covariant=True)
else:
    C_co = TypeVar("C_co", bound=Context, covariant=True)
