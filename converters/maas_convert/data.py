"""The caller's data, in whatever form it comes, as rows of the model."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas

from .errors import UsageError
from .outputs import Batch, count_rows, take_rows
from .source import Schema, Source
from .table import TableSchema, to_batch
from .tensors import TensorSchema


@dataclass(frozen=True)
class Data:
    batch: Batch
    # How the report calls it: the caller's, or drawn by us.
    name: str


def read_data(path: Path) -> Any:
    """A DataFrame, arrays by name, or a list of texts.

    Raises UsageError where the file is of no known kind.
    """
    if not path.is_file():
        raise UsageError(f"There is no file {str(path)!r} to read data from.")
    kind = path.suffix.lower()
    if kind == ".csv":
        return pandas.read_csv(path)
    if kind == ".parquet":
        return pandas.read_parquet(path)
    if kind in (".jsonl", ".ndjson"):
        lines = path.read_text("utf-8").splitlines()
        return pandas.DataFrame([json.loads(line) for line in lines if line.strip()])
    if kind == ".txt":
        return path.read_text("utf-8").splitlines()
    if kind == ".npz":
        with np.load(path, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    if kind == ".npy":
        return np.load(path, allow_pickle=False)
    raise UsageError(
        f"{path.name!r}: data is read from .csv, .parquet, .jsonl, .txt (one text a line), .npz "
        "and .npy."
    )


def gather_data(
    source: Source, given: Any, target: str | None, count: int, random: np.random.Generator
) -> Data:
    """At most `count` of the caller's rows, picked evenly; without any, rows that are drawn."""
    if given is None:
        return Data(source.schema.draw(count, random), "drawn: no data was given")
    batch = to_rows(source.schema, given, target)
    size = count_rows(batch)
    if size == 0:
        raise UsageError("The data has no rows.")
    if isinstance(source.schema, TableSchema):
        source.schema.learn(batch)
    few = np.unique(np.linspace(0, size - 1, min(size, count)).astype(int))
    name = "your data" if size <= count else f"your data, {len(few)} of {size} rows"
    return Data(take_rows(batch, few), name)


def to_rows(schema: Schema, given: Any, target: str | None) -> Batch:
    if isinstance(schema, TableSchema):
        return to_table(schema, given, target)
    if not isinstance(schema, TensorSchema):
        return {"text": to_texts(given)}
    if isinstance(given, pandas.DataFrame):
        given = given.drop(columns=[target] if target else []).to_numpy()
    if not isinstance(given, dict):
        given = {schema.specs[0].name: np.asarray(given)}
    return schema.check(given)


def to_table(schema: TableSchema, given: Any, target: str | None) -> Batch:
    frame = given if isinstance(given, pandas.DataFrame) else pandas.DataFrame(as_matrix(given))
    if target is not None:
        if target not in frame.columns:
            raise UsageError(f"The data has no column {target!r} to leave out as the target.")
        frame = frame.drop(columns=[target])
    if schema.has_names and isinstance(given, pandas.DataFrame):
        return to_batch(frame, schema.names)
    if len(frame.columns) != len(schema.names):
        raise UsageError(
            f"The model reads {len(schema.names)} columns and the data has {len(frame.columns)}. "
            "Name the target with --target if it is among them."
        )
    frame = frame.set_axis(schema.names, axis=1)
    return to_batch(frame, schema.names)


def as_matrix(given: Any) -> Any:
    if isinstance(given, dict):
        if len(given) != 1:
            raise UsageError(f"A table is one array; the data has {', '.join(given)}.")
        return next(iter(given.values()))
    return given


def to_texts(given: Any) -> Any:
    if isinstance(given, pandas.DataFrame):
        column = "text" if "text" in given.columns else given.columns[0]
        given = given[column].fillna("").tolist()
    return np.array([str(text) for text in given], object)
