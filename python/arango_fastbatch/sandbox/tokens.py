"""JSON Web Tokens, as far as arangod uses them: HS256, user and superuser tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from typing import Any

LIFETIME_SECONDS = 3600

_HEADER = {"alg": "HS256", "typ": "JWT"}


def issue(secret: bytes, user: str) -> str:
    """A user's token; no two are alike.

    Args:
        secret: The server's secret.
        user: The user's name.
    """
    now = int(time.time())
    claims = {
        "exp": now + LIFETIME_SECONDS,
        "iat": now,
        "iss": "arangodb",
        "jti": secrets.token_hex(8),
        "preferred_username": user,
    }
    message = b".".join(_encode(json.dumps(part).encode()) for part in (_HEADER, claims))
    return (message + b"." + _encode(_sign(secret, message))).decode()


def verify(secret: bytes, token: str) -> dict[str, Any] | None:
    """The claims of a token, or None where it is forged, foreign or has expired."""
    message, _, signature = token.encode(errors="replace").rpartition(b".")
    header_text, _, claims_text = message.partition(b".")
    try:
        header, claims = json.loads(_decode(header_text)), json.loads(_decode(claims_text))
        signature = _decode(signature)
    except ValueError:
        return None
    if not isinstance(header, dict) or header.get("alg") != "HS256":
        return None
    if not hmac.compare_digest(signature, _sign(secret, message)):
        return None
    if not isinstance(claims, dict) or claims.get("iss") != "arangodb":
        return None
    expires = claims.get("exp")
    if expires is not None and not (isinstance(expires, (int, float)) and expires > time.time()):
        return None
    return claims


def _sign(secret: bytes, message: bytes) -> bytes:
    return hmac.new(secret, message, hashlib.sha256).digest()


def _encode(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _decode(text: bytes) -> bytes:
    return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
