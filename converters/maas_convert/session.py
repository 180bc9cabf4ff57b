"""ONNX Runtime, as the service runs models."""

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from .outputs import Array, Batch

onnxruntime.set_default_logger_severity(4)

DTYPES: dict[str, Any] = {
    "tensor(float)": np.float32,
    "tensor(double)": np.float64,
    "tensor(float16)": np.float16,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(int16)": np.int16,
    "tensor(int8)": np.int8,
    "tensor(uint64)": np.uint64,
    "tensor(uint32)": np.uint32,
    "tensor(uint16)": np.uint16,
    "tensor(uint8)": np.uint8,
    "tensor(bool)": np.bool_,
    "tensor(string)": np.object_,
}


class Session:
    """A model in a file (its external data beside it), ready to run."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        # Threads that wait by spinning slow the original down, which runs in turn.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self.inputs: dict[str, Any] = {i.name: i for i in self._session.get_inputs()}
        self.outputs: list[str] = [o.name for o in self._session.get_outputs()]

    def dtype_of(self, name: str) -> Any:
        return DTYPES[self.inputs[name].type]

    def width_of(self, name: str) -> int:
        """How many columns an input [N, width] takes; 1 for [N], -1 where any number goes."""
        shape = self.inputs[name].shape
        size = shape[1] if len(shape) > 1 else 1
        return size if isinstance(size, int) else -1

    def run(self, feeds: Batch) -> dict[str, Array]:
        """All outputs by name; those of a sequence are numbered."""
        answers: dict[str, Array] = {}
        for name, value in zip(self.outputs, self._session.run(None, feeds), strict=True):
            if isinstance(value, list):
                answers.update({f"{name}:{at}": np.asarray(part) for at, part in enumerate(value)})
            else:
                answers[name] = value
        return answers
