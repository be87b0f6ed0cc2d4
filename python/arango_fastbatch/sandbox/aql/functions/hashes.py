"""Checksums and digests."""
# ruff: noqa: D103  # what a function of AQL does is in ArangoDB's documentation

from __future__ import annotations

import hashlib
from typing import Any

from ..registry import function
from ..values import to_json, to_text

_CASTAGNOLI = 0x82F63B78


def _crc_table() -> list[int]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (_CASTAGNOLI if value & 1 else 0)
        table.append(value)
    return table


_CRC_TABLE = _crc_table()


@function("MD5", arguments=(1, 1))
def md5(value: Any) -> str:
    return hashlib.md5(to_text(value).encode(), usedforsecurity=False).hexdigest()


@function("SHA1", arguments=(1, 1))
def sha1(value: Any) -> str:
    return hashlib.sha1(to_text(value).encode(), usedforsecurity=False).hexdigest()


@function("SHA256", arguments=(1, 1))
def sha256(value: Any) -> str:
    return hashlib.sha256(to_text(value).encode()).hexdigest()


@function("SHA512", arguments=(1, 1))
def sha512(value: Any) -> str:
    return hashlib.sha512(to_text(value).encode()).hexdigest()


@function("CRC32", arguments=(1, 1))
def crc32(value: Any) -> str:
    """The checksum by Castagnoli's polynomial, in hexadecimal digits."""
    checksum = 0xFFFFFFFF
    for byte in to_text(value).encode():
        checksum = checksum >> 8 ^ _CRC_TABLE[(checksum ^ byte) & 0xFF]
    return f"{checksum ^ 0xFFFFFFFF:x}"


def _fnv64(data: bytes) -> int:
    checksum = 0xCBF29CE484222325
    for byte in data:
        checksum = (checksum ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return checksum


@function("FNV64", arguments=(1, 1))
def fnv64(value: Any) -> str:
    return f"{_fnv64(to_text(value).encode()):x}"


@function("HASH", arguments=(1, 1))
def hash_value(value: Any) -> int:
    """Some number for a value; which one differs between versions of arangod, too."""
    return _fnv64(to_json(_sorted(value)).encode()) >> 11


def _sorted(value: Any) -> Any:
    if type(value) is dict:
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(member) for member in value] if type(value) is list else value
