"""What `predict` takes, as bodies of requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Number
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Union

from .cells import is_picture, to_cell, to_image

if TYPE_CHECKING:
    import numpy
    import pandas

MEMBERS = ("text", "text_pair", "question", "context", "image")
"""Members of a request that hold the inputs of a task."""

Data = Union[
    str,
    bytes,
    Path,
    IO[bytes],
    Mapping[str, Any],
    Sequence[Any],
    "pandas.DataFrame",
    "pandas.Series[Any]",
    "numpy.ndarray[Any, Any]",
]
"""A text or texts, rows (a frame, an array, lists, mappings), a body, or pictures: bytes, paths,
open files, PIL's."""


@dataclass(frozen=True)
class Inputs:
    """As many of one kind as there are, cut into batches."""

    member: str
    """Of the request, as `text` or `rows`; `members` where `items` are mappings of several."""
    items: Sequence[Any]

    def to_bodies(
        self, batch: int, parameters: Mapping[str, Any]
    ) -> list[tuple[int, dict[str, Any]]]:
        """Each with the number of its first input."""
        bodies = []
        for start in range(0, len(self.items), batch):
            part = self.items[start : start + batch]
            bodies.append((start, {**self._to_members(part), **parameters}))
        return bodies

    def _to_members(self, part: Sequence[Any]) -> dict[str, Any]:
        if self.member != "members":
            return {self.member: list(part)}
        return {name: [item[name] for item in part] for name in part[0]}


def read_inputs(data: Data, column: str | None = None) -> Inputs | dict[str, Any]:
    """Inputs, or a body that is sent as it is."""
    if is_frame(data):
        return read_frame(data, column)
    if column is not None:
        raise ValueError("`column` names a column of a DataFrame; the data is none.")
    if isinstance(data, Mapping):
        return dict(data)
    if isinstance(data, str):
        return {"text": data}
    if is_picture(data):
        return {"image": to_image(data)}
    if not hasattr(data, "tolist") and not isinstance(data, Iterable):
        raise TypeError(
            "Give a text, a picture, rows (lists or mappings), a list of these, or a DataFrame; "
            f"got {data!r}."
        )
    items = to_list(data)
    if not items:
        raise ValueError("There is nothing to ask: the list is empty.")
    if all(isinstance(item, str) for item in items):
        return Inputs("text", items)
    if all(is_picture(item) for item in items):
        return Inputs("image", [to_image(item) for item in items])
    if all(isinstance(item, Mapping) for item in items):
        return read_mappings(items)
    if all(is_sequence(item) for item in items):
        return read_rows(items)
    raise TypeError(
        "Inputs must be all texts, all pictures (bytes or paths), or all rows (lists or mappings); "
        f"got {sorted({type(item).__name__ for item in items})}.{find_advice(items)}"
    )


def find_advice(items: list[Any]) -> str:
    """For texts of which some are missing, and for one row."""
    if any(isinstance(item, str) for item in items) and any(is_missing(item) for item in items):
        return " A text is missing: texts.fillna('') or texts.dropna()."
    if all(isinstance(item, str | Number) for item in items):
        return " One row is a list in a list, [[5.1, 3.5]], or frame.iloc[[0]]."
    return ""


def read_rows(items: list[Any]) -> Inputs:
    rows = [to_list(item) for item in items]
    if any(isinstance(cell, list) for row in rows for cell in row):
        raise TypeError(
            "An array of three dimensions and more is no table: pictures go as bytes, paths or "
            "PIL's (Image.fromarray(array)), tensors by infer()."
        )
    return Inputs("rows", [[to_cell(cell) for cell in row] for row in rows])


def read_mappings(items: list[Any]) -> Inputs:
    """Questions and pairs of texts, or rows by column."""
    names = list(items[0])
    if set(names) <= set(MEMBERS) and all(list(item) == names for item in items):
        return Inputs(
            "members",
            [{name: to_named(name, cell) for name, cell in item.items()} for item in items],
        )
    return Inputs("rows", [{name: to_cell(cell) for name, cell in item.items()} for item in items])


def to_named(name: str, cell: Any) -> Any:
    """A text, or a picture, which may be in base64 already."""
    return to_image(cell) if name == "image" and is_picture(cell) else to_cell(cell)


def read_frame(frame: Any, column: str | None) -> Inputs:
    if len(frame) == 0:
        raise ValueError("There is nothing to ask: the table has no rows.")
    names = [str(name) for name in frame.columns]
    twice = next((name for name, count in Counter(names).items() if count > 1), None)
    if twice is not None:
        raise ValueError(f"The table has several columns {twice!r}: rename or drop them.")
    if column is not None:
        if column not in names:
            raise ValueError(f"The table has no column {column!r}; it has {', '.join(names)}.")
        return Inputs("text", read_texts(frame.iloc[:, names.index(column)], column))
    columns = [frame.iloc[:, at].tolist() for at in range(len(names))]
    rows = [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]
    return read_mappings(rows)


def read_texts(series: Any, column: str) -> list[str]:
    cells = series.tolist()
    for at, cell in enumerate(cells):
        if is_missing(cell):
            raise ValueError(
                f"Column {column!r} has no text in row {series.index[at]}: "
                f"frame[{column!r}].fillna('') or frame.dropna(subset=[{column!r}])."
            )
    return [str(cell) for cell in cells]


def is_missing(cell: Any) -> bool:
    return cell is None or (not isinstance(cell, str) and to_cell(cell) is None)


def is_frame(data: object) -> bool:
    return hasattr(data, "columns") and hasattr(data, "iloc")


def is_sequence(item: object) -> bool:
    return hasattr(item, "tolist") or (isinstance(item, Sequence) and not isinstance(item, str))


def to_list(data: Any) -> list[Any]:
    """NumPy's and pandas' own, too."""
    listed = data.tolist() if hasattr(data, "tolist") else list(data)
    return listed if isinstance(listed, list) else [listed]
