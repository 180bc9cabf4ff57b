"""Rows on both sides of a tree's thresholds, read from the converted model."""

from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from .outputs import Array, Batch, count_rows, take_rows
from .table import TableSchema

PASSING = ("Cast", "Identity")


def read_thresholds(path: Path) -> dict[int, Array]:
    """Thresholds by column, of the trees that read the model's input as it is."""
    graph = onnx.load(str(path), load_external_data=False).graph
    inputs = {graph.input[0].name} if len(graph.input) == 1 else set()
    for node in graph.node:
        if node.op_type in PASSING and set(node.input) <= inputs:
            inputs.update(node.output)
    found: dict[int, list[float]] = {}
    for node in graph.node:
        if node.op_type.startswith("TreeEnsemble") and node.input[0] in inputs:
            for column, value in list_splits(node):
                found.setdefault(column, []).append(value)
    return {column: np.unique(values) for column, values in found.items()}


def list_splits(node: onnx.NodeProto) -> list[tuple[int, float]]:
    given = {attribute.name: attribute for attribute in node.attribute}
    if "nodes_modes" not in given:
        return []
    doubles = given.get("nodes_values_as_tensor")
    values = numpy_helper.to_array(doubles.t) if doubles else np.array(given["nodes_values"].floats)
    modes = [mode.decode() for mode in given["nodes_modes"].strings]
    columns = given["nodes_featureids"].ints
    return [
        (int(columns[at]), float(values[at])) for at, mode in enumerate(modes) if mode != "LEAF"
    ]


def draw_beside_thresholds(
    path: Path, schema: object, batch: Batch, random: np.random.Generator, most: int = 2_000
) -> Batch | None:
    """Rows of the data with one cell at a threshold, or the float32 just below or above it.

    None where no tree reads the table itself.
    """
    if not isinstance(schema, TableSchema) or not schema.is_matrix:
        return None
    thresholds = read_thresholds(path)
    splits = [
        (column, value)
        for column, values in thresholds.items()
        for value in values
        # There is no number beside the greatest.
        if abs(value) < np.finfo(np.float32).max
    ]
    if not splits:
        return None
    chosen = random.permutation(len(splits))[: most // 3]
    rows = take_rows(batch, random.integers(0, count_rows(batch), len(chosen) * 3))
    rows = {name: np.asarray(values, np.float64).copy() for name, values in rows.items()}
    for at, split in enumerate(chosen):
        column, value = splits[split]
        middle = np.float32(value)
        beside = (
            np.nextafter(middle, np.float32(-np.inf)),
            middle,
            np.nextafter(middle, np.float32(np.inf)),
        )
        rows[schema.names[column]][at * 3 : at * 3 + 3] = beside
    return rows
