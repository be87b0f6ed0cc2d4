"""The command ``arango-sandbox`` (``python -m arango_fastbatch.sandbox``)."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from contextlib import suppress

from .extra import running_server
from .profile import Profile

_PASSWORD_VARIABLE = "ARANGO_ROOT_PASSWORD"  # noqa: S105 # the name of a variable, no password


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM.

    Args:
        arguments: The command's arguments; None: those of the process.

    Returns:
        The exit code: 0 after a stop, 1 where the port cannot be had.
    """
    options = _parser().parse_args(arguments)
    try:
        asyncio.run(_serve(options))
    except KeyboardInterrupt:
        return 0
    except (OSError, ModuleNotFoundError) as error:
        print(f"arango-sandbox: {error}", file=sys.stderr)  # noqa: T201 # a command's output
        return 1
    return 0


def _profile(version: str) -> Profile:
    try:
        return Profile.of(version)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="arango-sandbox", description="An ArangoDB server in memory, for tests and demos."
    )
    parser.add_argument("--host", default="127.0.0.1", help="interface (default: %(default)s)")
    parser.add_argument(
        "--port", type=int, default=8529, help="port, 0 for any free one (default: %(default)s)"
    )
    parser.add_argument(
        "--root-password",
        default=os.environ.get(_PASSWORD_VARIABLE, ""),
        metavar="PW",
        help=f"password of root (default: ${_PASSWORD_VARIABLE}, else empty)",
    )
    parser.add_argument(
        "--server-version",
        type=_profile,
        default="3.12",
        metavar="VERSION",
        help="3.11, 3.12, 4.0 or x.y.z (default: %(default)s)",
    )
    parser.add_argument(
        "--jwt-secret", default=None, metavar="S", help="secret of the tokens (default: random)"
    )
    return parser


async def _serve(options: argparse.Namespace) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    # Windows has no such handlers: there Ctrl-C arrives as KeyboardInterrupt.
    with suppress(NotImplementedError):
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping.set)
    profile: Profile = options.server_version
    async with running_server(
        profile, options.root_password, options.jwt_secret, options.host, options.port
    ) as url:
        # Whoever starts this as a process reads the URL from the first line.
        print(f"{url} (ArangoDB {profile.text} sandbox, user root)", flush=True)  # noqa: T201 # likewise
        await stopping.wait()
