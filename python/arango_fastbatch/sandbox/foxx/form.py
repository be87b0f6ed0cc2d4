"""What a request to install brings along: a service's files, or where they are, and its options."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from ..faults import ArangoFault
from ..json_text import parse
from ..turns import elsewhere
from .bundle import MANIFEST, MAX_BUNDLE_BYTES, Bundle, archive_of
from .faults import service_fault

if TYPE_CHECKING:
    from ..message import Request

_RAW = {"application/zip", "application/javascript", "text/javascript"}
_FIELD = re.compile(rb'content-disposition:[^\r\n]*?;\s*name="?([^";\r\n]+)', re.IGNORECASE)
_FETCH_SECONDS = 30.0


class Form(NamedTuple):
    """A request to install a service.

    Args:
        source: Its files, or where they are.
        configuration: Options of its configuration.
        dependencies: Where the services are mounted that it depends on.
    """

    source: bytes | str
    configuration: dict[str, Any]
    dependencies: dict[str, Any]

    @classmethod
    def of(cls, request: Request) -> Form:
        """What a request's body says.

        Raises:
            ArangoFault: 400/400 or 400/600 for a body that says nothing, 400/3013 for options that
                are no JSON.
        """
        content_type = request.headers.get("content-type", "")
        kind = content_type.partition(";")[0].strip().lower()
        if kind in _RAW:
            return cls(request.body, {}, {})
        if kind == "multipart/form-data":
            parts = _parts(content_type, request.body)
            source: Any = parts.get("source")
            options = {
                name: parts[name].decode(errors="replace") if name in parts else None
                for name in _OPTIONS
            }
        else:
            body = request.json_object()
            source = body.get("source")
            options = {name: body.get(name) for name in _OPTIONS}
        if not isinstance(source, (str, bytes)) or not source:
            raise ArangoFault(400, 400, 'request body: "source" is required')
        return cls(source, *(_options(value) for value in options.values()))

    async def bundle(self, *, is_legacy: bool) -> Bundle:
        """The service's files, fetched if need be.

        Args:
            is_legacy: Whether it is to be taken for one of 2.8.

        Raises:
            ArangoFault: 400/3014 or 400/3015 where they cannot be had, or as `Bundle`.
        """
        source = self.source
        if isinstance(source, str):
            place = source
            source = await elsewhere(lambda: _fetched(place))
        bundle = Bundle.of(source)
        return bundle.with_manifest(engines={"arangodb": "^2.8.0"}) if is_legacy else bundle


_OPTIONS = ("configuration", "dependencies")


def _options(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = parse(value.encode())
        except ValueError as problem:
            raise service_fault(3013, f"Details: {problem}") from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise service_fault(3013, "Details: expecting an object")
    return value


def _parts(content_type: str, body: bytes) -> dict[str, bytes]:
    """The fields of a form (RFC 7578) by name."""
    found = re.search(r'boundary="?([^";]+)', content_type, re.IGNORECASE)
    if found is None:
        raise ArangoFault(400, 400, "no boundary in the content type of the form")
    boundary = b"\r\n--" + found[1].strip().encode()
    fields: dict[str, bytes] = {}
    for part in (b"\r\n" + body).split(boundary)[1:]:
        if part.startswith(b"--"):
            return fields
        head, blank, content = part.partition(b"\r\n\r\n")
        name = _FIELD.search(head)
        if blank and name is not None:
            fields[name[1].decode(errors="replace")] = content
    raise ArangoFault(400, 400, "the form breaks off")


def _fetched(place: str) -> bytes:
    """What is at a URL, or in the server's files: a file, or a folder as an archive."""
    if re.match("https?:", place, re.IGNORECASE):
        try:
            with urlopen(place, timeout=_FETCH_SECONDS) as reply:  # noqa: S310 # http only, see above
                content: bytes = reply.read(MAX_BUNDLE_BYTES)
        except (URLError, OSError, ValueError):
            raise service_fault(3015, f"URL: {place}") from None
        return content
    path = Path(place)
    try:
        # Only what looks like a service: nobody wants all files of a machine, or a device.
        if (path / MANIFEST).is_file():
            files = sorted(file for file in path.rglob("*") if file.is_file())
            return archive_of({str(f.relative_to(path)): f.read_bytes() for f in files})
        if path.is_file():
            return path.read_bytes()
    except (OSError, ValueError):
        pass
    raise service_fault(3014, f"Location: {place}")
