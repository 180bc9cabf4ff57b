"""What differs between the two worlds; `_sync/concurrency.py` is written by hand too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

pause = asyncio.sleep


async def run_all(call: Callable[[A], Awaitable[B]], items: Sequence[A], parallel: int) -> list[B]:
    """Each item's answer, in order, so many at a time; the first failure ends all."""
    places = asyncio.Semaphore(parallel)

    async def run(item: A) -> B:
        async with places:
            return await call(item)

    tasks = [asyncio.ensure_future(run(item)) for item in items]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()


async def off_loop(call: Callable[[], B]) -> B:
    """What takes a disk or a processor, and would hold up the event loop."""
    return await asyncio.to_thread(call)


async def stream(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """A body as it is read."""
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece
