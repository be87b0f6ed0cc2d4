"""What the wrapper for Foxx has."""

from __future__ import annotations

from arango_fastbatch.context import C_co
from arango_fastbatch.foxx.running import Running
from arango_fastbatch.foxx.services import Services
from arango_fastbatch.foxx.settings import Settings


class Foxx(Services[C_co], Settings[C_co], Running[C_co]):
    """Foxx services: JavaScript that the server runs; servers from 4.0 on have none.

    Args:
        connection: What sends requests.
        executor: What decides when they run.
    """

    def __repr__(self) -> str:
        return f"<Foxx in {self.db_name}>"
