"""Missing words, which the service sends as empty ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..outputs import Array
from .sklearn_options import walk


def is_missing(value: Any) -> bool:
    """NaN and None, as encoders and imputers know a missing word."""
    return value is None or (isinstance(value, float) and np.isnan(value))


@contextmanager
def empty_for_missing(model: Any) -> Iterator[None]:
    """Encoders and imputers know an empty word where they were fitted on a missing one."""
    changed = []
    try:
        for part in walk(model):
            for name, value in list_changes(part):
                changed.append((part, name, getattr(part, name)))
                setattr(part, name, value)
        yield
    finally:
        for part, name, value in changed:
            setattr(part, name, value)


def list_changes(part: Any) -> Iterator[tuple[str, Any]]:
    kind = type(part).__name__
    if kind == "OneHotEncoder":
        yield "categories_", [empty_missing(values) for values in part.categories_]
    has_words = kind == "SimpleImputer" and part.statistics_.dtype == object
    if has_words and is_missing(part.missing_values):
        yield "missing_values", ""


def empty_missing(values: Array) -> Array:
    """Of words; a category of its own stays where the words have an empty one, too."""
    if values.dtype != object or "" in values.tolist():
        return values
    return np.array(["" if is_missing(value) else value for value in values], object)
