"""Truths, as the service takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .answers import Reference
from .cells import to_cell
from .inputs import to_list
from .schemas import SendFeedbackAnswer


def make_truths(references: Sequence[Reference], truth: Any) -> list[dict[str, Any]]:
    """One for each answer; of one answer, the truth itself. What is missing is left out."""
    is_one = isinstance(truth, str | Mapping) or not (
        hasattr(truth, "tolist") or isinstance(truth, Sequence)
    )
    truths = [truth] if is_one else to_list(truth)
    if len(references) == 1 and len(truths) != 1:
        truths = [truths]  # several labels of one answer
    if len(truths) != len(references):
        raise ValueError(
            f"There are {len(references)} answers and {len(truths)} truths: give one for each."
        )
    return [
        {"predictionId": prediction_id, "index": index, "truth": cell}
        for (prediction_id, index), one in zip(references, truths, strict=True)
        if (cell := to_truth(one)) is not None
    ]


def to_truth(truth: Any) -> Any:
    """A label, a number, labels, or one for each name."""
    if isinstance(truth, Mapping):
        return {name: to_cell(one) for name, one in truth.items()}
    if isinstance(truth, list | tuple | set):
        return [to_cell(one) for one in truth]
    return to_cell(truth)


def add_up(results: Sequence[SendFeedbackAnswer]) -> SendFeedbackAnswer:
    """What became of all batches."""
    return {
        "counted": sum(one["counted"] for one in results),
        "repeated": sum(one["repeated"] for one in results),
        "refused": sum(one["refused"] for one in results),
        "results": [result for one in results for result in one["results"]],
    }
