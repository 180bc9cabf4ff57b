"""Runs the original and the converted model over rows, and takes their time."""

import time
from collections.abc import Callable
from statistics import median

import numpy as np

from .align import align
from .outputs import Batch, Outputs, count_rows, join_outputs, take_rows
from .session import Session
from .source import Recipe, Schema, Source


def ask_original(source: Source, batch: Batch) -> Outputs:
    parts = [source.ask(part) for part in cut(batch, source.schema.chunk)]
    return join_outputs(parts)


def ask_converted(
    session: Session, schema: Schema, recipe: Recipe, batch: Batch, expected: Outputs, size: int = 0
) -> Outputs:
    """In runs of `size` rows; of as many as the schema says where it is 0."""
    chunk = size or schema.chunk
    read = recipe.read or align
    parts = []
    for at, part in enumerate(cut(batch, chunk)):
        rows = np.arange(at * chunk, at * chunk + count_rows(part))
        parts.append(read(session.run(schema.feeds(part, session)), expected.take(rows)))
    return join_outputs(parts)


def cut(batch: Batch, size: int) -> list[Batch]:
    return [
        take_rows(batch, slice(start, start + size)) for start in range(0, count_rows(batch), size)
    ]


def measure_ms(call: Callable[[], object], seconds: float = 0.3, most: int = 30) -> float:
    """Median of calls, in milliseconds, after one that warms up."""
    call()
    times: list[float] = []
    end = time.perf_counter() + seconds
    while len(times) < most and (not times or time.perf_counter() < end):
        begun = time.perf_counter()
        call()
        times.append((time.perf_counter() - begun) * 1_000)
    return median(times)
