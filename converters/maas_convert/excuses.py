"""Rows so near to a boundary that rounding a sum decides on the answer."""

import numpy as np

from .compare import compare
from .outputs import Array, Outputs, count_rows, take_rows
from .rows import Rows
from .run import ask_original
from .source import Source

# How far a row is moved toward others: ten and a hundred times what single precision has, which is
# what the rounding of a sum of some hundred products comes to.
SHIFTS = (*(1e-6,) * 16, *(1e-5,) * 16)


def find_excused(
    source: Source, rows: Rows, actual: Outputs, tolerance: float, random: np.random.Generator
) -> Array:
    """Rows [N] whose label and numbers are each the original's own, a rounding away from them.

    Each by itself: support vector machines take a vote for the label and another for the numbers.
    """
    count = count_rows(rows.batch)
    first = compare(rows.expected, actual)
    has_label, has_numbers = ~first.flipped, first.worst <= tolerance
    for shift in SHIFTS:
        todo = np.flatnonzero(~(has_label & has_numbers))
        if len(todo) == 0:
            break
        others = take_rows(rows.batch, random.integers(0, count, len(todo)))
        share = np.full(len(todo), shift)
        moved = source.schema.mix(take_rows(rows.batch, todo), others, share)
        found = compare(ask_original(source, moved), actual.take(todo))
        has_label[todo] |= ~found.flipped
        has_numbers[todo] |= found.worst <= tolerance
    return np.asarray(has_label & has_numbers)
