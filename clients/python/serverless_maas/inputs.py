"""What `predict` takes, as bodies of requests."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    import numpy
    import pandas

MEMBERS = ("text", "text_pair", "question", "context", "image")
"""Members of a request that hold the inputs of a task."""

Data = Union[
    str,
    bytes,
    Path,
    Mapping[str, Any],
    Sequence[Any],
    "pandas.DataFrame",
    "pandas.Series[Any]",
    "numpy.ndarray[Any, Any]",
]
"""A text or texts, rows (a frame, an array, lists, mappings), pictures (bytes, paths), a body."""


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
    if isinstance(data, bytes | Path):
        return {"image": to_image(data)}
    items = to_list(data)
    if not items:
        raise ValueError("There is nothing to ask: the list is empty.")
    if all(isinstance(item, str) for item in items):
        return Inputs("text", items)
    if all(isinstance(item, bytes | Path) for item in items):
        return Inputs("image", [to_image(item) for item in items])
    if all(isinstance(item, Mapping) for item in items):
        return read_mappings(items)
    if all(is_sequence(item) for item in items):
        return Inputs("rows", [[to_cell(cell) for cell in to_list(item)] for item in items])
    raise TypeError(
        "Inputs must be all texts, all pictures (bytes or paths), or all rows (lists or mappings); "
        f"got {sorted({type(item).__name__ for item in items})}."
    )


def read_mappings(items: list[Any]) -> Inputs:
    """Questions and pairs of texts, or rows by column."""
    names = list(items[0])
    if set(names) <= set(MEMBERS) and all(list(item) == names for item in items):
        return Inputs("members", items)
    return Inputs("rows", [{name: to_cell(cell) for name, cell in item.items()} for item in items])


def read_frame(frame: Any, column: str | None) -> Inputs:
    if len(frame) == 0:
        raise ValueError("There is nothing to ask: the table has no rows.")
    names = [str(name) for name in frame.columns]
    if column is not None:
        if column not in names:
            raise ValueError(f"The table has no column {column!r}; it has {', '.join(names)}.")
        return Inputs("text", [str(cell) for cell in frame[column].tolist()])
    columns = [frame.iloc[:, at].tolist() for at in range(len(names))]
    rows = [
        {name: to_cell(cell) for name, cell in zip(names, cells, strict=True)}
        for cells in zip(*columns, strict=True)
    ]
    return Inputs("members" if set(names) <= set(MEMBERS) else "rows", rows)


def is_frame(data: object) -> bool:
    return hasattr(data, "columns") and hasattr(data, "iloc")


def is_sequence(item: object) -> bool:
    return hasattr(item, "tolist") or (isinstance(item, Sequence) and not isinstance(item, str))


def to_list(data: Any) -> list[Any]:
    """NumPy's and pandas' own, too."""
    listed = data.tolist() if hasattr(data, "tolist") else list(data)
    return listed if isinstance(listed, list) else [listed]


def to_cell(cell: Any) -> Any:
    """As JSON has it: a missing value is null, a time a text, a NumPy number a number."""
    cell = cell.item() if hasattr(cell, "item") else cell
    if cell is None or isinstance(cell, str | bool | int):
        return cell
    if isinstance(cell, float):
        if math.isinf(cell):
            raise ValueError("A cell is infinite, which JSON cannot say; send a number or NaN.")
        return None if math.isnan(cell) else cell
    text = cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
    return None if text in ("NaT", "<NA>", "NaN") else text


def to_image(image: bytes | Path) -> str:
    content = image if isinstance(image, bytes) else image.expanduser().read_bytes()
    return base64.b64encode(content).decode("ascii")
