"""Keras 3 and TensorFlow: models in memory, .keras and .h5 files, SavedModels."""

import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from ..errors import ConvertError, UntrustedError
from ..extras import require
from ..graph import rename_outputs, save
from ..networks import make_files, make_reader, to_array, to_outputs
from ..options import Options
from ..outputs import Array, Batch, Outputs, count_rows
from ..source import Recipe, Source
from ..tensors import TensorSchema, TensorSpec

# What an axis of any size is drawn with.
FREE_SIZE = 8
OPSET = 18


def is_model(model: Any) -> bool:
    if isinstance(model, Path):
        return (model / "saved_model.pb").is_file()
    return any(kind.__module__.startswith("keras.") for kind in type(model).__mro__)


def open_model(model: Any, options: Options) -> Source:
    """Raises MissingExtraError where Keras, TensorFlow or tf2onnx is not there."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if isinstance(model, Path):
        return open_saved_model(model, options)
    keras = require("keras", "keras")
    schema = TensorSchema(list_specs(model))
    names = [spec.name for spec in schema.specs]

    def ask(batch: Batch) -> Outputs:
        given = [batch[name] for name in names]
        answer = model(given if len(given) > 1 else given[0], training=False)
        return to_outputs(name_answers(model, answer), count_rows(batch), options)

    outputs = list(ask(schema.draw(2, np.random.default_rng(0))).numbers)
    return Source(
        framework=f"Keras {keras.__version__} on {keras.backend.backend()}",
        task=options.task or "tensor",
        schema=schema,
        ask=ask,
        recipes=[
            Recipe(
                "Keras's own exporter",
                lambda folder: export_keras(model, outputs, folder),
                make_reader(options),
            )
        ],
        size_bytes=sum(int(np.prod(w.shape)) * 4 for w in model.weights),
        files=make_files(options),
    )


def list_specs(model: Any) -> list[TensorSpec]:
    specs = []
    for given in model.inputs:
        shape = tuple(size or FREE_SIZE for size in given.shape[1:])
        dtype = np.dtype(str(given.dtype))
        high = find_vocabulary(model) - 1 if is_read_by_embedding(model, dtype) else 3.0
        low = 0.0 if is_read_by_embedding(model, dtype) else -3.0
        specs.append(TensorSpec(given.name, dtype, shape, low, high))
    return specs


def is_read_by_embedding(model: Any, dtype: Any) -> bool:
    return bool(find_vocabulary(model)) and (dtype.kind in "iu" or len(model.inputs) == 1)


def find_vocabulary(model: Any) -> int:
    """The smallest of its embeddings: ids from 0 below it; 0 without any."""
    sizes = [layer.input_dim for layer in model.layers if type(layer).__name__ == "Embedding"]
    return int(min(sizes, default=0))


def name_answers(model: Any, answer: Any) -> dict[str, Array]:
    if isinstance(answer, dict):
        return {str(name): to_array(value) for name, value in answer.items()}
    values = answer if isinstance(answer, (list, tuple)) else [answer]
    names = list(getattr(model, "output_names", [])) or ["output"]
    names = names if len(names) == len(values) else [f"output_{at}" for at in range(len(values))]
    return {name: to_array(value) for name, value in zip(names, values, strict=True)}


def export_keras(model: Any, outputs: list[str], folder: Path) -> None:
    require("tf2onnx", "keras")
    path = folder / "model.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.export(str(path), format="onnx", verbose=False)
    save(rename_outputs(onnx.load(str(path)), outputs), folder)


def open_saved_model(folder: Path, options: Options) -> Source:
    """Its signature serving_default, as TensorFlow Serving takes it."""
    tensorflow = require("tensorflow", "keras")
    loaded = tensorflow.saved_model.load(str(folder))
    function = loaded.signatures.get("serving_default")
    if function is None:
        known = ", ".join(loaded.signatures) or "none"
        raise ConvertError(
            f"The SavedModel has no signature 'serving_default'; it has {known}. Save it with "
            "model.export(…), or name a signature when you save it."
        )
    given = function.structured_input_signature[1]
    specs = [
        TensorSpec(
            name,
            np.dtype(tensor.dtype.as_numpy_dtype),
            tuple(size or FREE_SIZE for size in tensor.shape[1:]),
        )
        for name, tensor in given.items()
    ]

    def ask(batch: Batch) -> Outputs:
        # By way of `loaded`: the signature alone lets its variables go.
        function = loaded.signatures["serving_default"]
        answer = function(**{name: tensorflow.constant(v) for name, v in batch.items()})
        numbers = {name: to_array(value) for name, value in sorted(answer.items())}
        return to_outputs(numbers, count_rows(batch), options)

    schema = TensorSchema(specs)
    outputs = list(ask(schema.draw(2, np.random.default_rng(0))).numbers)
    recipe = Recipe(
        "tf2onnx",
        lambda target: export_signature(loaded, given, outputs, target),
        make_reader(options),
    )
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Source(
        framework=f"TensorFlow {tensorflow.__version__}",
        task=options.task or "tensor",
        schema=schema,
        ask=ask,
        recipes=[recipe],
        size_bytes=size,
        files=make_files(options),
    )


def export_signature(loaded: Any, given: dict[str, Any], outputs: list[str], folder: Path) -> None:
    tensorflow = require("tensorflow", "keras")
    convert = require("tf2onnx.convert", "keras")

    def call(*tensors: Any) -> Any:
        function = loaded.signatures["serving_default"]
        answer = function(**dict(zip(given, tensors, strict=True)))
        return [answer[name] for name in outputs]

    signature = [tensorflow.TensorSpec(s.shape, s.dtype, name) for name, s in given.items()]
    wrapped = tensorflow.function(call, input_signature=signature)
    proto, _ = convert.from_function(wrapped, input_signature=signature, opset=OPSET)
    save(rename_outputs(proto, outputs), folder)


def load_keras(path: Path, *, trust_code: bool) -> Any:
    """Raises UntrustedError where a Lambda layer holds code, and nobody said to trust it."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    saving = require("keras", "keras").saving
    try:
        return saving.load_model(str(path), compile=False, safe_mode=not trust_code)
    except (ValueError, TypeError) as error:
        if "safe_mode" in str(error) or "Lambda" in str(error):
            raise UntrustedError(
                f"{path.name!r} has a Lambda layer, which holds code: reading it runs that code. "
                "If you made it, or trust who did, say --trust-pickle."
            ) from error
        raise ConvertError(f"{path.name!r} cannot be read: {error}") from error
