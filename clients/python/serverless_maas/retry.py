"""When a request is sent again, and after how long."""

from __future__ import annotations

import random

NOT_TAKEN = frozenset({429, 503})
"""Not taken, so that it can be sent again whatever it was."""
UNKNOWN = NOT_TAKEN | {500, 502, 504}
"""Of a gateway that does not know what became of it."""
STORE_BUSY = frozenset({409})
"""Of S3, which is busy with another request for the same key, and asks for another attempt."""
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 10.0


def may_repeat(status: int, idempotent: bool) -> bool:
    return status in (UNKNOWN if idempotent else NOT_TAKEN)


def draw_wait(attempt: int, retry_after: str | None = None) -> float:
    """Seconds: what the service asks for, else at random within a time that doubles."""
    if retry_after is not None and retry_after.isdecimal():
        return min(LONGEST_WAIT_S, float(retry_after))
    return random.uniform(0, min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0**attempt))
