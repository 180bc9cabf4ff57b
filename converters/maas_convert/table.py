"""Rows of a table: numbers and words by column, as one matrix or an input per column."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas

from .errors import UsageError
from .outputs import Array, Batch, count_rows
from .session import Session

# What a column is drawn from where nothing is known of it: most tables are scaled so.
UNKNOWN_RANGE = (-3.0, 3.0)


@dataclass(frozen=True)
class Column:
    """A column and what is known of its values."""

    name: str
    is_text: bool = False
    is_whole: bool = False
    low: float | None = None
    high: float | None = None
    # Words, or numbers at which something changes.
    values: tuple[Any, ...] = ()
    may_miss: bool = False
    may_be_unseen: bool = True
    # What stands for none, as the model has it: a number beside NaN, or for a word.
    missing: Any = ""

    def draw(self, count: int, random: np.random.Generator) -> Array:
        if self.is_text:
            words = [*(self.values or ("a", "b")), *self.list_strangers()]
            return np.array(random.choice(np.array(words, object), count), object)
        low, high = self.find_range()
        drawn = random.uniform(low, high, count)
        if self.values and not self.is_whole:
            at = random.choice(np.array(self.values, np.float64), count)
            drawn = np.where(random.random(count) < 0.3, at, drawn)
        if self.is_whole:
            drawn = np.round(drawn)
        if self.may_miss:
            drawn = np.where(random.random(count) < 0.05, np.nan, drawn)
        if isinstance(self.missing, (int, float)):
            drawn = np.where(random.random(count) < 0.05, self.missing, drawn)
        # As the service reads them: what single precision has.
        return drawn.astype(np.float32).astype(np.float64)

    def list_strangers(self) -> list[Any]:
        """Words beside the known ones."""
        missing = [] if isinstance(self.missing, str) else [self.missing]
        return ["unseen", *(missing or [""])] if self.may_be_unseen else missing

    def find_range(self) -> tuple[float, float]:
        if self.low is not None and self.high is not None:
            return self.low, self.high
        numbers = [float(value) for value in self.values if not isinstance(value, str)]
        if not numbers:
            return UNKNOWN_RANGE
        spread = (max(numbers) - min(numbers)) or max(1.0, abs(numbers[0]))
        return min(numbers) - spread * 0.2, max(numbers) + spread * 0.2


@dataclass
class TableSchema:
    """`is_matrix`: one input [N, columns]; else one input [N, 1] per column, in their order."""

    columns: list[Column]
    is_matrix: bool
    has_names: bool
    pairs: int = 64
    steps: int = 40
    chunk: int = 5_000
    names: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = [column.name for column in self.columns]

    def draw(self, count: int, random: np.random.Generator) -> Batch:
        return {column.name: column.draw(count, random) for column in self.columns}

    def mix(self, a: Batch, b: Batch, share: Array) -> Batch:
        """Words are those of `a`; whole numbers stay whole, others what single precision has."""
        return {column.name: mix_column(column, a, b, share) for column in self.columns}

    def feeds(self, batch: Batch, session: Session) -> Batch:
        inputs = list(session.inputs)
        if self.is_matrix:
            name = inputs[0]
            return {name: to_matrix(batch).astype(session.dtype_of(name))}
        return {
            given: to_cells(batch[column], session.dtype_of(given))
            for given, column in zip(inputs, self.names, strict=True)
        }

    def to_body(self, batch: Batch) -> dict[str, Any]:
        cells = [[to_json(value) for value in batch[name]] for name in self.names]
        rows = [list(row) for row in zip(*cells, strict=True)]
        if self.has_names:
            return {"rows": [dict(zip(self.names, row, strict=True)) for row in rows]}
        return {"rows": rows}

    def learn(self, data: Batch) -> None:
        """Takes over the kinds and ranges that the columns of the caller's data have."""
        self.columns = [learn_column(column, data[column.name]) for column in self.columns]


def mix_column(column: Column, a: Batch, b: Batch, share: Array) -> Array:
    left, right = a[column.name], b[column.name]
    if column.is_text or left.dtype == object:
        return left
    mixed = np.asarray(left, np.float64) * (1 - share) + np.asarray(right, np.float64) * share
    if column.is_whole or left.dtype.kind in "iub":
        return np.asarray(np.round(mixed).astype(left.dtype))
    return np.asarray(mixed.astype(np.float32).astype(np.float64))


def learn_column(column: Column, values: Array) -> Column:
    if values.dtype == object and (column.is_text or not are_numbers(values)):
        return replace(column, is_text=True, values=tuple(dict.fromkeys(map(to_text, values))))
    finite = values[np.isfinite(values.astype(np.float64))].astype(np.float64)
    if len(finite) == 0:
        return column
    return replace(
        column,
        is_whole=values.dtype.kind in "iub",
        low=float(finite.min()),
        high=float(finite.max()),
        may_miss=len(finite) < len(values),
    )


def to_matrix(batch: Batch) -> Array:
    return np.stack([np.asarray(values, np.float64) for values in batch.values()], axis=1)


def to_cells(values: Array, dtype: Any) -> Array:
    if dtype is np.object_:
        return np.array([to_text(value) for value in values], object).reshape(-1, 1)
    return np.asarray(values).astype(dtype).reshape(-1, 1)


def to_text(value: Any) -> str:
    """A missing word is empty, as the service takes it."""
    return "" if value is None or value != value else str(value)


def to_json(value: Any) -> Any:
    plain = value.item() if hasattr(value, "item") else value
    if plain is None or plain != plain:
        return None
    return plain


def to_batch(frame: "pandas.DataFrame", columns: Sequence[str]) -> Batch:
    """The columns of a DataFrame by name.

    Raises UsageError naming those that are not there.
    """
    by_name = {str(name): frame[name] for name in frame.columns}
    for name in list(by_name):
        # As LightGBM keeps it.
        by_name.setdefault(name.replace(" ", "_"), by_name[name])
    missing = [name for name in columns if name not in by_name]
    if missing:
        raise UsageError(
            f"The data has no column {', '.join(map(repr, missing))}. It has "
            f"{', '.join(repr(str(name)) for name in frame.columns)}."
        )
    return {name: to_array(by_name[name]) for name in columns}


def to_array(series: Any) -> Array:
    """Numbers as numbers; words with what stands for a missing one in the data, NaN or None."""
    if isinstance(series.dtype, pandas.CategoricalDtype):
        series = series.astype(series.cat.categories.dtype)
    if series.dtype.kind in "iufb" and not series.hasnans:
        return np.asarray(series)
    if series.dtype.kind in "iufb":
        return np.asarray(series.to_numpy(np.float64, na_value=np.nan))
    if series.dtype.kind in "mM":
        series = series.astype(str).where(series.notna(), None)
    values = np.array([np.nan if value is pandas.NA else value for value in series], object)
    if any(isinstance(value, str) for value in values) or not are_numbers(values):
        return values
    return values.astype(np.float64)


def are_numbers(values: Array) -> bool:
    try:
        values.astype(np.float64)
    except (TypeError, ValueError):
        return False
    return True


def to_frame(batch: Batch) -> "pandas.DataFrame":
    return pandas.DataFrame(batch)


def is_empty(batch: Batch) -> bool:
    return count_rows(batch) == 0
