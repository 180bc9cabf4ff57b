"""What networks of any framework have in common: tensors in, tensors out, classes by softmax."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .align import align
from .errors import ConvertError, UsageError
from .options import Options
from .outputs import Array, Kind, Outputs
from .tensors import TensorSpec


def is_classifier(options: Options) -> bool:
    return bool(options.labels) or "classification" in (options.task or "")


def to_outputs(numbers: dict[str, Array], rows: int, options: Options) -> Outputs:
    """Outputs by name; of a classifier the label is the class of the highest number.

    Raises ConvertError where an output has not a row for each row that came in.
    """
    for name, values in numbers.items():
        if values.ndim == 0 or len(values) != rows:
            raise ConvertError(
                f"The output {name!r} has shape {list(values.shape)} for {rows} rows: its first "
                "axis must be the rows'. Wrap the module so that it is."
            )
    if not is_classifier(options):
        return Outputs(Kind.NUMBERS, None, numbers)
    scores = next(iter(numbers.values()))
    if scores.ndim != 2 or scores.shape[1] < 2:
        raise UsageError(
            f"Classes were named, and the first output has shape {list(scores.shape)}: it should "
            "have a number per class, [rows, classes]."
        )
    if options.labels and len(options.labels) != scores.shape[1]:
        raise UsageError(
            f"--labels has {len(options.labels)} names; the model has {scores.shape[1]} classes."
        )
    return Outputs(Kind.CLASSES, scores.argmax(axis=1), numbers, tuple(range(scores.shape[1])))


def make_reader(options: Options) -> Callable[[Mapping[str, Array], Outputs], Outputs]:
    """Numbers by their order, and the label from them, as the service takes it."""

    def read(raw: Mapping[str, Array], expected: Outputs) -> Outputs:
        found = align(raw, Outputs(Kind.NUMBERS, None, expected.numbers))
        rows = len(next(iter(expected.numbers.values())))
        return to_outputs(found.numbers, rows, options)

    return read


def make_files(options: Options) -> dict[str, bytes]:
    if not options.labels:
        return {}
    return {"labels.txt": "".join(f"{label}\n" for label in options.labels).encode()}


def learn_spec(name: str, values: Array) -> TensorSpec:
    """What an example says of an input: its shape, and the range that its numbers come from."""
    if values.size == 0:
        raise UsageError(f"The example of {name!r} is empty.")
    low, high = float(values.min()), float(values.max())
    if values.dtype.kind == "f":
        spread = (high - low) or 3.0
        low, high = low - spread * 0.1, high + spread * 0.1
    return TensorSpec(name, values.dtype, values.shape[1:], low, high)


def to_array(value: Any) -> Array:
    """A NumPy array of any framework's tensor; PyTorch's may have gradients, or lie on a GPU."""
    return np.asarray(value.detach().cpu() if hasattr(value, "detach") else value)
