"""How often and by which rules search indexes tidy up: what inverted indexes and views share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..profile import Profile


def upkeep(profile: Profile) -> dict[str, Any]:
    """The properties of upkeep where a request says nothing of them."""
    renewed = profile >= (3, 12, 7)
    policy: dict[str, Any] = {"type": "tier"}
    if renewed:
        policy |= {"segmentsBytesMax": 1 << 33, "maxSkewThreshold": 0.4, "minDeletionRatio": 0.5}
    else:
        policy |= {
            "segmentsBytesFloor": 1 << 21,
            "segmentsBytesMax": 5 << 30,
            "segmentsMax": 10,
            "segmentsMin": 1,
            "minScore": 0,
        }
    return {
        "cleanupIntervalStep": 2,
        "commitIntervalMsec": 1000,
        "consolidationIntervalMsec": 5000 if renewed else 1000,
        "consolidationPolicy": policy,
        "writebufferActive": 0,
        "writebufferIdle": 64,
        "writebufferSizeMax": 33554432,
    } | ({"optimizeTopK": []} if profile >= (3, 12) else {})
