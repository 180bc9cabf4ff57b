"""From a fitted model to an ONNX model that was seen to answer as it does."""

import shutil
import tempfile
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from .data import gather_data
from .errors import ConvertError, UnknownPartError
from .parity import Parity, gather_rows, judge, measure_cost
from .rows import Rows
from .source import Recipe, Source

TOLERANCE = 1e-4
ROWS = 1_000


@dataclass
class Attempt:
    """One way of exporting, and what came of it."""

    recipe: str
    parity: Parity | None = None
    failure: str | None = None


@dataclass
class Result:
    """The best attempt; `folder` holds its model.onnx until the result is written or dropped."""

    source: Source
    parity: Parity
    attempts: list[Attempt]
    folder: Path
    recipe: Recipe
    quantized: Parity | None = None
    # The folder is removed with it.
    _holder: Any = field(default=None, repr=False)

    @property
    def is_equal(self) -> bool:
        """Whether every part of the report is within its tolerance."""
        return self.parity.is_equal and (self.quantized is None or self.quantized.is_equal)


def convert_source(
    source: Source,
    data: Any = None,
    *,
    target: str | None = None,
    tolerance: float = TOLERANCE,
    rows: int = ROWS,
    seed: int = 0,
) -> Result:
    """Tries the ways of exporting until one answers as the original does.

    Raises ConvertError where none can be exported and run.
    """
    random = np.random.default_rng(seed)
    given = gather_data(source, data, target, rows, random)
    asked = gather_rows(source, given.name, given.batch, random)
    holder = Path(tempfile.mkdtemp(prefix="maas-convert-"))
    weakref.finalize(given, shutil.rmtree, holder, ignore_errors=True)
    attempts: list[Attempt] = []
    best: tuple[Recipe, Parity, Path] | None = None
    for number, recipe in enumerate(source.recipes):
        folder = holder / str(number)
        folder.mkdir()
        attempt = try_recipe(source, recipe, folder, asked, tolerance, seed)
        attempts.append(attempt)
        parity = attempt.parity
        if parity is None:
            continue
        if best is None or rank(parity) < rank(best[1]):
            best = (recipe, parity, folder)
        if parity.is_equal:
            break
    if best is None:
        message = f"{source.framework} could not be converted: {list_failures(attempts)}"
        raise ConvertError(f"{message} {source.otherwise}".strip())
    recipe, parity, folder = best
    measure_cost(parity, source, folder / "model.onnx")
    return Result(source, parity, attempts, folder, recipe, _holder=given)


def try_recipe(
    source: Source, recipe: Recipe, folder: Path, asked: list[Rows], tolerance: float, seed: int
) -> Attempt:
    random = np.random.default_rng(seed)
    try:
        recipe.build(folder)
        path = folder / "model.onnx"
        return Attempt(recipe.name, judge(source, recipe, path, asked, tolerance, random))
    except UnknownPartError:
        raise
    except Exception as error:  # exporters and ONNX Runtime fail in many ways
        return Attempt(recipe.name, failure=first_line(error))


def list_failures(attempts: list[Attempt]) -> str:
    """Each once, behind the attempts that it ended."""
    recipes: dict[str | None, list[str]] = {}
    for attempt in attempts:
        recipes.setdefault(attempt.failure, []).append(attempt.recipe)
    return "; ".join(f"{', '.join(names)}: {failure}" for failure, names in recipes.items())


def rank(parity: Parity) -> tuple[int, float]:
    return parity.faults, parity.greatest


def first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    first = (lines or [""])[0]
    if first.endswith(":") and len(lines) > 1:
        first = f"{first} {lines[-1]}"
    return f"{type(error).__name__}: {first[:300]}"
