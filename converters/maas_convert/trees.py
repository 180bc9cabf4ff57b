"""Thresholds of tree ensembles, where exporters round them."""

from collections.abc import Callable, Iterable

import numpy as np
import onnx
from onnx import helper, numpy_helper

from .outputs import Array
from .splits import KnownTree, KnownTrees, Tree


def mend_thresholds(model: onnx.ModelProto, known: Iterable[KnownTree]) -> onnx.ModelProto:
    """Rounds thresholds of `x <= threshold` down to single precision, never up.

    A float32 `x` is at most a threshold exactly where it is at most the next float32 below it;
    several exporters round to the nearest, and rows between the two take the other branch.
    """
    trees = KnownTrees(known)
    for node in list_ensembles(model):
        values = mend_known(node, trees, lambda tree: tree.written)
        for attribute in node.attribute:
            if attribute.name == "nodes_values":
                attribute.floats[:] = round_down(values).tolist()
    return model


def restore_thresholds(model: onnx.ModelProto, known: Iterable[KnownTree]) -> onnx.ModelProto:
    """Gives trees that read doubles the very thresholds, which exporters round."""
    trees = KnownTrees(known)
    for node in list_ensembles(model):
        put_doubles(node, "nodes_values", mend_known(node, trees, lambda tree: tree.in_doubles))
        for name in ("target_weights", "class_weights", "base_values"):
            if any(attribute.name == name for attribute in node.attribute):
                put_doubles(node, name, take_doubles(node, name))
        raise_trees(model)
    return model


def mend_known(
    node: onnx.NodeProto, trees: KnownTrees, get_splits: Callable[[KnownTree], Tree]
) -> Array:
    """The node's thresholds, those of known trees as `get_splits` has them."""
    values = take_doubles(node, "nodes_values")
    for places, tree in trees.find(node, values):
        put_splits(values, places, get_splits(tree))
        put_missing(node, places, tree)
    return values


def list_ensembles(model: onnx.ModelProto) -> list[onnx.NodeProto]:
    return [
        node
        for node in model.graph.node
        if node.op_type in ("TreeEnsembleClassifier", "TreeEnsembleRegressor")
    ]


def put_splits(values: Array, places: list[int], splits: Tree) -> None:
    for at, split in zip(places, splits, strict=True):
        if split:
            values[at] = split[1]


def put_missing(node: onnx.NodeProto, places: list[int], tree: KnownTree) -> None:
    """skl2onnx sends all missing numbers right."""
    for attribute in node.attribute:
        if attribute.name == "nodes_missing_value_tracks_true" and tree.missing_goes_left:
            for at, goes_left in zip(places, tree.missing_goes_left, strict=True):
                attribute.ints[at] = int(goes_left)


def round_down(thresholds: Array) -> Array:
    """The greatest float32 that is no greater."""
    nearest = thresholds.astype(np.float32)
    return np.where(nearest > thresholds, np.nextafter(nearest, np.float32(-np.inf)), nearest)


def raise_trees(model: onnx.ModelProto) -> None:
    """Trees hold doubles from the third version of their domain on."""
    for opset in model.opset_import:
        if opset.domain == "ai.onnx.ml":
            opset.version = max(opset.version, 3)


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


def to_double(model: onnx.ModelProto, known: Iterable[KnownTree]) -> onnx.ModelProto:
    """The model reads double, and compares with the very thresholds."""
    model.graph.input[0].type.tensor_type.elem_type = onnx.TensorProto.DOUBLE
    return restore_thresholds(model, known)
