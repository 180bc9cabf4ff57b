"""Small repairs of ONNX graphs."""

from pathlib import Path

import onnx
from onnx import helper

# Where an exporter leaves the paths of the machine that it ran on.
TRACES = ("pkg.torch.onnx.stack_trace", "pkg.onnxscript.optimizer")
# Operators whose numbers are of single precision, whatever they read.
SINGLE = ("TreeEnsembleClassifier", "TreeEnsembleRegressor", "Normalizer")


def save(model: onnx.ModelProto, folder: Path) -> None:
    (folder / "model.onnx").write_bytes(model.SerializeToString())


def strip_zipmap(model: onnx.ModelProto) -> onnx.ModelProto:
    """Scores as a matrix where a ZipMap made dictionaries of them."""
    graph = model.graph
    for node in [node for node in graph.node if node.op_type == "ZipMap"]:
        graph.node.remove(node)
        for output in graph.output:
            if output.name == node.output[0]:
                shape = [None, None]
                output.CopyFrom(
                    helper.make_tensor_value_info("probabilities", onnx.TensorProto.FLOAT, shape)
                )
        rename_tensor(graph, node.input[0], "probabilities")
    return model


def rename_tensor(graph: onnx.GraphProto, old: str, new: str) -> None:
    for node in graph.node:
        for names in (node.input, node.output):
            for at, name in enumerate(names):
                if name == old:
                    names[at] = new


def strip_traces(model: onnx.ModelProto) -> onnx.ModelProto:
    """Takes out stack traces, which hold the paths of the machine that exported."""
    for node in model.graph.node:
        for prop in [p for p in node.metadata_props if p.key.startswith(TRACES)]:
            node.metadata_props.remove(prop)
        node.doc_string = ""
    return model


def mend_sublinear(model: onnx.ModelProto) -> onnx.ModelProto:
    """skl2onnx writes log(tf + 1) for `sublinear_tf`, where 1 + log(tf) is meant for tf > 0."""
    graph = model.graph
    ones = {i.name for i in graph.initializer if i.name.startswith("ones")}
    makers = {output: node for node in graph.node for output in node.output}
    for node in [node for node in graph.node if node.op_type == "Log"]:
        added = makers.get(node.input[0])
        if added is None or added.op_type != "Add" or added.input[1] not in ones:
            continue
        replace_log(graph, added, node)
    return model


def replace_log(graph: onnx.GraphProto, added: onnx.NodeProto, log: onnx.NodeProto) -> None:
    """max(tf, 1) keeps the logarithm finite; min(tf, 1) is 1 where the word stands, else 0."""
    counts, ones, prefix = added.input[0], added.input[1], log.output[0]
    nodes = [
        helper.make_node("Max", [counts, ones], [f"{prefix}_raised"]),
        helper.make_node("Log", [f"{prefix}_raised"], [f"{prefix}_log"]),
        helper.make_node("Min", [counts, ones], [f"{prefix}_stands"]),
        helper.make_node("Add", [f"{prefix}_log", f"{prefix}_stands"], [prefix]),
    ]
    at = list(graph.node).index(log)
    graph.node.remove(log)
    graph.node.remove(added)
    for offset, node in enumerate(nodes):
        graph.node.insert(at - 1 + offset, node)


def mend_output_types(model: onnx.ModelProto) -> onnx.ModelProto:
    """Trees answer in single precision even where they read double, and are declared otherwise."""
    passing = ("Identity", "Normalizer")
    singles: set[str] = set()
    for node in model.graph.node:
        is_tree = node.op_type.startswith("TreeEnsemble")
        if is_tree or (node.op_type in passing and singles & set(node.input)):
            singles.update(node.output)
    for output in model.graph.output:
        tensor = output.type.tensor_type
        if output.name in singles and tensor.elem_type == onnx.TensorProto.DOUBLE:
            tensor.elem_type = onnx.TensorProto.FLOAT
    return model


def read_as_nan(model: onnx.ModelProto, missing: float) -> onnx.ModelProto:
    """Takes this number in the only input for a missing one."""
    if missing != missing:
        return model
    graph = model.graph
    given = graph.input[0]
    rename_tensor(graph, given.name, "known")
    kind = given.type.tensor_type.elem_type
    numbers = {"missing": missing, "nan": float("nan")}
    graph.initializer.extend(
        helper.make_tensor(name, kind, [], [value]) for name, value in numbers.items()
    )
    nodes = [
        helper.make_node("Equal", [given.name, "missing"], ["is_missing"]),
        helper.make_node("Where", ["is_missing", "nan", given.name], ["known"]),
    ]
    for at, node in enumerate(nodes):
        graph.node.insert(at, node)
    return model


def raise_to_double(model: onnx.ModelProto) -> onnx.ModelProto:
    """Casts what answers in single precision even where it reads double, and the outputs.

    Exporters take it for double, and write what follows for double.
    """
    graph = model.graph
    for node in [node for node in graph.node if node.op_type in SINGLE]:
        at = list(graph.node).index(node)
        result = node.output[-1]
        node.output[-1] = f"{result}_single"
        cast = helper.make_node("Cast", [node.output[-1]], [result], to=onnx.TensorProto.DOUBLE)
        graph.node.insert(at + 1, cast)
    for output in graph.output:
        kind = output.type.tensor_type.elem_type
        if kind in (onnx.TensorProto.FLOAT, onnx.TensorProto.DOUBLE):
            rename_tensor(graph, output.name, f"{output.name}_raw")
            graph.node.append(
                helper.make_node("Cast", [f"{output.name}_raw"], [output.name], to=kind)
            )
    return model


def append_link(model: onnx.ModelProto, link: str) -> onnx.ModelProto:
    """Applies Exp, Sigmoid or Softplus to the only output, where an exporter left the link out."""
    output = model.graph.output[0]
    rename_tensor(model.graph, output.name, f"{output.name}_raw")
    model.graph.node.append(helper.make_node(link, [f"{output.name}_raw"], [output.name]))
    return model


def set_post_transform(model: onnx.ModelProto, name: str) -> onnx.ModelProto:
    """What becomes of a tree ensemble's sums: NONE, SOFTMAX or LOGISTIC."""
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.name == "post_transform":
                attribute.s = name.encode()
    return model


def rename_outputs(model: onnx.ModelProto, names: list[str]) -> onnx.ModelProto:
    """The framework's names, where an exporter made up its own (Identity:0)."""
    for output, name in zip(model.graph.output, names, strict=False):
        if output.name != name:
            rename_tensor(model.graph, output.name, name)
            output.name = name
    return model
