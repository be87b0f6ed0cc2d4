"""The server's parts are imported when one is started: who only imports this package needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from .profile import Profile


def running_server(
    profile: Profile, root_password: str, jwt_secret: str | None, host: str, port: int
) -> AbstractAsyncContextManager[str]:
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
    return serving.running_server(profile, root_password, jwt_secret, host, port)
