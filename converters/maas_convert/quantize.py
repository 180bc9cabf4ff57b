"""Smaller numbers for a converted model, judged as the model itself was."""

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

from .convert import Result
from .errors import ConvertError
from .extras import require
from .parity import judge, measure_cost
from .rows import Rows
from .source import Recipe

METHODS = ("int8", "int4", "fp16")
# What the methods make smaller; a model without them, a tree ensemble say, stays as it is.
HEAVY = {
    "int8": ("MatMul", "Gemm", "Conv", "Gather", "Attention", "LSTM"),
    "int4": ("MatMul", "Gemm"),
    "fp16": ("MatMul", "Gemm", "Conv", "Gather", "LSTM", "GRU"),
}


def quantize(result: Result, method: str, tolerance: float) -> None:
    """Replaces the model of the result; `result.quantized` has its own parity.

    Raises ConvertError where there is nothing to make smaller.
    """
    source = result.folder / "model.onnx"
    check_heavy(source, method)
    folder = result.folder.parent / method
    folder.mkdir()
    target = folder / "model.onnx"
    for file in result.folder.iterdir():
        if not file.name.startswith("model.onnx"):
            shutil.copyfile(file, folder / file.name)
    {"int8": to_int8, "int4": to_int4, "fp16": to_fp16}[method](source, target)
    rows = [Rows(s.name, s.batch, s.expected, s.is_sought) for s in result.parity.sets]
    rows = [part for part in rows if part.name != "beside thresholds"]
    recipe = Recipe(method, lambda _: None, result.recipe.read)
    parity = judge(result.source, recipe, target, rows, tolerance, np.random.default_rng(0))
    measure_cost(parity, result.source, target)
    result.folder, result.quantized = folder, parity


def check_heavy(path: Path, method: str) -> None:
    graph = onnx.load(str(path), load_external_data=False).graph
    constant = {i.name for i in graph.initializer}
    heavy = [n for n in graph.node if n.op_type in HEAVY[method] and constant & set(n.input)]
    if not heavy:
        raise ConvertError(
            f"--quantize {method} makes the weights of {', '.join(HEAVY[method])} smaller; this "
            "model has none. Leave it out."
        )


def to_int8(source: Path, target: Path) -> None:
    """Weights as int8, activations as they come (dynamic quantization)."""
    tools: Any = require("onnxruntime.quantization", "torch")
    model = onnx.load(str(source))
    # PyTorch's exporter turns weights and leaves the shapes that they had; they are inferred anew.
    del model.graph.value_info[:]
    tools.quantize_dynamic(model, str(target), weight_type=tools.QuantType.QInt8, per_channel=True)


def to_int4(source: Path, target: Path) -> None:
    """Blocks of 32 weights share a scale (MatMulNBits)."""
    model = split_gemms(onnx.load(str(source)))
    quantizer = get_int4_quantizer()(model, block_size=32, is_symmetric=True)
    quantizer.process()
    quantizer.model.save_model_to_file(str(target), use_external_data_format=False)


def get_int4_quantizer() -> Any:
    """ONNX Runtime's; older releases have it by another name."""
    if find_spec("onnxruntime.quantization.matmul_nbits_quantizer"):
        module: Any = require("onnxruntime.quantization.matmul_nbits_quantizer", "torch")
        return module.MatMulNBitsQuantizer
    module = require("onnxruntime.quantization.matmul_4bits_quantizer", "torch")
    return module.MatMul4BitsQuantizer


def split_gemms(model: onnx.ModelProto) -> onnx.ModelProto:
    """Linear layers as MatMul and Add: the quantizer knows no Gemm."""
    graph = model.graph
    constants = {tensor.name: tensor for tensor in graph.initializer}
    for at, node in list(enumerate(graph.node))[::-1]:
        given = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        is_plain = given.get("alpha", 1) == given.get("beta", 1) == 1 and not given.get("transA")
        if node.op_type != "Gemm" or not is_plain or node.input[1] not in constants:
            continue
        weights = numpy_helper.to_array(constants[node.input[1]])
        weights = np.ascontiguousarray(weights.T if given.get("transB") else weights)
        name = f"{node.output[0]}_weights"
        graph.initializer.append(numpy_helper.from_array(weights, name))
        product = f"{node.output[0]}_product" if len(node.input) > 2 else node.output[0]
        parts = [onnx.helper.make_node("MatMul", [node.input[0], name], [product])]
        if len(node.input) > 2:
            parts.append(onnx.helper.make_node("Add", [product, node.input[2]], [node.output[0]]))
        graph.node.remove(node)
        for part in parts[::-1]:
            graph.node.insert(at, part)
    drop_unused(graph)
    return model


def drop_unused(graph: onnx.GraphProto) -> None:
    used = {name for node in graph.node for name in node.input}
    for tensor in [tensor for tensor in graph.initializer if tensor.name not in used]:
        graph.initializer.remove(tensor)


def to_fp16(source: Path, target: Path) -> None:
    """Inside in half precision; inputs and outputs stay as they are."""
    module: Any = require("onnxruntime.transformers.float16", "torch")
    model = module.convert_float_to_float16(onnx.load(str(source)), keep_io_types=True)
    onnx.save(model, str(target))
