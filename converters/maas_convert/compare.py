"""One answer beside the other, row by row."""

from dataclasses import dataclass

import numpy as np

from .outputs import Array, Outputs


@dataclass(frozen=True)
class Comparison:
    """Per row [N]; differences are relative where the original's number is above 1."""

    flipped: Array
    margins: Array
    # By output, the greatest of the row.
    differences: dict[str, Array]

    @property
    def worst(self) -> Array:
        """The greatest difference of each row [N], over all outputs."""
        if not self.differences:
            return np.zeros(len(self.flipped))
        return np.asarray(np.maximum.reduce(list(self.differences.values())))

    def is_flipped_beyond(self, tolerance: float, unknown: bool) -> Array:
        """Flips of rows whose margin no rounding explains; `unknown` is for rows without one."""
        beyond = np.where(np.isnan(self.margins), unknown, self.margins > tolerance)
        return np.asarray(self.flipped & beyond)


def compare(expected: Outputs, actual: Outputs) -> Comparison:
    count = count_answers(expected)
    flipped = np.zeros(count, bool)
    if expected.labels is not None and actual.labels is not None:
        flipped = differ(expected.labels, actual.labels)
    differences = {
        name: measure(wanted, actual.numbers[name]) for name, wanted in expected.numbers.items()
    }
    margins = expected.find_margins() if expected.labels is not None else np.full(count, np.nan)
    return Comparison(flipped, margins, differences)


def count_answers(outputs: Outputs) -> int:
    if outputs.labels is not None:
        return len(outputs.labels)
    return len(next(iter(outputs.numbers.values()), ()))


def differ(expected: Array, actual: Array) -> Array:
    """Whether any label of a row is another; 1, 1.0 and True are one label, 'a' is itself."""
    left, right = expected.reshape(len(expected), -1), actual.reshape(len(actual), -1)
    if left.dtype.kind in "biuf" and right.dtype.kind in "biuf":
        return np.asarray((left.astype(np.float64) != right.astype(np.float64)).any(axis=1))
    return np.asarray((left.astype(str) != right.astype(str)).any(axis=1))


def measure(expected: Array, actual: Array) -> Array:
    """The greatest difference of each row, relative where the expected number is above 1.

    NaN is equal to NaN and an infinity to itself; else they are infinitely far from numbers.
    """
    if len(expected) == 0 or expected.size == 0:
        return np.zeros(len(expected))
    wanted = np.asarray(expected, np.float64).reshape(len(expected), -1)
    given = np.asarray(actual, np.float64).reshape(len(actual), -1)
    same = (wanted == given) | (np.isnan(wanted) & np.isnan(given))
    with np.errstate(invalid="ignore", over="ignore"):
        apart = np.abs(wanted - given) / np.maximum(1, np.abs(wanted))
    apart = np.where(same, 0, np.where(np.isfinite(apart), apart, np.inf))
    return np.asarray(apart.max(axis=1))
