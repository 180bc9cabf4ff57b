"""Rows nearest to a decision boundary, found by halving the way between rows that differ."""

from collections.abc import Callable

import numpy as np

from .outputs import Array, Batch, Outputs, count_rows, join_batches, take_rows
from .source import Schema

Ask = Callable[[Batch], Outputs]


def seek_boundaries(
    ask: Ask, schema: Schema, batch: Batch, answers: Outputs, random: np.random.Generator
) -> Batch | None:
    """Both sides of where a label changes, or where a number jumps most; None without any.

    All rows are exact in single precision: a model of single precision has no excuse for them.
    """
    pairs = pick_pairs(answers, schema.pairs, random)
    if pairs is None:
        return None
    a, b = take_rows(batch, pairs[0]), take_rows(batch, pairs[1])
    count = count_rows(a)
    low, high = np.zeros(count), np.ones(count)
    left, right = ask(schema.mix(a, b, low)), ask(schema.mix(a, b, high))
    for _ in range(schema.steps):
        middle = (low + high) / 2
        found = ask(schema.mix(a, b, middle))
        goes_left = is_nearer(left, found, right)
        low, high = np.where(goes_left, middle, low), np.where(goes_left, high, middle)
        left, right = choose(goes_left, found, left), choose(~goes_left, found, right)
    return join_batches([schema.mix(a, b, low), schema.mix(a, b, high)])


def pick_pairs(
    answers: Outputs, count: int, random: np.random.Generator
) -> tuple[Array, Array] | None:
    """Rows of different labels; without labels, of different numbers."""
    keys = find_keys(answers)
    size = len(keys)
    if size < 2:
        return None
    first, second = random.integers(0, size, (2, count * 20))
    unlike = keys[first] != keys[second]
    first, second = first[unlike][:count], second[unlike][:count]
    return (first, second) if len(first) else None


def find_keys(answers: Outputs) -> Array:
    """One label or number per row [N]."""
    if answers.labels is not None:
        flat = answers.labels.reshape(len(answers.labels), -1)
        return np.array([" ".join(map(str, row)) for row in flat])
    numbers = next(iter(answers.numbers.values()), np.zeros(0))
    return (
        np.asarray(numbers, np.float64).reshape(len(numbers), -1)[:, 0] if numbers.size else numbers
    )


def is_nearer(left: Outputs, found: Outputs, right: Outputs) -> Array:
    """Whether the middle belongs to the left side, so that the change is on its right."""
    a, middle, b = find_keys(left), find_keys(found), find_keys(right)
    if found.labels is not None:
        return np.asarray(middle == a)
    return np.asarray(np.abs(middle - a) <= np.abs(b - middle))


def choose(where: Array, new: Outputs, old: Outputs) -> Outputs:
    rows = np.arange(len(where))
    labels = new.labels
    if new.labels is not None and old.labels is not None:
        mask = where.reshape(-1, *[1] * (new.labels.ndim - 1))
        labels = np.where(mask, new.labels, old.labels)
    numbers = {}
    for name, values in new.numbers.items():
        mask = where.reshape(-1, *[1] * (values.ndim - 1))
        numbers[name] = np.where(mask, values, old.numbers[name])
    return Outputs(new.kind, labels, numbers, new.classes).take(rows)
