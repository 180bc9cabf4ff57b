"""PyTorch: modules with example inputs, TorchScript and exported programs, by both exporters."""

import inspect
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import UsageError
from ..extras import require
from ..networks import is_classifier, learn_spec, make_files, make_reader, to_array, to_outputs
from ..options import Options
from ..outputs import Array, Batch, Outputs, count_rows
from ..source import Recipe, Source
from ..tensors import TensorSchema
from .torch_axes import Axes, batch_alone, find_axes
from .torch_export import export_dynamo, export_torchscript


def is_model(model: Any) -> bool:
    names = {f"{kind.__module__}.{kind.__name__}" for kind in type(model).__mro__}
    return bool(
        names
        & {
            "torch.nn.modules.module.Module",
            "torch.export.exported_program.ExportedProgram",
        }
    )


def open_model(model: Any, options: Options) -> Source:
    """Raises UsageError where no example says what the module is called with."""
    torch = require("torch", "torch")
    is_program = type(model).__name__ == "ExportedProgram"
    module = model.module() if is_program else model.eval()
    example = read_example(model, options, is_program)
    names = list(example)
    schema = TensorSchema([learn_spec(name, values) for name, values in example.items()])

    def ask(batch: Batch) -> Outputs:
        if not is_program:
            module.eval()
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = module(*(torch.from_numpy(np.ascontiguousarray(batch[n])) for n in names))
        return to_outputs(name_outputs(answer), count_rows(batch), options)

    axes = find_axes(ask, schema)
    outputs = list(ask(example).numbers)
    recipes = list_recipes(model, is_program, example, outputs, axes, ask, options)
    source = Source(
        framework=f"PyTorch {torch.__version__}",
        task=options.task or "tensor",
        schema=schema,
        ask=ask,
        recipes=recipes,
        files=make_files(options),
        size_bytes=measure(module),
        notes=[f"axes that may have any size: {describe(axes)}"],
    )
    if is_classifier(options):
        source.notes.append("labels are those of the first output's highest number")
    return source


def read_example(model: Any, options: Options, is_program: bool) -> Batch:
    """Example inputs by the names of the module's own parameters."""
    given = options.example_inputs
    if given is None and is_program and model.example_inputs is not None:
        given = model.example_inputs[0]
    if given is None:
        raise UsageError(
            "A PyTorch module does not say what it reads: give example_inputs (a tensor, a tuple, "
            "or tensors by name), or --example FILE.npz."
        )
    if not isinstance(given, dict):
        values = list(given) if isinstance(given, (tuple, list)) else [given]
        given = dict(zip(name_inputs(model, len(values)), values, strict=True))
    return {name: to_array(value) for name, value in given.items()}


def name_inputs(model: Any, count: int) -> list[str]:
    if hasattr(model, "graph_signature"):
        names = list(model.graph_signature.user_inputs)
    elif hasattr(model, "schema"):
        names = [argument.name for argument in model.schema.arguments][1:]
    elif hasattr(model, "_c"):
        names = [argument.name for argument in model.forward.schema.arguments][1:]
    else:
        names = list(inspect.signature(model.forward).parameters)
    names = [name for name in names if name not in ("args", "kwargs")][:count]
    return names if len(names) == count else [f"input_{at}" for at in range(count)]


def name_outputs(answer: Any) -> dict[str, Array]:
    if hasattr(answer, "items"):
        return {str(name): to_array(value) for name, value in answer.items() if value is not None}
    if isinstance(answer, (tuple, list)):
        return {f"output_{at}": to_array(value) for at, value in enumerate(answer)}
    return {"output": to_array(answer)}


def list_recipes(
    model: Any,
    is_program: bool,
    example: Batch,
    outputs: list[str],
    axes: Axes,
    ask: Callable[[Batch], Outputs],
    options: Options,
) -> list[Recipe]:
    """The newer exporter first; with all axes that were found, then with the batch alone."""
    is_script = type(model).__name__.endswith("ScriptModule") or hasattr(model, "_c")
    exporters = {"dynamo": export_dynamo, "torchscript": export_torchscript}
    if is_program or options.exporter == "dynamo":
        exporters.pop("torchscript")
    if is_script or options.exporter == "torchscript":
        exporters.pop("dynamo", None)
    if not exporters:
        raise UsageError(f"--exporter {options.exporter} does not read such a file.")
    choices = [axes] if axes == batch_alone(axes) else [axes, batch_alone(axes)]
    read = make_reader(options)
    return [
        Recipe(
            f"{name} exporter, {describe(chosen)}",
            lambda folder, export=export, chosen=chosen: export(  # type: ignore[misc]
                model, example, outputs, chosen, ask, folder
            ),
            read,
        )
        for chosen in choices
        for name, export in exporters.items()
    ]


def describe(axes: Axes) -> str:
    return ", ".join(f"{name}[{', '.join(map(str, found))}]" for name, found in axes.items())


def measure(module: Any) -> int:
    tensors = [*module.parameters(), *module.buffers()]
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)


def load_torchscript(path: Path) -> Any:
    return require("torch", "torch").jit.load(str(path), map_location="cpu")


def load_program(path: Path) -> Any:
    return require("torch.export", "torch").load(str(path))


def load_pickle(path: Path) -> Any:
    """A whole module; weights alone are none."""
    model = require("torch", "torch").load(str(path), map_location="cpu", weights_only=False)
    if isinstance(model, dict):
        raise UsageError(
            f"{path.name!r} holds weights alone, without the module that they belong to: load them "
            "into it, and call maas_convert.convert(module, example_inputs=…)."
        )
    return model
