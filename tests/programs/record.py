"""Record what programs say when they run on python-aioarango itself.

``python -m tests.programs.record PEER_PYTHON`` from the repository's root, where ``PEER_PYTHON`` is
a Python that has python-aioarango 1.0.0. The recordings go to ``tests/data/programs``.
"""

import subprocess
import sys
from pathlib import Path

from arango_fastbatch.sandbox import Sandbox

HERE = Path(__file__).parent
RECORDED = HERE.parent / "data" / "programs"


def record(peer_python: str, program: str) -> None:
    """Run a program, and keep what it says."""
    with Sandbox(server_version="3.11", root_password="passwd") as url:
        command = [peer_python, "-W", "ignore", HERE / f"{program}.py", url]
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    RECORDED.mkdir(exist_ok=True)
    (RECORDED / f"{program}.jsonl").write_bytes(said)


if __name__ == "__main__":
    record(sys.argv[1], "school")
