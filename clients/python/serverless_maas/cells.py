"""Values of Python, pandas and NumPy, as JSON has them."""

from __future__ import annotations

import base64
import io
import json
import math
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any


def to_cell(cell: Any) -> Any:
    """A missing value is null, a time a text, a number of NumPy or a Decimal a number."""
    cell = to_scalar(cell)
    if cell is None or isinstance(cell, str | bool | int):
        return cell
    if isinstance(cell, float):
        if math.isinf(cell):
            raise ValueError("A cell is infinite, which JSON cannot say; send a number or NaN.")
        return None if math.isnan(cell) else cell
    if isinstance(cell, bytes | bytearray | Path | Mapping | list | tuple | set):
        raise TypeError(f"A cell of a table is a number or a text; got {cell!r:.60}.")
    return to_text(cell)


def to_text(cell: Any) -> str | None:
    text = cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
    return None if text in ("NaT", "<NA>", "NaN") else text


def to_scalar(cell: Any) -> Any:
    if isinstance(cell, Decimal):
        return float(cell)
    # Times of NumPy, whose item is a number of nanoseconds.
    if getattr(getattr(cell, "dtype", None), "kind", "") in ("m", "M"):
        return None if str(cell) == "NaT" else str(cell)
    if hasattr(cell, "item") and getattr(cell, "size", 1) == 1:
        return cell.item()
    return cell.tolist() if hasattr(cell, "tolist") else cell


def to_json(body: object) -> bytes:
    """Arrays and numbers of NumPy, times and Decimals may stand in it anywhere."""
    return json.dumps(body, ensure_ascii=False, allow_nan=False, default=to_member).encode()


def to_member(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "isoformat") or isinstance(value, Decimal):
        return to_cell(value)
    raise TypeError(f"JSON has no {type(value).__name__}; got {value!r:.60}.")


def is_picture(item: object) -> bool:
    """Bytes, a path, an open file, or a picture of PIL."""
    return isinstance(item, bytes | bytearray | Path) or is_open(item) or hasattr(item, "getbands")


def is_open(item: object) -> bool:
    return hasattr(item, "read") and hasattr(item, "readable")


def to_image(image: Any) -> str:
    return base64.b64encode(read_picture(image)).decode("ascii")


def read_picture(image: Any) -> bytes:
    if isinstance(image, Path):
        return image.expanduser().read_bytes()
    if hasattr(image, "getbands"):
        return to_png(image)
    return read_open(image) if is_open(image) else bytes(image)


def read_open(file: Any) -> bytes:
    content = file.read()
    if isinstance(content, str):
        raise TypeError("The file is open as a text: open(path, 'rb') reads its bytes.")
    return bytes(content)


def to_png(image: Any) -> bytes:
    written = io.BytesIO()
    is_known = image.mode in ("1", "L", "LA", "I", "P", "RGB", "RGBA")
    (image if is_known else image.convert("RGB")).save(written, format="PNG")
    return written.getvalue()
