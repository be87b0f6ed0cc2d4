"""Bundles: the files of a service, as one archive."""

from __future__ import annotations

import io
import json
import lzma
import posixpath
import struct
import zipfile
import zlib
from typing import Any

from .faults import service_fault

MANIFEST = "manifest.json"
"""The file in which a service says what it is."""

_ZIP_MAGIC = b"PK\x03\x04"
# What is shown of a service is read whole; a text that is longer is none of these.
_MAX_TEXT_BYTES = 1 << 20
MAX_BUNDLE_BYTES = 1 << 28
"""How large a service may be."""

# How reading fails of what is damaged, encrypted, or packed in a way that nobody knows here.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


class Bundle:
    """The archive of a service.

    Args:
        data: The archive (zip).

    Raises:
        ArangoFault: 400/3012 or 400/3000, where it holds no manifest, or none that can be read.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self._sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
        except _DAMAGED:
            raise service_fault(3012, "Source: no archive") from None
        found = [name for name in self._sizes if name.split("/")[-1] == MANIFEST]
        if not found:
            raise service_fault(3012, "Source: the archive")
        self._manifest_path = min(found, key=len)
        self._base = posixpath.dirname(self._manifest_path)
        try:
            manifest = json.loads(self.text(MANIFEST) or "")
        except (ValueError, RecursionError):
            manifest = None
        if not isinstance(manifest, dict):
            raise service_fault(3000, f"File: {self._manifest_path}")
        self.manifest: dict[str, Any] = manifest

    @classmethod
    def of(cls, source: bytes) -> Bundle:
        """The bundle of what somebody has sent: an archive, or else a single script.

        Raises:
            ArangoFault: As the bundle itself does.
        """
        if source.startswith(_ZIP_MAGIC):
            return cls(source)
        manifest = json.dumps({"main": "index.js"}, indent=4).encode()
        return cls(archive_of({"index.js": source, MANIFEST: manifest}))

    @property
    def checksum(self) -> str:
        """What identifies the archive."""
        return f"{zlib.adler32(self.data):x}"

    def has(self, path: str) -> bool:
        """Whether there is a file, by its path from the manifest on."""
        return self._path(path) in self._sizes

    def text(self, path: str) -> str | None:
        """A file's text, by its path from the manifest on; None where there is none to show."""
        name = self._path(path)
        if self._sizes.get(name, _MAX_TEXT_BYTES + 1) > _MAX_TEXT_BYTES:
            return None
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                return archive.read(name).decode("utf-8-sig", errors="replace")
        except _DAMAGED:
            return None

    def with_manifest(self, **changes: Any) -> Bundle:
        """The same files with another manifest.

        Raises:
            ArangoFault: 400/3012 for an archive that is damaged or too large.
        """
        if sum(self._sizes.values()) > MAX_BUNDLE_BYTES:
            raise service_fault(3012, "Source: too large an archive")
        manifest = json.dumps(self.manifest | changes, indent=2).encode()
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                files = {name: archive.read(name) for name in self._sizes if not name.endswith("/")}
        except _DAMAGED:
            raise service_fault(3012, "Source: a damaged archive") from None
        return Bundle(archive_of(files | {self._manifest_path: manifest}))

    def _path(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self._base, path))


def archive_of(files: dict[str, bytes]) -> bytes:
    """An archive of some files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()
