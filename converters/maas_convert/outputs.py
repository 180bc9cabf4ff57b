"""What a model says of rows, whichever framework runs it."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
# Arrays that share their first axis: columns of a table, texts, or tensors.
Batch = dict[str, Array]


class Kind(Enum):
    """What the outputs mean; it decides on the margin of a row and on the records of samples."""

    CLASSES = "classes"
    TAGS = "tags"
    SEVERAL = "several labels"
    CLUSTERS = "clusters"
    MIXTURE = "mixture"
    OUTLIERS = "outliers"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class Outputs:
    """Answers on N rows: labels [N] or [N, K], and numbers [N, …] by output."""

    kind: Kind
    labels: Array | None
    numbers: dict[str, Array] = field(default_factory=dict)
    # In the order of the scores' columns, where there are classes.
    classes: tuple[Any, ...] = ()

    def take(self, rows: Array) -> "Outputs":
        labels = None if self.labels is None else self.labels[rows]
        return Outputs(
            self.kind, labels, {k: v[rows] for k, v in self.numbers.items()}, self.classes
        )

    def find_margins(self) -> Array:
        """How far each row [N] is from another label; NaN where no number tells."""
        scores = next(iter(self.numbers.values()), None)
        if self.labels is None or scores is None or len(scores) == 0:
            return np.full(0 if self.labels is None else len(self.labels), np.nan)
        return find_margins(self.kind, scores)


def find_margins(kind: Kind, scores: Array) -> Array:
    flat = np.asarray(scores, np.float64).reshape(len(scores), -1)
    if kind is Kind.OUTLIERS:
        return np.abs(flat[:, 0])
    if kind is Kind.TAGS:
        middle = 0.5 if flat.size and flat.min() >= 0 and flat.max() <= 1 else 0.0
        return np.asarray(np.abs(flat - middle).min(axis=1))
    if kind is Kind.SEVERAL:
        return np.full(len(flat), np.nan)
    if flat.shape[1] == 1:
        return np.abs(flat[:, 0])
    ordered = np.sort(flat, axis=1)
    best = ordered[:, 1] - ordered[:, 0] if kind is Kind.CLUSTERS else None
    return np.asarray(ordered[:, -1] - ordered[:, -2] if best is None else best)


def count_rows(batch: Batch) -> int:
    return len(next(iter(batch.values())))


def take_rows(batch: Batch, rows: Any) -> Batch:
    return {name: values[rows] for name, values in batch.items()}


def join_batches(batches: list[Batch]) -> Batch:
    return {name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]}


def join_outputs(parts: list[Outputs]) -> Outputs:
    first = parts[0]
    labels = None if first.labels is None else np.concatenate([p.labels for p in parts])
    numbers = {
        name: np.concatenate([part.numbers[name] for part in parts]) for name in first.numbers
    }
    return Outputs(first.kind, labels, numbers, first.classes)
