"""A running server, as the rooms of the sandbox see it."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from typing import TYPE_CHECKING

from .access import Authenticator
from .cursors import Cursors
from .jobs import Jobs
from .log import Log
from .plan_cache import PlanCache
from .queries import Queries
from .result_cache import ResultCache
from .store.server import Store
from .store.transactions import Transactions
from .tasks import Tasks
from .users import Users

if TYPE_CHECKING:
    from .dispatch import Dispatcher
    from .profile import Profile


class Server:
    """Everything a handler may need besides its request.

    Args:
        profile: The version that is played.
        root_password: The password of ``root``.
        jwt_secret: The secret of the tokens; None: a random one.
    """

    def __init__(self, profile: Profile, root_password: str, jwt_secret: str | None) -> None:
        self.profile = profile
        self.started = time.time()
        self.request_counts: Counter[str] = Counter()
        self.log = Log()
        self.log.write("INFO", "general", f"ArangoDB {profile.text} sandbox is ready")
        self.tasks = Tasks()
        self.secret = (jwt_secret or secrets.token_hex(32)).encode()
        self.store = Store(profile)
        self.users = Users(root_password)
        self.authenticator = Authenticator(self.users, self.secret)
        self.queries = Queries(self.store.clock)
        self.result_cache = ResultCache()
        self.plan_cache = PlanCache()
        self.cursors = Cursors(self.store.clock)
        self.jobs = Jobs(self.store.clock)
        self.transactions = Transactions(self.store.clock, profile)
        self.dispatcher: Dispatcher
