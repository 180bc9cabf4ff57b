"""Lines of samples.jsonl: what the service is asked at upload, and must answer."""

import json
from typing import Any

import numpy as np

from .outputs import Array, Outputs, count_rows, take_rows
from .parity import Parity, RowSet
from .source import Source
from .tensors import to_tensor

SAMPLES = 20
# A row that is this many tolerances from another label is safe from rounding on another machine.
SAFE_MARGINS = 10


def make_samples(source: Source, parity: Parity, tolerance: float) -> str:
    """Half of them as they come, half those that differ most; none beside a boundary."""
    given = parity.sets[0]
    lines = []
    for row in pick_rows(given, tolerance):
        part, answer = take_rows(given.batch, np.array([row])), given.expected.take(np.array([row]))
        lines.append(json.dumps(make_sample(source, part, answer, tolerance), ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines)


def pick_rows(given: RowSet, tolerance: float) -> Array:
    margins, worst = given.comparison.margins, given.comparison.worst
    is_safe = ~given.comparison.flipped & ~(margins <= SAFE_MARGINS * tolerance)
    safe = np.flatnonzero(is_safe & ~given.find_faults(tolerance))
    hardest = safe[np.argsort(-worst[safe], kind="stable")]
    half = SAMPLES // 2
    return np.unique(np.concatenate([safe[:half], hardest[:half]]))


def make_sample(source: Source, batch: Any, answer: Outputs, tolerance: float) -> dict[str, Any]:
    if source.make_sample is not None:
        return {**source.make_sample(batch), "tolerance": tolerance}
    if source.to_records is None:
        return make_tensor_sample(source, batch, answer, tolerance)
    body = {**source.schema.to_body(batch), **source.body}
    return {"input": body, "output": source.to_records(answer), "tolerance": tolerance}


def make_tensor_sample(
    source: Source, batch: Any, answer: Outputs, tolerance: float
) -> dict[str, Any]:
    """In the form of the Open Inference Protocol, for what has no records."""
    count = count_rows(batch)
    outputs = [
        {"name": name, "data": to_tensor(name, values)["data"]}
        for name, values in answer.numbers.items()
        if len(values) == count
    ]
    return {
        "input": source.schema.to_body(batch),
        "output": {"outputs": outputs},
        "tolerance": tolerance,
    }
