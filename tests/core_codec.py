"""The core's codec in the terms of the reference codec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reference_codec import Decoded, WireAnswer

from arango_fastbatch._core import AnswerError, BatchBuffer

if TYPE_CHECKING:
    from collections.abc import Iterable


def in_pieces(data: bytes, sizes: Iterable[int]) -> list[bytes]:
    """Cut bytes into pieces of some sizes, and what is left."""
    pieces, at = [], 0
    for size in sizes:
        pieces.append(data[at : at + size])
        at += size
    return [*pieces, data[at:]]


def decode_by_core(
    buffer: BatchBuffer, boundary: str, start: int, stop: int, pieces: Iterable[bytes]
) -> Decoded:
    """Cut the answer to a range of records.

    Args:
        buffer: The records.
        boundary: What separates the parts.
        start: The first record.
        stop: The record behind the last.
        pieces: The answer as it comes.
    """
    decoder = buffer.decoder(boundary, start, stop)
    decoded = Decoded({})
    try:
        for piece in pieces:
            decoder.feed(piece)
        decoder.finish()
    except AnswerError as error:
        decoded.refused = True
        decoded.part = error.args[1]
    for index in range(start, stop):
        answer = buffer.answer(index)
        if answer is not None:
            decoded.answers[index] = WireAnswer(
                answer.status_code, answer.status_text, answer.headers, answer.content
            )
    assert decoder.parts == len(decoded.answers)
    came = decoded.answers
    asked = range(start, stop)
    assert buffer.unanswered(start, stop) == [index for index in asked if index not in came]
    failed = [index for index in asked if index in came and came[index].status >= 300]
    assert buffer.failed(start, stop) == failed
    return decoded
