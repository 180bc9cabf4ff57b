"""Rows that are tensors: one or more arrays that share their first axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .errors import UsageError
from .outputs import Array, Batch
from .session import Session

DATATYPES = {
    "float16": "FP16", "float32": "FP32", "float64": "FP64", "bool": "BOOL",
    "int8": "INT8", "int16": "INT16", "int32": "INT32", "int64": "INT64",
    "uint8": "UINT8", "uint16": "UINT16", "uint32": "UINT32", "uint64": "UINT64",
}  # fmt: skip


@dataclass(frozen=True)
class TensorSpec:
    """One input of a row: its shape without the first axis, and what it is drawn from."""

    name: str
    dtype: Any
    shape: tuple[int, ...]
    low: float = -3.0
    high: float = 3.0

    def draw(self, count: int, random: np.random.Generator) -> Array:
        shape = (count, *self.shape)
        if np.dtype(self.dtype).kind in "iu":
            whole = random.integers(int(self.low), int(self.high) + 1, shape)
            return np.asarray(whole.astype(self.dtype))
        if np.dtype(self.dtype).kind == "b":
            return random.random(shape) < 0.5
        return np.asarray(random.uniform(self.low, self.high, shape).astype(self.dtype))


@dataclass
class TensorSchema:
    specs: Sequence[TensorSpec]
    pairs: int = 16
    steps: int = 24
    chunk: int = 64

    def draw(self, count: int, random: np.random.Generator) -> Batch:
        return {spec.name: spec.draw(count, random) for spec in self.specs}

    def mix(self, a: Batch, b: Batch, share: Array) -> Batch:
        return {spec.name: mix_tensor(a[spec.name], b[spec.name], share) for spec in self.specs}

    def feeds(self, batch: Batch, session: Session) -> Batch:
        """By name where names are known, else by position."""
        names = list(session.inputs)
        if set(names) <= set(batch):
            return {name: batch[name].astype(session.dtype_of(name)) for name in names}
        return {
            name: values.astype(session.dtype_of(name))
            for name, values in zip(names, batch.values(), strict=True)
        }

    def to_body(self, batch: Batch) -> dict[str, Any]:
        return {"inputs": [to_tensor(name, values) for name, values in batch.items()]}

    def check(self, batch: Batch) -> Batch:
        """Raises UsageError where the data has not these tensors."""
        missing = [spec.name for spec in self.specs if spec.name not in batch]
        if missing:
            raise UsageError(
                f"The data has no array {', '.join(map(repr, missing))}. It has "
                f"{', '.join(map(repr, batch))}."
            )
        return {spec.name: batch[spec.name].astype(spec.dtype) for spec in self.specs}


def mix_tensor(a: Array, b: Array, share: Array) -> Array:
    """Floating point in between, exact in its own precision; of integers the first part of `b`."""
    if a.dtype.kind == "f":
        part = share.reshape(-1, *[1] * (a.ndim - 1))
        mixed = a.astype(np.float64) * (1 - part) + b.astype(np.float64) * part
        return np.asarray(mixed.astype(a.dtype))
    if a.ndim < 2:
        return a
    before = np.arange(a.shape[1])[None, :] < (share * a.shape[1])[:, None]
    return np.where(before.reshape(*before.shape, *[1] * (a.ndim - 2)), b, a)


def to_tensor(name: str, values: Array) -> dict[str, Any]:
    return {
        "name": name,
        "shape": list(values.shape),
        "datatype": DATATYPES.get(str(values.dtype), "BYTES"),
        "data": [to_number(value) for value in values.reshape(-1).tolist()],
    }


def to_number(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value
