"""What differs between the two worlds; `_async/concurrency.py` is its other half."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

pause = time.sleep


def run_all(call: Callable[[A], B], items: Sequence[A], parallel: int) -> list[B]:
    """Each item's answer, in order, so many at a time; the first failure ends all."""
    if len(items) <= 1 or parallel <= 1:
        return [call(item) for item in items]
    with ThreadPoolExecutor(parallel) as pool:
        tasks = [pool.submit(call, item) for item in items]
        try:
            return [task.result() for task in tasks]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def off_loop(call: Callable[[], B]) -> B:
    return call()


def stream(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """A body as it is read."""
    return pieces
