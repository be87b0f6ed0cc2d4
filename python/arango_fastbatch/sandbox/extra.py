"""The server's parts are imported when one is started: who only imports this package needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from .context import Server
    from .settings import Settings


def running_server(settings: Settings) -> AbstractAsyncContextManager[tuple[str, Server]]:
    """See `serving.running_server`.

    Raises:
        ModuleNotFoundError: Something of the extra ``sandbox`` is not installed; says how to.
    """
    try:
        from . import serving  # noqa: PLC0415 # see the module's docstring
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f"the sandbox needs {missing.name}: pip install 'arango-fastbatch[sandbox]'",
            name=missing.name,
        ) from None
    return serving.running_server(settings)
