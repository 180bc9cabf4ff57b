"""NumPy's functions in a pipeline, and the way back from a transformed target."""

import math
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from ..errors import ConvertError
from ..extras import require
from ..graph import rename_tensor
from .sklearn_options import walk

# ONNX's operators one after another, each with its second operand where it takes one.
Steps = list[tuple[str, Any]]
FUNCTIONS: dict[Any, Steps] = {
    np.log1p: [("Add", 1.0), ("Log", None)],
    np.expm1: [("Exp", None), ("Sub", 1.0)],
    np.log: [("Log", None)],
    np.log2: [("Log", None), ("Div", math.log(2))],
    np.log10: [("Log", None), ("Div", math.log(10))],
    np.exp: [("Exp", None)],
    np.sqrt: [("Sqrt", None)],
    np.square: [("Pow", 2.0)],
    np.abs: [("Abs", None)],
    np.negative: [("Neg", None)],
    np.reciprocal: [("Reciprocal", None)],
    np.sin: [("Sin", None)],
    np.cos: [("Cos", None)],
}
KNOWN = ", ".join(sorted(function.__name__ for function in FUNCTIONS))


def check_functions(model: Any) -> None:
    """Raises ConvertError where ONNX cannot have what a FunctionTransformer calls."""
    for part in walk(model):
        if type(part).__name__ == "FunctionTransformer" and part.func is not None:
            find_function(part.func, part.kw_args, "FunctionTransformer")


def find_function(function: Any, settings: Any, name: str) -> Steps:
    steps = FUNCTIONS.get(function)
    if steps is None or settings:
        shown = getattr(function, "__name__", str(function))
        raise ConvertError(
            f"{name} calls {shown!r}{' with kw_args' if settings else ''}, which ONNX does not "
            f"have. It has NumPy's own {KNOWN}: compute anything else before the model, and send "
            "what comes of it."
        )
    return steps


def register_functions() -> None:
    """skl2onnx knows FunctionTransformer without a function alone."""
    transformer = require("sklearn.preprocessing", "sklearn").FunctionTransformer
    registration = require("skl2onnx.common._registration", "sklearn")
    join = require("skl2onnx.operator_converters.common", "sklearn").concatenate_variables
    guess = require("skl2onnx.common.data_types", "sklearn").guess_proto_type
    name = "SklearnFunctionTransformer"
    original = registration.get_converter(name)
    shape = registration.get_shape_calculator(name)
    if getattr(original, "is_of_maas", False):
        return

    def convert(scope: Any, operator: Any, container: Any) -> None:
        function, inputs = operator.raw_operator.func, operator.inputs
        if function is None:
            original(scope, operator, container)
            return
        given = join(scope, inputs, container) if len(inputs) > 1 else inputs[0].full_name
        result = operator.outputs[0].full_name
        names = [scope.get_unique_variable_name("step") for _ in FUNCTIONS[function][1:]]
        nodes, constants = write_steps(
            FUNCTIONS[function], [given, *names, result], guess(inputs[0].type)
        )
        container.nodes.extend(nodes)
        container.initializers.extend(constants)

    def measure(operator: Any) -> None:
        part = operator.raw_operator
        function, part.func = part.func, None
        try:
            shape(operator)
        finally:
            part.func = function

    convert.is_of_maas = True  # type: ignore[attr-defined]
    require("skl2onnx", "sklearn").update_registered_converter(
        transformer, name, measure, convert, overwrite=True
    )


def write_steps(
    steps: Steps, names: list[str], kind: int
) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    """Nodes from each of these tensors to the next."""
    nodes, constants = [], []
    dtype = helper.tensor_dtype_to_np_dtype(kind)
    for (operator, operand), given, result in zip(steps, names, names[1:], strict=False):
        inputs = [given]
        if operand is not None:
            inputs.append(f"{result}_operand")
            constants.append(numpy_helper.from_array(np.asarray(operand, dtype), inputs[1]))
        nodes.append(helper.make_node(operator, inputs, [result], name=f"{result}_{operator}"))
    return nodes, constants


def without_target(model: Any) -> tuple[Any, Steps]:
    """The regressor inside a TransformedTargetRegressor, and the way back from its numbers."""
    steps = getattr(model, "steps", None)
    if steps:
        last, back = without_target(steps[-1][1])
        if not back:
            return model, []
        pipeline = require("sklearn.pipeline", "sklearn").Pipeline
        return pipeline([*steps[:-1], (steps[-1][0], last)]), back
    if type(model).__name__ != "TransformedTargetRegressor":
        return model, []
    return model.regressor_, find_way_back(model.transformer_)


def find_way_back(transformer: Any) -> Steps:
    name = type(transformer).__name__
    if name == "FunctionTransformer" and transformer.inverse_func is not None:
        settings = transformer.inv_kw_args
        return find_function(transformer.inverse_func, settings, "TransformedTargetRegressor")
    if name == "StandardScaler":
        scale = 1.0 if transformer.scale_ is None else transformer.scale_
        mean = 0.0 if transformer.mean_ is None else transformer.mean_
        return [("Mul", scale), ("Add", mean)]
    if name == "MinMaxScaler" and not transformer.clip:
        return [("Sub", transformer.min_), ("Div", transformer.scale_)]
    if name == "FunctionTransformer":
        return [("Identity", None)]
    raise ConvertError(
        f"TransformedTargetRegressor's {name} is not written to ONNX: its way back may be "
        f"StandardScaler, MinMaxScaler, or an inverse_func of NumPy's own {KNOWN}."
    )


def append_steps(model: onnx.ModelProto, steps: Steps) -> onnx.ModelProto:
    """What becomes of the only output."""
    if not steps:
        return model
    graph = model.graph
    output = graph.output[0]
    names = [f"{output.name}_{at}" for at in range(len(steps))]
    rename_tensor(graph, output.name, names[0])
    nodes, constants = write_steps(steps, [*names, output.name], output.type.tensor_type.elem_type)
    graph.node.extend(nodes)
    graph.initializer.extend(constants)
    return model
