"""Rows as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from .cells import to_cell
from .inputs import is_frame, read_frame

if TYPE_CHECKING:
    import pandas

Lines = Union[str, bytes, Path, Sequence[Mapping[str, Any]], "pandas.DataFrame"]
"""Rows (a frame, mappings), a file, or the lines themselves."""


def write_lines(rows: Lines) -> bytes:
    """A member for each column, a line for each row."""
    if isinstance(rows, Path):
        return rows.expanduser().read_bytes()
    if isinstance(rows, str | bytes):
        return rows.encode() if isinstance(rows, str) else rows
    items = read_frame(rows, None).items if is_frame(rows) else rows
    return b"".join(write_line(item) for item in items)


def write_line(item: Any) -> bytes:
    if not isinstance(item, Mapping):
        raise ValueError(f"A row is a mapping of names to values; got {item!r}.")
    cells = {str(name): to_cell(cell) for name, cell in item.items()}
    return json.dumps(cells, ensure_ascii=False, allow_nan=False).encode() + b"\n"
