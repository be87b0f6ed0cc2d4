"""What holds for all tests of faults."""

from __future__ import annotations

import math

import pytest


@pytest.fixture(autouse=True)
def _near(monkeypatch: pytest.MonkeyPatch) -> None:
    """The way to the server is short, however long a busy machine takes for it."""
    monkeypatch.setattr("arango_fastbatch.pacing._LONG_TRIP", math.inf)
