"""Trees as their splits in order: a framework's tree is found again in what an exporter wrote."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx

from .outputs import Array

# A node of a tree: its column and its threshold in double precision, or None for a leaf.
Split = tuple[int, float] | None
# Its nodes depth first, the branch of `x <= threshold` first.
Tree = list[Split]
# A node as a framework has it, to its split and, of a split, the two nodes below it.
Look = Callable[[Any], tuple[Split, tuple[Any, ...]]]


@dataclass(frozen=True)
class KnownTree:
    """A framework's own tree."""

    written: Tree  # with the thresholds that its exporter writes in single precision
    in_doubles: Tree  # with those that a row of doubles is to be compared with
    # Of each node, whether a missing number goes the way of `x <= threshold`; None: as exported.
    missing_goes_left: list[bool] | None = None


def walk_tree(root: Any, look: Look) -> Iterator[tuple[Any, Split]]:
    """The nodes in a tree's order, with their splits."""
    todo = [root]
    while todo:
        node = todo.pop()
        split, below = look(node)
        yield node, split
        todo += reversed(below)


def read_tree(root: Any, look: Look) -> Tree:
    return [split for _, split in walk_tree(root, look)]


class KnownTrees:
    """A framework's own trees, to be found by what is left of them in single precision."""

    def __init__(self, trees: Iterable[KnownTree]) -> None:
        self._trees: defaultdict[tuple[Split, ...], deque[KnownTree]] = defaultdict(deque)
        for tree in trees:
            self._trees[round_splits(tree.written)].append(tree)

    def find(self, node: onnx.NodeProto, values: Array) -> Iterator[tuple[list[int], KnownTree]]:
        """Those that a TreeEnsemble holds, with their nodes' places in its attributes.

        Of those that are alike, each is taken once and in its order.
        """
        for places, exported in list_exported_trees(node, values):
            known = self._trees.get(round_splits(exported))
            if known:
                yield places, known.popleft()


def round_splits(tree: Tree) -> tuple[Split, ...]:
    return tuple(split and (split[0], float(np.float32(split[1]))) for split in tree)


def list_exported_trees(node: onnx.NodeProto, values: Array) -> Iterator[tuple[list[int], Tree]]:
    given = {attribute.name: attribute for attribute in node.attribute}
    names = ("treeids", "nodeids", "truenodeids", "falsenodeids", "featureids")
    trees, nodes, yes, no, columns = (list(given[f"nodes_{name}"].ints) for name in names)
    modes = list(given["nodes_modes"].strings)
    places = {key: at for at, key in enumerate(zip(trees, nodes, strict=True))}

    def look(at: int) -> tuple[Split, tuple[int, ...]]:
        if modes[at] == b"LEAF":
            return None, ()
        below = places[trees[at], yes[at]], places[trees[at], no[at]]
        return (columns[at], float(values[at])), below

    # A tree's root comes first.
    roots = {tree: at for at, tree in reversed(list(enumerate(trees)))}
    for root in sorted(roots.values()):
        walked = list(walk_tree(root, look))
        yield [at for at, _ in walked], [split for _, split in walked]
