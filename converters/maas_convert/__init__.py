"""Turns fitted models into ONNX bundles, and proves that they answer as before.

import maas_convert
maas_convert.write(maas_convert.convert(model, data=frame), "bundle/")
"""

from pathlib import Path
from typing import Any

from pandas import DataFrame

from .bundle import write_bundle
from .convert import ROWS, TOLERANCE, Result, convert_source
from .errors import (
    ConvertError,
    MissingExtraError,
    NotEqualError,
    UntrustedError,
    UsageError,
)
from .open import open_file, open_object
from .options import Options

__all__ = [
    "ConvertError",
    "MissingExtraError",
    "NotEqualError",
    "Result",
    "UntrustedError",
    "UsageError",
    "convert",
    "write",
]
__version__ = "0.1.0"


def convert(
    model: Any,
    data: Any = None,
    *,
    target: str | None = None,
    tolerance: float = TOLERANCE,
    rows: int = ROWS,
    seed: int = 0,
    task: str | None = None,
    labels: tuple[str, ...] | list[str] = (),
    example_inputs: Any = None,
    exporter: str = "auto",
    trust_pickle: bool = False,
) -> Result:
    """Converts a fitted model, or the file or folder of one, and compares the two.

    `data` is a DataFrame, an array, a list of texts, or arrays by name; without it rows are drawn
    that cover what the model knows of its columns. `tolerance` is relative where a number is above
    1. A model that differs is no error here: ask `result.is_equal`; `write` refuses it.

    Raises ConvertError and its kinds.
    """
    if example_inputs is None and not isinstance(data, DataFrame):
        # The data itself shows what a network reads.
        example_inputs = data
    options = Options(task, tuple(labels), example_inputs, exporter)
    is_file = isinstance(model, (str, Path))
    source = (
        open_file(Path(model), options, trust_pickle=trust_pickle)
        if is_file
        else open_object(model, options)
    )
    return convert_source(source, data, target=target, tolerance=tolerance, rows=rows, seed=seed)


def write(result: Result, folder: str | Path, *, one_file: bool = False) -> list[Path]:
    """Writes bundle and report. Raises NotEqualError where the model differs."""
    return write_bundle(result, Path(folder), one_file=one_file)
