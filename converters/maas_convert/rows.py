"""Rows that both models are asked."""

from dataclasses import dataclass

from .outputs import Batch, Outputs


@dataclass
class Rows:
    """Rows with the original's answers, asked once for all recipes."""

    name: str
    batch: Batch
    expected: Outputs
    # We made them to be hard.
    is_sought: bool = False
