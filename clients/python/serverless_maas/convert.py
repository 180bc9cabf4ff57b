"""A fitted model as a bundle: `pip install maas-convert`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


def is_fitted(source: object) -> bool:
    """Whether it is a model in memory, and no file, folder or bytes."""
    return not isinstance(source, str | Path | bytes | Mapping)


def convert_to(folder: Path, fitted: object, task: str | None, data: Any) -> None:
    """Raises what maas-convert does: NotEqualError where the two differ."""
    try:
        import maas_convert
    except ImportError as missing:
        raise ImportError(
            f"A fitted {type(fitted).__name__} is turned into ONNX by maas-convert: "
            'pip install "maas-convert[sklearn]" (or the extra of its framework). A file or a '
            "folder needs nothing more."
        ) from missing
    maas_convert.write(maas_convert.convert(fitted, data, task=task), folder)
