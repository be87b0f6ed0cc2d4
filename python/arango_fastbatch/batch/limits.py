"""The server's limits: no request with more is taken, so none with more is queued."""

from __future__ import annotations

from arango_fastbatch.exceptions import RequestInvalidError

MAX_BODY_BYTES = 512 * 1024 * 1024
MAX_TARGET_BYTES = 16 * 1024


def demand_body(body: bytes) -> bytes:
    """Refuse a body that is too large.

    Args:
        body: The body.

    Returns:
        The body.

    Raises:
        RequestInvalidError: If it is more than the server takes.
    """
    if len(body) > MAX_BODY_BYTES:
        raise RequestInvalidError(
            f"a body of {len(body)} bytes is more than the server takes ({MAX_BODY_BYTES})"
        )
    return body


def demand_target(target: str) -> str:
    """Refuse a target, or a piece of one, that is too long.

    Args:
        target: The target.

    Returns:
        The target.

    Raises:
        RequestInvalidError: If it is more than the server takes.
    """
    if len(target) > MAX_TARGET_BYTES:
        raise RequestInvalidError(
            f"a URL of {len(target)} bytes is more than the server takes ({MAX_TARGET_BYTES})"
        )
    return target
