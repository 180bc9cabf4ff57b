"""Trees as their frameworks have them: what they compare with, and what exporters write of it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..outputs import Array
from ..splits import KnownTree, Split, Tree, read_tree, walk_tree
from ..trees import round_down

# LightGBM takes for zero what is no further from it.
ZERO = float(np.float32(1e-35))
# An infinite threshold tells missing numbers from all others; skl2onnx searches it without end.
MOST = float(np.finfo(np.float32).max)


@contextmanager
def finite_thresholds(parts: Iterable[Any]) -> Iterator[None]:
    """Single precision's greatest number in the place of infinity."""
    trees = [tree for part in parts for tree in list_trees(part)]
    before = [tree.threshold.copy() for tree in trees]
    try:
        for tree in trees:
            tree.threshold[:] = np.clip(tree.threshold, -MOST, MOST)
        yield
    finally:
        for tree, values in zip(trees, before, strict=True):
            tree.threshold[:] = values


def list_known_trees(parts: Iterable[Any]) -> Iterator[KnownTree]:
    """Of these estimators of scikit-learn and LightGBM, in their order."""
    for part in parts:
        for tree in list_trees(part):
            yield read_rounding_tree(tree)
        for predictors in getattr(part, "_predictors", []):
            for predictor in predictors:
                yield know(read_histogram_tree(predictor.nodes))
        if hasattr(part, "booster_"):
            yield from list_lightgbm_trees(part.booster_.dump_model())


def know(tree: Tree) -> KnownTree:
    return KnownTree(written=tree, in_doubles=tree)


def list_trees(model: Any) -> Iterator[Any]:
    """The trees of an estimator of scikit-learn that rounds its rows to single precision first."""
    if hasattr(model, "tree_"):
        yield model.tree_
    for inner in np.ravel(np.array(getattr(model, "estimators_", []), object)):
        if hasattr(inner, "tree_") and inner is not model:
            yield inner.tree_


def read_rounding_tree(tree: Any) -> KnownTree:
    """skl2onnx writes its thresholds rounded down, whatever the precision of the graph."""
    written = round_down(np.clip(tree.threshold, -MOST, MOST))
    nodes = walk_tree(0, look_into(tree, written))
    return KnownTree(
        written=read_tree(0, look_into(tree, written)),
        in_doubles=read_tree(0, look_into(tree, last_rounded(written))),
        missing_goes_left=[bool(tree.missing_go_to_left[at]) for at, _ in nodes],
    )


def look_into(tree: Any, thresholds: Array) -> Callable[[int], tuple[Split, tuple[int, ...]]]:
    def look(at: int) -> tuple[Split, tuple[int, ...]]:
        if tree.feature[at] < 0:
            return None, ()
        below = int(tree.children_left[at]), int(tree.children_right[at])
        return (int(tree.feature[at]), float(thresholds[at])), below

    return look


def last_rounded(values: Array) -> Array:
    """The greatest doubles that single precision rounds to these values or less."""
    above = np.nextafter(values, np.float32(np.inf))
    middle = (values.astype(np.float64) + above.astype(np.float64)) / 2
    rounds_up = middle.astype(np.float32) > values
    return np.where(rounds_up, np.nextafter(middle, -np.inf), middle)


def read_histogram_tree(nodes: Any) -> Tree:
    def look(at: Any) -> tuple[Split, tuple[Any, ...]]:
        node = nodes[at]
        if node["is_leaf"]:
            return None, ()
        split = int(node["feature_idx"]), float(node["num_threshold"])
        return split, (node["left"], node["right"])

    return read_tree(0, look)


def list_lightgbm_trees(dump: dict[str, Any]) -> list[KnownTree]:
    trees = (read_tree(tree["tree_structure"], look_at_lightgbm) for tree in dump["tree_info"])
    return [know(tree) for tree in trees]


def look_at_lightgbm(node: Any) -> tuple[Split, tuple[Any, ...]]:
    if "split_feature" not in node:
        return None, ()
    below = node["left_child"], node["right_child"]
    return (int(node["split_feature"]), read_lightgbm_threshold(node)), below


def read_lightgbm_threshold(node: Any) -> float:
    """The least number that LightGBM takes for zero is greater than itself as a threshold."""
    threshold = float(node["threshold"])
    return float(np.nextafter(threshold, -np.inf)) if threshold == -ZERO else threshold
