"""How the management of services refuses: errors as JavaScript writes them."""

from __future__ import annotations

from ..faults import ArangoFault

_CONFLICT = 3011
_TEXTS = {
    3000: "failed to parse manifest file",
    3001: "manifest file is invalid",
    3007: "invalid mountpath",
    3011: "service already exists",
    3012: "missing manifest file",
    3013: "failed to parse service options",
    3014: "source path not found",
    3015: "error resolving source",
    3016: "unknown script",
    3103: "cannot locate module",
}


def service_fault(number: int, detail: str) -> ArangoFault:
    """The refusal with an error's number.

    Args:
        number: The number.
        detail: What stands below the number's own text.
    """
    status = 409 if number == _CONFLICT else 400
    return ArangoFault(status, number, f"ArangoError {number}: {_TEXTS[number]}\n{detail}")


def no_script(what: str) -> ArangoFault:
    """The refusal to run JavaScript.

    Args:
        what: What would be run.
    """
    return ArangoFault(501, 9, f"the sandbox does not run JavaScript: {what}")
