"""A running server, as the rooms of the sandbox see it."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from typing import TYPE_CHECKING

from .access import Authenticator
from .applier import Appliers
from .cursors import Cursors
from .dumps import DumpBatches
from .jobs import Jobs
from .log import Log
from .plan_cache import PlanCache
from .queries import Queries
from .result_cache import ResultCache
from .store.server import Store
from .store.transactions import Transactions
from .store.wal import WriteAheadLog
from .tasks import Tasks
from .users import Users

if TYPE_CHECKING:
    from collections.abc import Callable

    from .dispatch import Dispatcher
    from .settings import Settings


class Server:
    """Everything a handler may need besides its request.

    Args:
        settings: What was chosen about it.
    """

    def __init__(self, settings: Settings) -> None:
        self.profile = profile = settings.profile
        # Requests that are being answered.
        self.in_flight = 0
        self.started = time.time()
        self.request_counts: Counter[str] = Counter()
        self.log = Log()
        self.log.write("INFO", "general", f"ArangoDB {profile.text} sandbox is ready")
        self.tasks = Tasks()
        self.secret = (settings.jwt_secret or secrets.token_hex(32)).encode()
        self.store = Store(profile)
        self.wal = WriteAheadLog(self.store)
        self.users = Users(settings.root_password)
        self.authenticator = Authenticator(self.users, self.secret)
        self.queries = Queries(self.store.clock)
        self.result_cache = ResultCache()
        self.plan_cache = PlanCache()
        self.cursors = Cursors(self.store.clock)
        self.dumps = DumpBatches(self.store.clock)
        self.appliers = Appliers()
        self.jobs = Jobs(self.store.clock)
        self.transactions = Transactions(self.store.clock, profile)
        # Stops the process; None where it is not the server's own.
        self.stop: Callable[[], object] | None = None
        # Certificate and key, where it serves TLS.
        self.tls_pem = b""
        self.dispatcher: Dispatcher
