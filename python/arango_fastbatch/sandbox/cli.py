"""The command ``arango-sandbox`` (``python -m arango_fastbatch.sandbox``)."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from contextlib import suppress
from functools import partial

from .collector import gentle_collection
from .extra import running_server
from .mischief import parse_rule
from .profile import Profile
from .settings import Settings

_PASSWORD_VARIABLE = "ARANGO_ROOT_PASSWORD"  # noqa: S105 # the name of a variable, no password

_FAREWELL_SECONDS = 0.1


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM.

    Args:
        arguments: The command's arguments; None: those of the process.

    Returns:
        The exit code: 0 after a stop, 1 where the port cannot be had.

    Raises:
        SystemExit: The arguments are none; 2 is the exit code.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        settings = _settings(options)
    except ValueError as error:
        parser.error(str(error))
    try:
        asyncio.run(_serve(settings))
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


def _rule(text: str) -> str:
    try:
        parse_rule(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


_RULES = """\
rules of --fault: ACTION[=VALUE][@CONDITION,CONDITION...]
  delay=SECONDS  hold=SECONDS  before the request is run; between its end and its answer
  status=CODE                  answer this instead of running it
  reset  close                 no answer, not run; reset=after, close=after: run
  truncate[=BYTES]             so much of the answer's body (half of it), then the end
  queue=SECONDS                say that it has waited so long
conditions: method=POST  path=/_api/cursor  after=N  every=N  times=N  chance=P
example: --fault status=503@path=/_api/document,every=3 --fault reset=after@method=POST,times=1
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="arango-sandbox",
        description="An ArangoDB server in memory, for tests and demos.",
        epilog=_RULES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
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
    parser.add_argument(
        "--latency",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="how much longer every answer takes (default: %(default)s)",
    )
    parser.add_argument(
        "--fault",
        type=_rule,
        action="append",
        default=[],
        metavar="RULE",
        help="something that goes wrong on purpose; may be given more than once (see below)",
    )
    parser.add_argument("--tls-cert", metavar="FILE", help="serve TLS with this certificate (PEM)")
    parser.add_argument(
        "--tls-key", metavar="FILE", help="its key (default: in the certificate's file)"
    )
    parser.add_argument(
        "--compress-responses",
        type=int,
        default=0,
        metavar="BYTES",
        help="compress answers from this size on, 3.12 and later (default: 0, never)",
    )
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    return Settings(
        options.server_version,
        options.host,
        options.port,
        options.root_password,
        options.jwt_secret,
        options.latency,
        options.fault,
        options.tls_cert,
        options.tls_key,
        options.compress_responses,
    )


async def _serve(settings: Settings) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    # Windows has no such handlers: there Ctrl-C arrives as KeyboardInterrupt.
    with suppress(NotImplementedError):
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping.set)
    async with running_server(settings) as (url, server), gentle_collection(server):
        # What asked for the end shall have its answer first.
        server.stop = partial(loop.call_later, _FAREWELL_SECONDS, stopping.set)
        # Whoever starts this as a process reads the URL from the first line.
        print(f"{url} (ArangoDB {settings.profile.text} sandbox, user root)", flush=True)  # noqa: T201 # likewise
        await stopping.wait()
