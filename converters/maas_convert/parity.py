"""Whether the converted model answers as the original does, and where it does not."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .boundary import seek_boundaries
from .compare import Comparison, compare
from .errors import UsageError
from .excuses import find_excused
from .outputs import Array, Batch, Outputs, count_rows, take_rows
from .rows import Rows
from .run import ask_converted, ask_original, measure_ms
from .session import Session
from .source import Recipe, Source
from .thresholds import draw_beside_thresholds

BATCH_SIZES = (1, 7, 64)
# Rows that are asked one by one.
BATCHED_ROWS = 128


@dataclass(frozen=True)
class RowSet:
    """Rows of one origin, with both answers."""

    name: str
    batch: Batch
    expected: Outputs
    actual: Outputs
    comparison: Comparison
    # Rows that we made to be hard: a flip without a known margin proves nothing there.
    is_sought: bool = False
    # Rows [N] whose answer is the original's on the other side of a boundary, a rounding away.
    excused: Array | None = None

    def find_faults(self, tolerance: float) -> Array:
        """Which rows [N] fail."""
        flips = self.comparison.is_flipped_beyond(tolerance, unknown=not self.is_sought)
        faults = flips | (self.comparison.worst > tolerance)
        return np.asarray(faults if self.excused is None else faults & ~self.excused)


@dataclass
class Parity:
    """What `judge` found; `tolerance` is relative where a number is above 1."""

    recipe: str
    tolerance: float
    sets: list[RowSet]
    # By size of a batch: greatest difference from the original, and labels flipped.
    batches: dict[int, tuple[float, int]] = field(default_factory=dict)
    latencies_ms: dict[str, dict[int, float]] = field(default_factory=dict)
    sizes_bytes: dict[str, int | None] = field(default_factory=dict)

    @property
    def faults(self) -> int:
        beyond = sum(worst > self.tolerance for worst, _ in self.batches.values())
        return sum(int(s.find_faults(self.tolerance).sum()) for s in self.sets) + beyond

    @property
    def is_equal(self) -> bool:
        return self.faults == 0

    @property
    def greatest(self) -> float:
        return max((float(s.comparison.worst.max(initial=0)) for s in self.sets), default=0.0)

    def count_flips(self) -> tuple[int, int]:
        """Labels that are others, of how many rows."""
        flips = sum(int(s.comparison.flipped.sum()) for s in self.sets)
        return flips, sum(len(s.comparison.flipped) for s in self.sets)


def gather_rows(source: Source, name: str, batch: Batch, random: np.random.Generator) -> list[Rows]:
    """The data, and rows at the boundaries between them."""
    try:
        given = Rows(name, batch, ask_original(source, batch))
    except ValueError as error:
        lines = str(error).strip().splitlines() or [""]
        raise UsageError(
            f"The model itself does not take the rows ({name}): {lines[0]} Give it rows as it was "
            "fitted on, by --data."
        ) from error
    sought = seek_boundaries(source.ask, source.schema, batch, given.expected, random)
    if sought is None:
        return [given]
    return [given, Rows("nearest to a boundary", sought, ask_original(source, sought), True)]


def judge(
    source: Source,
    recipe: Recipe,
    path: Path,
    rows: list[Rows],
    tolerance: float,
    random: np.random.Generator,
) -> Parity:
    """Raises ConvertError, or whatever ONNX Runtime raises, where the model does not run."""
    session = Session(path)
    beside = draw_beside_thresholds(path, source.schema, rows[0].batch, random)
    if beside is not None:
        asked = Rows("beside thresholds", beside, ask_original(source, beside), True)
        rows = [*rows, asked]
    sets = []
    for part in rows:
        actual = ask_converted(session, source.schema, recipe, part.batch, part.expected)
        found = compare(part.expected, actual)
        excused = None
        if part.is_sought and not source.is_stepwise:
            excused = find_excused(source, part, actual, tolerance, random)
        sets.append(
            RowSet(part.name, part.batch, part.expected, actual, found, part.is_sought, excused)
        )
    parity = Parity(recipe.name, tolerance, sets)
    parity.batches = compare_batches(source, recipe, session, rows[0])
    return parity


def compare_batches(
    source: Source, recipe: Recipe, session: Session, rows: Rows
) -> dict[int, tuple[float, int]]:
    few = np.arange(min(BATCHED_ROWS, count_rows(rows.batch)))
    batch, expected = take_rows(rows.batch, few), rows.expected.take(few)
    found = {}
    for size in BATCH_SIZES:
        actual = ask_converted(session, source.schema, recipe, batch, expected, size)
        result = compare(expected, actual)
        found[size] = (float(result.worst.max(initial=0)), int(result.flipped.sum()))
    return found


def measure_cost(parity: Parity, source: Source, path: Path) -> None:
    """Adds sizes, and the time of a call with 1 and with 64 rows."""
    session, batch = Session(path), parity.sets[0].batch
    original: dict[int, float] = {}
    converted: dict[int, float] = {}
    for size in (1, 64):
        part = take_rows(batch, np.arange(size) % count_rows(batch))
        original[size] = measure_ms(lambda part=part: source.ask(part))  # type: ignore[misc]
        converted[size] = measure_ms(
            lambda part=part: session.run(source.schema.feeds(part, session))  # type: ignore[misc]
        )
    parity.latencies_ms = {"original": original, "onnx": converted}
    size_bytes = sum(file.stat().st_size for file in path.parent.glob("model.onnx*"))
    parity.sizes_bytes = {"original": source.size_bytes, "onnx": size_bytes}
