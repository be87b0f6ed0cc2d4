"""Writes that belong together: all of them are seen at the end, or none ever."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from .faults import ArangoFault, LockedFault
from .store.journal import Journal
from .turns import in_turns

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .message import Request


@asynccontextmanager
async def writing(request: Request) -> AsyncIterator[Journal]:
    """The journal for what a request writes: that of its transaction, or one of its own.

    What fails is taken back; what succeeds outside of a transaction is seen from then on.

    Raises:
        LockedFault: A write failed at the lock of another writer.
    """
    transaction = request.transaction
    journal = transaction.journal if transaction is not None else Journal()
    mark = journal.mark()
    journal.blocked = None
    try:
        yield journal
    except ArangoFault as fault:
        await in_turns(journal.undo_steps(mark))
        if transaction is None:
            journal.close()
        blocked = journal.blocked
        if blocked is not None and blocked.errno == fault.errno:
            patience = blocked.patience
            raise LockedFault(fault.status, fault.errno, fault.message, patience) from None
        raise
    except BaseException:
        # Whoever wants this to end at once does not wait for turns.
        journal.undo(mark)
        if transaction is None:
            journal.close()
        raise
    if transaction is None:
        journal.close()
        await in_turns(journal.settle_steps())
