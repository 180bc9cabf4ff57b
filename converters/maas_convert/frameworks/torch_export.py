"""PyTorch's two exporters, each checked at other sizes than it was shown."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from ..compare import compare
from ..errors import ConvertError
from ..extras import require
from ..graph import strip_traces
from ..networks import make_reader
from ..options import Options
from ..outputs import Batch
from ..session import Session
from ..tensors import TensorSchema
from .torch_axes import Ask, Axes, list_trials

OPSET = 18
# Exporters take an axis of one for a constant.
ROWS = 3
# Above this protobuf's limit is near: weights go beside the model.
MOST_INSIDE_BYTES = 1_500_000_000
# A free axis that was frozen is wrong by far more, or fails.
TOLERANCE = 1e-3


def export_dynamo(
    model: Any, example: Batch, outputs: list[str], axes: Axes, ask: Ask, folder: Path
) -> None:
    """Raises ConvertError where the export does not take the sizes that the module takes."""
    torch = require("torch", "torch")
    require("onnxscript", "torch")
    shapes = {
        name: {axis: torch.export.Dim.DYNAMIC for axis in found} for name, found in axes.items()
    }
    arguments = to_tensors(torch, example)
    given: dict[str, Any] = {}
    if type(model).__name__ != "ExportedProgram":
        given = {"dynamic_shapes": tuple(shapes.values())}
    path = folder / "model.onnx"
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            arguments,
            str(path),
            input_names=list(example),
            output_names=outputs,
            dynamo=True,
            external_data=count_bytes(model) > MOST_INSIDE_BYTES,
            verbose=False,
            **given,
        )
    finish(path, example, axes, ask)


def export_torchscript(
    model: Any, example: Batch, outputs: list[str], axes: Axes, ask: Ask, folder: Path
) -> None:
    """Raises ConvertError where the export does not take the sizes that the module takes."""
    torch = require("torch", "torch")
    free = {name: {axis: f"{name}_{axis}" for axis in found} for name, found in axes.items()}
    free.update({name: {0: "rows"} for name in outputs})
    path = folder / "model.onnx"
    model.eval()
    # The fused layer of transformers has no ONNX in this exporter; the plain one is the same.
    is_fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        trace(torch, model, example, outputs, free, path)
    finally:
        torch.backends.mha.set_fastpath_enabled(is_fast)
    finish(path, example, axes, ask)


def trace(
    torch: Any, model: Any, example: Batch, outputs: list[str], free: Any, path: Path
) -> None:
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            to_tensors(torch, example),
            str(path),
            input_names=list(example),
            output_names=outputs,
            dynamic_axes=free,
            opset_version=OPSET,
            dynamo=False,
        )


def to_tensors(torch: Any, example: Batch) -> tuple[Any, ...]:
    rows = {name: np.resize(v, (ROWS, *v.shape[1:])) for name, v in example.items()}
    return tuple(torch.from_numpy(np.ascontiguousarray(values)) for values in rows.values())


def count_bytes(model: Any) -> int:
    module = model.module() if type(model).__name__ == "ExportedProgram" else model
    return sum(tensor.numel() * tensor.element_size() for tensor in module.parameters())


def finish(path: Path, example: Batch, axes: Axes, ask: Ask) -> None:
    proto = onnx.load(str(path), load_external_data=False)
    path.write_bytes(strip_traces(proto).SerializeToString())
    session, schema, read = Session(path), TensorSchema([]), make_reader(Options())
    for batch in list_trials(example, axes):
        shapes = {name: list(values.shape) for name, values in batch.items()}
        try:
            expected = ask(batch)
            actual = read(session.run(schema.feeds(batch, session)), expected)
        except Exception as error:  # shapes are refused in many ways
            raise ConvertError(f"the export does not take the shapes {shapes}") from error
        if compare(expected, actual).worst.max(initial=0) > TOLERANCE:
            raise ConvertError(f"the export answers otherwise for the shapes {shapes}")
