"""Versions: how they are read and compared, and what they decide."""

from __future__ import annotations

from itertools import pairwise

import pytest

from arango_fastbatch.dialect import Version, has_batch_endpoint, has_hash_indexes


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3.11.14", (3, 11, 14)),
        ("3.12.4-1", (3, 12, 4)),
        ("4.0.0-rc.1", (4, 0, 0)),
        ("3.12.0-devel", (3, 12, 0)),
        ("v3.12.9", (3, 12, 9)),
        ("3.10.10.1", (3, 10, 10)),
        ("4.0", (4, 0, 0)),
    ],
)
def test_a_version_is_read(text: str, numbers: tuple[int, int, int]) -> None:
    version = Version.of(text)
    assert (version.major, version.minor, version.patch) == numbers
    assert str(version) == text


@pytest.mark.parametrize("text", ["", "3", "3.", "3.12.", "newest", "3.12.9 ", "3.12.9\n", "٣.1.2"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a server version such as"):
        Version.of(text)


def test_versions_compare_by_their_numbers() -> None:
    texts = ["3.9.12", "3.11.2", "3.11.14", "3.12.0", "3.12.10", "4.0.0"]
    versions = [Version.of(text) for text in texts]
    assert all(earlier < later for earlier, later in pairwise(versions))
    assert Version.of("4.0.0-rc.1") == Version.of("4.0")
    assert hash(Version.of("3.12.4-1")) == hash(Version.of("3.12.4"))


@pytest.mark.parametrize(
    ("text", "batches", "hash_indexes"),
    [
        ("3.11.14", True, True),
        ("3.12.2", True, True),
        ("3.12.2-1", True, True),
        ("3.12.3", False, True),
        ("3.12.9", False, True),
        ("4.0.0-rc.1", False, False),
        ("4.1.0", False, False),
    ],
)
def test_what_a_version_decides(text: str, batches: bool, hash_indexes: bool) -> None:
    version = Version.of(text)
    assert has_batch_endpoint(version) is batches
    assert has_hash_indexes(version) is hash_indexes


def test_where_the_version_is_not_known_what_does_no_harm_anywhere_is_chosen() -> None:
    assert has_batch_endpoint(None)
    assert not has_hash_indexes(None)
