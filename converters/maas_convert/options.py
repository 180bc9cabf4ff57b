"""What the caller says of a model."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Options:
    """What a framework may want to know; each reads what concerns it."""

    task: str | None = None
    labels: tuple[str, ...] = ()
    # Example inputs of a PyTorch module: arrays or tensors, by position or by name.
    example_inputs: Any = None
    # auto, dynamo or torchscript
    exporter: str = "auto"
