"""A model as its framework has it, with the ways there are to make ONNX of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from .outputs import Array, Batch, Outputs
from .session import Session


class Schema(Protocol):
    """What a row is: cells of a table, a text, or tensors."""

    # How many pairs of rows, and how often each is halved, when boundaries are sought.
    pairs: int
    steps: int
    # Rows of one run.
    chunk: int

    def draw(self, count: int, random: np.random.Generator) -> Batch:
        """Rows that cover each column's range, as far as it is known."""

    def mix(self, a: Batch, b: Batch, share: Array) -> Batch:
        """Rows between those of `a` (share 0) and `b` (share 1), exact in single precision."""

    def feeds(self, batch: Batch, session: Session) -> Batch:
        """The rows as the model's inputs."""

    def to_body(self, batch: Batch) -> dict[str, Any]:
        """The rows as the body of a call of the service."""


@dataclass(frozen=True)
class Recipe:
    """One way to export; `build` writes model.onnx into a folder."""

    name: str
    build: Callable[[Path], None]
    # Named outputs of ONNX Runtime as those of the original.
    read: Callable[[Mapping[str, Array], Outputs], Outputs] | None = None


@dataclass
class Source:
    """`ask` runs the original; `recipes` are tried in their order until one is equal."""

    framework: str
    task: str
    schema: Schema
    ask: Callable[[Batch], Outputs]
    recipes: Sequence[Recipe]
    size_bytes: int | None = None
    # Further files of the bundle, by name.
    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    # The records of the service for outputs; None: tensors are compared.
    to_records: Callable[[Outputs], list[dict[str, Any]]] | None = None
    # Input and output of one row, where the records above do not say it.
    make_sample: Callable[[Batch], dict[str, Any]] | None = None
    # Whether the model is made of comparisons alone, which single precision has exactly: then a
    # row at a boundary has no excuse. Sums are rounded, and fall on either side there.
    is_stepwise: bool = False
    # What else the caller can do where no recipe is equal: a sentence.
    otherwise: str = ""
    # What else the body of a sample asks for.
    body: dict[str, Any] = field(default_factory=dict)
