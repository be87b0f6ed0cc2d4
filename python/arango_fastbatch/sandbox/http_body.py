"""Bodies on the wire: compressed and not, in turns where they are large."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from .turns import Turns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PIECE_BYTES = 1 << 18
"""What is done in one step."""

# Window sizes that tell zlib of a gzip header, or of any of its own.
_GZIP_BITS = 16 + zlib.MAX_WBITS
_WINDOWS = {"gzip": _GZIP_BITS, "deflate": zlib.MAX_WBITS}


class BadBodyError(Exception):
    """A body that cannot be decompressed.

    Args:
        is_too_large: Whether it would be larger than it may be.
    """

    def __init__(self, *, is_too_large: bool = False) -> None:
        super().__init__("too large" if is_too_large else "malformed")
        self.is_too_large = is_too_large


def is_known(encoding: str) -> bool:
    """Whether a content encoding is understood."""
    return encoding in _WINDOWS


def accepted_encoding(accepted: str | None) -> str | None:
    """The encoding in which a client that accepts these is answered, or None for none."""
    offered = {part.partition(";")[0].strip() for part in (accepted or "").lower().split(",")}
    return next((encoding for encoding in _WINDOWS if encoding in offered), None)


async def decompressed(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """A body as it was before.

    Args:
        body: The compressed body.
        encoding: ``gzip`` or ``deflate``.
        max_bytes: How large it may be.

    Raises:
        BadBodyError: It is malformed, or larger than that.
    """
    inflater = zlib.decompressobj(_WINDOWS[encoding])
    pieces: list[bytes] = []
    total, rest, turns = 0, body, Turns()
    try:
        while rest and not inflater.eof:
            piece = inflater.decompress(rest, PIECE_BYTES)
            rest = inflater.unconsumed_tail
            total += len(piece)
            if total > max_bytes:
                raise BadBodyError(is_too_large=True)
            pieces.append(piece)
            if turns.over():
                await turns.next()
        pieces.append(inflater.flush())
    except zlib.error:
        raise BadBodyError from None
    if not inflater.eof:
        raise BadBodyError
    return b"".join(pieces)


async def compressed(pieces: Iterable[bytes], encoding: str) -> list[bytes]:
    """A body in another encoding, in pieces.

    Args:
        pieces: The body.
        encoding: ``gzip`` or ``deflate``.
    """
    deflater = zlib.compressobj(1, zlib.DEFLATED, _WINDOWS[encoding])
    packed: list[bytes] = []
    turns = Turns()
    for piece in pieces:
        for start in range(0, len(piece), PIECE_BYTES):
            packed.append(deflater.compress(piece[start : start + PIECE_BYTES]))
            if turns.over():
                await turns.next()
    packed.append(deflater.flush())
    return packed


def cut(pieces: Sequence[bytes], length: int) -> list[bytes]:
    """The first bytes of a body that is in pieces."""
    kept: list[bytes] = []
    for piece in pieces:
        kept.append(piece[:length])
        length -= len(piece)
        if length <= 0:
            break
    return kept
