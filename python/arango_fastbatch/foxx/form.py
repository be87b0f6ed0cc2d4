"""Forms: the bodies of requests that bring a file along."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arango_fastbatch.typings import Json

_TYPES = {".zip": "application/zip", ".js": "application/javascript"}


@dataclass(frozen=True)
class Form:
    """A form as it goes over the wire.

    aiohttp would write it piece by piece while it sends, and the email package changes line ends:
    what can be queued in a batch has to be whole, and as the file was.

    Attributes:
        body: The bytes.
        content_type: The request's content type.
    """

    body: bytes
    content_type: str

    @property
    def headers(self) -> dict[str, str]:
        """The request's headers."""
        return {"content-type": self.content_type}


async def service_form(
    filename: str,
    serialize: Callable[[Any], str],
    config: Json | None,
    dependencies: Json | None,
) -> Form:
    """Make the form that brings a service along; the file is read in a thread.

    Args:
        filename: Path of the service: a .zip, or a .js of a single script.
        serialize: Writes JSON.
        config: The service's configuration.
        dependencies: Where the services are mounted that it depends on.

    Returns:
        The form.

    Raises:
        ValueError: If the file has another extension.
        OSError: If it cannot be read.
    """
    path = Path(filename)
    if path.suffix not in _TYPES:
        raise ValueError("File extension must be .zip or .js")
    source = await asyncio.to_thread(path.read_bytes)
    # Nobody can guess it, so that no file can hold it.
    boundary = secrets.token_hex(16)
    fields = [_field("source", source, _TYPES[path.suffix])]
    for name, value in (("configuration", config), ("dependencies", dependencies)):
        if value is not None:
            fields.append(_field(name, serialize(value).encode()))
    edge = f"--{boundary}\r\n".encode()
    body = b"".join(edge + field for field in fields) + f"--{boundary}--\r\n".encode()
    return Form(body, f"multipart/form-data; boundary={boundary}")


def _field(name: str, content: bytes, content_type: str | None = None) -> bytes:
    head = f'Content-Disposition: form-data; name="{name}"\r\n'
    if content_type is not None:
        head += f"Content-Type: {content_type}\r\n"
    return f"{head}\r\n".encode() + content + b"\r\n"
