"""Type checks and casts."""
# ruff: noqa: D103  # what a function of AQL does is in ArangoDB's documentation

from __future__ import annotations

from typing import Any

from ..registry import function, never
from ..values import is_true, to_array, to_number, to_text, type_name


@function("IS_NULL", arguments=(1, 1), lengthy=never)
def is_null(value: Any) -> bool:
    return value is None


@function("IS_BOOL", arguments=(1, 1), lengthy=never)
def is_bool(value: Any) -> bool:
    return type(value) is bool


@function("IS_NUMBER", arguments=(1, 1), lengthy=never)
def is_number(value: Any) -> bool:
    return type(value) in {int, float}


@function("IS_STRING", arguments=(1, 1), lengthy=never)
def is_string(value: Any) -> bool:
    return type(value) is str


@function("IS_ARRAY", "IS_LIST", arguments=(1, 1), lengthy=never)
def is_array(value: Any) -> bool:
    return type(value) is list


@function("IS_OBJECT", "IS_DOCUMENT", arguments=(1, 1), lengthy=never)
def is_object(value: Any) -> bool:
    return type(value) is dict


function("TYPENAME", arguments=(1, 1), lengthy=never)(type_name)
function("TO_BOOL", arguments=(1, 1), lengthy=never)(is_true)
function("TO_NUMBER", arguments=(1, 1))(to_number)
function("TO_STRING", arguments=(1, 1))(to_text)
function("TO_ARRAY", "TO_LIST", arguments=(1, 1), lengthy=never)(to_array)
