"""What settings may be: a wrong one is told by its name, where it is set."""

from __future__ import annotations

import math
from typing import Any


def whole_number(name: str, value: Any, least: int) -> int:
    """A setting that counts something.

    Args:
        name: Its name.
        value: What it is set to.
        least: The least that it may be.

    Returns:
        The value.

    Raises:
        ValueError: If it is no whole number, or less.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name} must be a whole number and at least {least}, not {value!r}")
    return value


def seconds(name: str, value: Any, *, or_none_at_all: bool = False) -> float:
    """A setting that is a length of time.

    Args:
        name: Its name.
        value: What it is set to.
        or_none_at_all: Whether it may be 0.

    Returns:
        The value.

    Raises:
        ValueError: If it is no number, or none that a clock can show.
    """
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not 0 <= value < math.inf or not (value or or_none_at_all):
        least = "0 or more" if or_none_at_all else "more than 0"
        raise ValueError(f"{name} is a number of seconds, {least}, not {value!r}")
    return float(value)


def text(name: str, value: Any) -> str:
    """A setting that is a text.

    Args:
        name: Its name.
        value: What it is set to; an error does not show it, for it may be a secret.

    Returns:
        The value.

    Raises:
        ValueError: If it is none.
    """
    if not isinstance(value, str):
        raise ValueError(f"{name} is a text, not {type(value).__name__}")
    return value


def able_to(name: str, value: Any, *methods: str) -> None:
    """See that a setting has what will be called.

    Args:
        name: Its name.
        value: What it is set to.
        methods: What will be called of it; nothing if it is called itself.

    Raises:
        ValueError: If it has not.
    """
    if not methods and not callable(value):
        raise ValueError(f"{name} cannot be called: {value!r}")
    for method in methods:
        if not callable(getattr(value, method, None)):
            raise ValueError(f"{name} has no {method}(): {value!r}")
