"""What is expected of a call: values, and matchers where more than one value will do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Expected:
    """What a call is to send, and what is to come of it.

    Attributes:
        sent: The requests.
        outcome: ``{"result": …}`` or ``{"raised": …}``.
    """

    sent: Any
    outcome: Any

    def is_met(self, sent: Any, outcome: Any) -> bool:
        """Whether a call did what is expected.

        Args:
            sent: What it sent.
            outcome: What came of it.
        """
        return fits(self.sent, sent) and fits(self.outcome, outcome)


class Matcher(ABC):
    """Stands for more values than one."""

    @abstractmethod
    def fits(self, actual: Any) -> bool:
        """Whether a value is one of them."""


@dataclass(frozen=True)
class Anything(Matcher):
    """Every value."""

    def fits(self, actual: Any) -> bool:
        """Always."""
        return True


@dataclass(frozen=True)
class Gives(Matcher):
    """Every outcome that is a result."""

    def fits(self, actual: Any) -> bool:
        """Whether it is a result."""
        return "result" in actual


@dataclass(frozen=True)
class Starting(Matcher):
    """Every text that begins like this."""

    text: str

    def fits(self, actual: Any) -> bool:
        """Whether it does."""
        return isinstance(actual, str) and actual.startswith(self.text)


@dataclass(frozen=True)
class AtLeast(Matcher):
    """Every value that has all of this; objects in it, however deep, may have more fields."""

    value: Any

    def fits(self, actual: Any) -> bool:
        """Whether it has."""
        value = self.value
        if isinstance(value, dict) and isinstance(actual, dict):
            return value.keys() <= actual.keys() and all(
                AtLeast(item).fits(actual[name]) for name, item in value.items()
            )
        if isinstance(value, list) and isinstance(actual, list):
            return len(value) == len(actual) and all(
                AtLeast(one).fits(other) for one, other in zip(value, actual, strict=True)
            )
        return fits(value, actual)


def fits(expected: Any, actual: Any) -> bool:
    """Whether a value is what is expected; True is not 1, and 1 is not 1.0.

    Args:
        expected: A value, in which matchers may stand.
        actual: A value.
    """
    if isinstance(expected, Matcher):
        return expected.fits(actual)
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(
            fits(item, actual[name]) for name, item in expected.items()
        )
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(
            fits(one, other) for one, other in zip(expected, actual, strict=True)
        )
    return type(expected) is type(actual) and bool(expected == actual)
