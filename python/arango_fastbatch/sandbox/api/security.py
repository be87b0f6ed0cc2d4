"""``/_admin/server/tls``, ``jwt`` and ``encryption``: certificates and secrets of the server."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from ..message import result
from ..routing import Refusal, Route

if TYPE_CHECKING:
    from ..message import Request, Response

# From then on everybody has what was the Enterprise Edition's.
_FREE_ENTERPRISE = (3, 12, 5)

_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n?", re.DOTALL)
_KEY = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----.+?-----END [A-Z ]*PRIVATE KEY-----\n?", re.DOTALL
)


def read_tls(request: Request) -> Response:
    """GET /_admin/server/tls: the server's certificates; what is secret as its hash."""
    pem = request.server.tls_pem
    if not pem:
        return result({})
    shown: dict[str, Any] = {
        "sha256": hashlib.sha256(pem).hexdigest(),
        "certificates": [match.decode() for match in _CERTIFICATE.findall(pem)],
    }
    keys = _KEY.findall(pem)
    if keys:
        shown["privateKeySha256"] = hashlib.sha256(keys[0]).hexdigest()
    return result({"keyfile": shown, "clientCA": {}})


def reload_tls(request: Request) -> Response:
    """POST /_admin/server/tls: read the certificates again, which only superusers may ask for."""
    if request.access.user is not None:
        raise ArangoFault(403, 11, "only superusers may reload TLS data")
    if request.server.tls_pem:
        raise ArangoFault(501, 9, "the sandbox does not implement reloading certificates")
    return read_tls(request)


def read_secrets(request: Request) -> Response:
    """GET /_admin/server/jwt: the hash of the secret of tokens, which superusers may know."""
    _demand_superuser(request)
    return result({"active": _hash(request), "passive": []})


def reload_secrets(request: Request) -> Response:
    """POST /_admin/server/jwt: read the secrets again; the sandbox's is in no file."""
    _demand_superuser(request)
    raise ArangoFault(400, 10, "no JWT secret file was specified")


def rotate_keys(request: Request) -> Response:
    """POST /_admin/server/encryption: not there, unless it was switched on at the start."""
    raise ArangoFault(404, 404, "not found")


def _hash(request: Request) -> dict[str, str]:
    return {"sha256": hashlib.sha256(request.server.secret).hexdigest()}


def _demand_superuser(request: Request) -> None:
    if request.server.profile < _FREE_ENTERPRISE:
        raise ArangoFault(404, 404, "not found")
    if request.access.user is not None:
        raise ArangoFault(403, 11, "forbidden")


ROUTES = (
    Route(
        "/_admin/server/tls",
        {"GET": read_tls, "POST": reload_tls},
        suffixes=False,
        refusal=Refusal(403, 11, "forbidden"),
    ),
    Route("/_admin/server/jwt", {"GET": read_secrets, "POST": reload_secrets}, suffixes=False),
    Route("/_admin/server/encryption", {"POST": rotate_keys}, suffixes=False),
)
