"""nginx and HAProxy between a client and a server, where they are installed."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NGINX = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    {settings}
    location / {{ proxy_pass http://127.0.0.1:{upstream}; }}
  }}
}}
"""
HAPROXY = """
defaults
  mode http
  timeout connect 10s
  timeout client 30s
  timeout server 30s
  retries 0
  {settings}
listen it
  bind 127.0.0.1:{port}
  server only 127.0.0.1:{upstream}
"""
# Debian has them where only root looks.
_PATH = (
    os.environ.get("PATH", os.defpath) + os.pathsep + "/usr/sbin" + os.pathsep + "/usr/local/sbin"
)


class Proxy:
    """A proxy that runs."""

    def __init__(self, url: str, process: asyncio.subprocess.Process) -> None:
        self.url = url
        self._process = process

    def kill(self) -> None:
        """End it without a warning."""
        with suppress(ProcessLookupError):
            self._process.kill()


@asynccontextmanager
async def nginx(folder: Path, upstream: int, settings: str = "") -> AsyncIterator[Proxy]:
    """nginx before a port, with settings of its server."""
    program = _find("nginx")
    config = folder / "nginx.conf"
    port = _free_port()
    values = {"folder": folder, "port": port, "upstream": upstream, "settings": settings}
    config.write_text(NGINX.format(**values))
    arguments = (program, "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log"))
    async with _running(arguments, port) as proxy:
        yield proxy


@asynccontextmanager
async def haproxy(folder: Path, upstream: int, settings: str = "") -> AsyncIterator[Proxy]:
    """HAProxy before a port, with default settings of its own."""
    program = _find("haproxy")
    config = folder / "haproxy.cfg"
    port = _free_port()
    config.write_text(HAPROXY.format(port=port, upstream=upstream, settings=settings))
    async with _running((program, "-db", "-q", "-f", str(config)), port) as proxy:
        yield proxy


def _find(program: str) -> str:
    found = shutil.which(program, path=_PATH)
    if found is None:
        pytest.skip(f"needs the program {program}")
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@asynccontextmanager
async def _running(arguments: tuple[str, ...], port: int) -> AsyncIterator[Proxy]:
    process = await asyncio.create_subprocess_exec(
        *arguments, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    proxy = Proxy(f"http://127.0.0.1:{port}", process)
    try:
        while not await _listens(port):
            if process.returncode is not None:
                pytest.skip(f"{Path(arguments[0]).name} does not run here: {process.returncode}")
            await asyncio.sleep(0.01)
        yield proxy
    finally:
        proxy.kill()
        await process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True
