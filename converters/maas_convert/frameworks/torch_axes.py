"""Finds by trying which axes of a network's inputs may have another size."""

from collections.abc import Callable, Iterator

import numpy as np

from ..outputs import Array, Batch, Outputs
from ..tensors import TensorSchema

# Axes by input; the first is always the rows'.
Axes = dict[str, tuple[int, ...]]
Ask = Callable[[Batch], Outputs]
# Rows of the runs that try.
ROWS = 2


def find_axes(ask: Ask, schema: TensorSchema) -> Axes:
    """Axes of one size are tried together first, as ids and masks change together; then alone."""
    example = schema.draw(ROWS, np.random.default_rng(0))
    found: dict[str, set[int]] = {name: {0} for name in example}
    for group in list_groups(example):
        if runs(ask, resize(example, group)):
            for name, axis in group:
                found[name].add(axis)
            continue
        for name, axis in group if len(group) > 1 else []:
            if runs(ask, resize(example, [(name, axis)])):
                found[name].add(axis)
    return {name: tuple(sorted(axes)) for name, axes in found.items()}


def list_groups(example: Batch) -> Iterator[list[tuple[str, int]]]:
    groups: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for name, values in example.items():
        for axis, size in enumerate(values.shape[1:], 1):
            groups.setdefault((axis, size), []).append((name, axis))
    yield from groups.values()


def resize(example: Batch, group: list[tuple[str, int]], more: int = 1) -> Batch:
    """The axes of a group longer by `more`: what is there is repeated."""
    resized = dict(example)
    for name, axis in group:
        size = resized[name].shape[axis]
        resized[name] = np.take(resized[name], np.arange(size + more) % size, axis=axis)
    return resized


def runs(ask: Ask, batch: Batch) -> bool:
    """Whether the module takes them twice as a matter of course: one more, and four more."""
    try:
        numbers = ask(batch).numbers
    except Exception:  # modules refuse shapes in their own ways
        return False
    return all(is_finite(values) for values in numbers.values())


def is_finite(values: Array) -> bool:
    return values.dtype.kind not in "f" or bool(np.isfinite(values).all())


def batch_alone(axes: Axes) -> Axes:
    return dict.fromkeys(axes, (0,))


def list_trials(example: Batch, axes: Axes) -> Iterator[Batch]:
    """Inputs with each group of the free axes longer, and with other numbers of rows."""
    for rows in (1, 5):
        yield {
            name: np.resize(values, (rows, *values.shape[1:])) for name, values in example.items()
        }
    for group in list_groups(example):
        free = [(name, axis) for name, axis in group if axis in axes[name]]
        if free:
            yield resize(example, free, 3)
