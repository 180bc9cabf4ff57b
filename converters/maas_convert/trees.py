"""Thresholds of tree ensembles, where exporters round them."""

import numpy as np
import onnx
from onnx import helper, numpy_helper

from .outputs import Array


def mend_thresholds(model: onnx.ModelProto, thresholds: Array) -> onnx.ModelProto:
    """Rounds float64 thresholds of `x <= threshold` down to single precision, never up.

    A float32 `x` is at most a threshold exactly where it is at most the next float32 below it;
    several exporters round to the nearest, and rows between the two take the other branch.
    """
    nearest = thresholds.astype(np.float32)
    went_up, stayed = set(nearest[nearest > thresholds]), set(nearest[nearest <= thresholds])
    wrong = went_up - stayed
    for node in model.graph.node:
        given = {attribute.name: attribute for attribute in node.attribute}
        if not node.op_type.startswith("TreeEnsemble") or "nodes_values" not in given:
            continue
        modes = given["nodes_modes"].strings
        values = np.array(given["nodes_values"].floats, np.float32)
        is_wrong = np.array([value in wrong for value in values])
        is_wrong &= np.array([mode == b"BRANCH_LEQ" for mode in modes])
        lower = np.nextafter(values, np.float32(-np.inf))
        given["nodes_values"].floats[:] = np.where(is_wrong, lower, values).tolist()
    return model


def restore_thresholds(model: onnx.ModelProto, thresholds: Array) -> onnx.ModelProto:
    """The very thresholds of trees that compare in double, where the exporter rounded them."""
    for node in model.graph.node:
        given = {attribute.name: attribute for attribute in node.attribute}
        if node.op_type.startswith("TreeEnsemble") and len(thresholds):
            modes = given["nodes_modes"].strings
            inner = np.array([mode != b"LEAF" for mode in modes])
            values = take_doubles(node, "nodes_values")
            exact = np.where(inner, find_nearest(values, thresholds), values)
            put_doubles(node, "nodes_values", exact)
            for name in ("target_weights", "class_weights", "base_values"):
                if name in given:
                    put_doubles(node, name, take_doubles(node, name))
            raise_trees(model)
    return model


def raise_trees(model: onnx.ModelProto) -> None:
    """Trees hold doubles from the third version of their domain on."""
    for opset in model.opset_import:
        if opset.domain == "ai.onnx.ml":
            opset.version = max(opset.version, 3)


def find_nearest(values: Array, thresholds: Array) -> Array:
    """Those of the sorted thresholds that single precision rounds to these values."""
    at = np.searchsorted(thresholds, values)
    below = thresholds[np.maximum(at - 1, 0)]
    above = thresholds[np.minimum(at, len(thresholds) - 1)]
    nearest = np.where(np.abs(values - below) <= np.abs(above - values), below, above)
    is_near = np.abs(nearest - values) <= 1e-6 * np.abs(values)
    return np.where(is_near, nearest, values)


def take_doubles(node: onnx.NodeProto, name: str) -> Array:
    for attribute in node.attribute:
        if attribute.name == name:
            return np.array(attribute.floats, np.float64)
        if attribute.name == f"{name}_as_tensor":
            return numpy_helper.to_array(attribute.t).astype(np.float64)
    return np.zeros(0)


def put_doubles(node: onnx.NodeProto, name: str, values: Array) -> None:
    for attribute in [a for a in node.attribute if a.name in (name, f"{name}_as_tensor")]:
        node.attribute.remove(attribute)
    tensor = numpy_helper.from_array(values.astype(np.float64), f"{name}_as_tensor")
    node.attribute.append(helper.make_attribute(f"{name}_as_tensor", tensor))


def to_double(model: onnx.ModelProto, thresholds: Array) -> onnx.ModelProto:
    """The model reads double, and compares with the very thresholds."""
    model.graph.input[0].type.tensor_type.elem_type = onnx.TensorProto.DOUBLE
    return restore_thresholds(model, thresholds)
