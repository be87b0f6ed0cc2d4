"""What the sandbox answers in which versions, as a table (``python -m …sandbox.support``)."""

from __future__ import annotations

import sys

from .api import ROUTES
from .profile import DEFAULTS, Profile

BEGIN = "<!-- support: begin -->"
END = "<!-- support: end -->"


def table() -> str:
    """The table as Markdown: every path, with what each line of versions makes of it.

    The methods are those of the sandbox; ``501`` is what arangod has and the sandbox has not, and
    ``404`` what that version has not.
    """
    profiles = {line: Profile.of(line) for line in DEFAULTS}
    lines = [
        f"| path | {' | '.join(profiles)} |",
        f"| --- |{' --- |' * len(profiles)}",
    ]
    for route in sorted(ROUTES, key=lambda route: route.path):
        shown = " ".join(route.handlers) or "501"
        cells = (
            shown if profile.has(route.since, route.until) else "404"
            for profile in profiles.values()
        )
        lines.append(f"| `{route.path}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def renewed(page: str) -> str:
    """A page with the table of this moment between its marks."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{table()}\n\n{END}{tail}"


if __name__ == "__main__":
    # A filter: the page on standard input, the renewed one on standard output.
    sys.stdout.write(renewed(sys.stdin.read()))
