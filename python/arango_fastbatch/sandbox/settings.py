"""What one chooses about a server before it starts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .profile import Profile


_MAX_PORT = 65535


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

    Raises:
        ValueError: Something is out of its range.
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

    def __post_init__(self) -> None:
        if not 0 <= self.port <= _MAX_PORT:
            raise ValueError(f"port {self.port}: expecting 0 to {_MAX_PORT}")
        if not 0 <= self.latency < math.inf:
            raise ValueError(f"latency {self.latency}: expecting a number of seconds from 0 on")
        if self.compress_responses < 0:
            raise ValueError(f"compressing from {self.compress_responses} bytes on: expecting 0 on")
        if self.tls_key is not None and self.tls_cert is None:
            raise ValueError("a key for TLS needs its certificate, too")
