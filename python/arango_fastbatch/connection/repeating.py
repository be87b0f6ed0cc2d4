"""What may be sent again, and after which pause."""

from __future__ import annotations

import asyncio
import random
import ssl

import aiohttp

from arango_fastbatch import codec
from arango_fastbatch.errno import HTTP_SERVICE_UNAVAILABLE, QUEUE_FULL
from arango_fastbatch.exceptions import ServerConnectionError, ServerUnreachableError
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response

# Seconds before the first repeat that has to wait; each further one waits twice as long.
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 5.0

# The errors of a 503 with which arangod has executed nothing: it starts, is in maintenance, or its
# queue is full. None: what stands before it found no server. With others, such as a lost
# leadership, or a shutdown in the middle, a part may have been executed.
_NOT_EXECUTED = frozenset({None, HTTP_SERVICE_UNAVAILABLE, QUEUE_FULL})
_UNAVAILABLE = 503
BUSY = frozenset({429, _UNAVAILABLE})
"""Statuses of who has no time; the body tells whether for nothing of it."""
_JOB_ID = "x-arango-async-id"


def may_pass(error: ServerUnreachableError) -> bool:
    """Whether a host that could not be reached may be so a moment later.

    Args:
        error: Why it could not. What two ends cannot agree on in TLS, such as a certificate, they
            will not agree on then.
    """
    return not isinstance(error.__cause__, (aiohttp.ClientSSLError, ssl.SSLError))


def may_follow_loss(request: Request, error: ServerConnectionError) -> bool:
    """Whether a request may be sent again after its connection broke on the way.

    Args:
        request: The request; something of it was sent.
        error: What became of it. After a time-out it is not sent again: who is silent for that
            long does not need more to do, and the caller has waited long enough.
    """
    return request.is_safe and not isinstance(error.__cause__, asyncio.TimeoutError)


def may_follow_answer(request: Request, response: Response) -> bool:
    """Whether an answer says that nothing was executed for now, so that it may be asked again.

    Args:
        request: The request.
        response: Its answer, with its body unread.
    """
    if response.status_code != _UNAVAILABLE:
        return False
    if any(name.lower() == _JOB_ID for name in response.headers):
        # The result of an async job: the server has run it, and has forgotten it by now.
        return False
    return request.is_safe or executed_nothing(response)


def executed_nothing(response: Response) -> bool:
    """Whether a 503 says that nothing was executed.

    Args:
        response: The answer, with its body unread.
    """
    return _error_number(response) in _NOT_EXECUTED


def was_refused(response: Response) -> bool:
    """Whether what a stream of requests holds as a refusal says that nothing was executed.

    Args:
        response: The answer, with its body unread.
    """
    return response.status_code not in BUSY or executed_nothing(response)


def _error_number(response: Response) -> int | None:
    body = codec.decode(response.content)
    return body.get("errorNum") if isinstance(body, dict) else None


async def pause(number: int) -> None:
    """Wait before a repeat: longer each time, up to a limit, and never all clients at once.

    Args:
        number: How many pauses there were before.
    """
    # Without a bound the power itself would be the longest wait.
    seconds = min(_FIRST_PAUSE * 2 ** min(number, 16), _LONGEST_PAUSE)
    await asyncio.sleep(seconds * random.uniform(0.5, 1))  # noqa: S311 - no secret
