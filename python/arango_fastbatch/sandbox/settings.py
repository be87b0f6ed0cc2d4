"""What one chooses about a server before it starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .profile import Profile


@dataclass(frozen=True)
class Settings:
    """All that can be chosen.

    Args:
        profile: The version that is played.
        host: The interface to listen on.
        port: The TCP port; 0 for any that is free.
        root_password: The password of ``root``.
        jwt_secret: The secret of the server's tokens; None for a random one.
        latency: Seconds that every answer takes longer.
        faults: Rules of what goes wrong (see `mischief`).
        tls_cert: A file with a certificate, to serve TLS; None for plain HTTP.
        tls_key: A file with its key; None where the certificate's file holds it, too.
        compress_responses: The size in bytes from which answers are compressed for those who
            accept that (3.12 and later); 0 for never.
    """

    profile: Profile
    host: str = "127.0.0.1"
    port: int = 0
    root_password: str = ""
    jwt_secret: str | None = None
    latency: float = 0.0
    faults: Sequence[str] = ()
    tls_cert: str | None = None
    tls_key: str | None = None
    compress_responses: int = 0
