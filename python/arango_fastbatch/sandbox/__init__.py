"""An ArangoDB server in memory, for tests and demos.

It stands alone: nothing of the client is used here, so that it can judge the client.
"""

from .embedded import Sandbox

__all__ = ["Sandbox"]
