"""LightGBM: its estimators and its own text files."""

from typing import Any

import numpy as np

from ..errors import ConvertError
from ..extras import require
from ..graph import append_link, save, set_post_transform, strip_zipmap
from ..options import Options
from ..outputs import Array, Batch, Kind, Outputs
from ..source import Recipe, Source
from ..table import to_matrix
from ..trees import mend_thresholds, to_double
from .boosters import OPSET, UPLOAD, as_classes, check_fitted, make_schema, make_source
from .known_trees import list_lightgbm_trees, read_lightgbm_threshold

# Objectives that a release of onnxmltools refuses (rankers: those before 1.16), with the link that
# their trees' sum goes through.
UNKNOWN = {
    "lambdarank": "",
    "rank_xendcg": "",
    "fair": "",
    "mape": "",
    "cross_entropy": "Sigmoid",
    "xentropy": "Sigmoid",
    "cross_entropy_lambda": "Softplus",
    "xentlambda": "Softplus",
}
CLASSES = ("binary", "multiclass", "multiclassova", "softmax", "ova")


def is_model(model: Any) -> bool:
    return any(kind.__module__.startswith("lightgbm.") for kind in type(model).__mro__)


def open_model(model: Any, options: Options) -> Source:
    """Raises ConvertError where the booster holds what no converter knows."""
    lightgbm = require("lightgbm", "lightgbm")
    require("onnxmltools", "lightgbm")
    check_fitted(model)
    booster = model if isinstance(model, lightgbm.Booster) else model.booster_
    dump = booster.dump_model()
    nodes = list_splits(dump)
    check(nodes)
    if "\nis_linear=1" in booster.model_to_string():
        raise ConvertError("ONNX has no trees of linear models: fit LightGBM without linear_tree.")
    objective = str(dump.get("objective", "")).split(" ")[0]
    classes = list_classes(model, dump) if objective in CLASSES else ()
    thresholds = group(nodes)
    names = None if is_numbered(dump["feature_names"]) else dump["feature_names"]
    schema = make_schema(names, booster.num_feature(), thresholds)

    def ask(batch: Batch) -> Outputs:
        return answer(booster, to_matrix(batch), classes)

    known = list_lightgbm_trees(dump)
    recipes = [
        Recipe(
            "onnxmltools, single precision",
            lambda f: save(mend_thresholds(export(model, objective), known), f),
        ),
        Recipe(
            "onnxmltools, double precision",
            lambda f: save(to_double(export(model, objective), known), f),
        ),
    ]
    kind = Kind.CLASSES if classes else Kind.NUMBERS
    name = f"LightGBM {lightgbm.__version__}, {objective}"
    return make_source(name, schema, kind, ask, recipes, options, UPLOAD.format("its .txt"))


def check(nodes: list[dict[str, Any]]) -> None:
    """Raises ConvertError where onnxmltools writes splits that go another way."""
    if any(node["decision_type"] != "<=" for node in nodes):
        raise ConvertError(
            "LightGBM's categorical splits are written inexactly by onnxmltools: upload the "
            "model's own .txt to the service, or encode the categories."
        )
    if any(node["missing_type"] == "Zero" for node in nodes):
        raise ConvertError(
            "onnxmltools does not know LightGBM's zero_as_missing: upload the model's own .txt to "
            "the service, which converts it, or fit the model without."
        )


def is_numbered(names: list[str]) -> bool:
    """Whether LightGBM made the names up itself."""
    return all(name == f"Column_{at}" for at, name in enumerate(names))


def list_splits(dump: dict[str, Any]) -> list[dict[str, Any]]:
    found, todo = [], [tree["tree_structure"] for tree in dump["tree_info"]]
    while todo:
        one = todo.pop()
        if "split_feature" in one:
            found.append(one)
            todo += [one["left_child"], one["right_child"]]
    return found


def group(nodes: list[dict[str, Any]]) -> dict[int, Array]:
    found: dict[int, list[float]] = {}
    for node in nodes:
        found.setdefault(int(node["split_feature"]), []).append(read_lightgbm_threshold(node))
    return {column: np.unique(values) for column, values in found.items()}


def list_classes(model: Any, dump: dict[str, Any]) -> tuple[Any, ...]:
    known = getattr(model, "classes_", None)
    if known is not None:
        return tuple(np.asarray(known).tolist())
    return tuple(range(max(2, int(dump["num_class"]))))


def answer(booster: Any, rows: Array, classes: tuple[Any, ...]) -> Outputs:
    scores = np.asarray(booster.predict(rows))
    if classes:
        return as_classes(scores, classes)
    return Outputs(Kind.NUMBERS, None, {"value": scores})


def export(model: Any, objective: str) -> Any:
    """Objectives that the converter does not know are told as regressions, their links appended."""
    kinds = require("onnxmltools.convert.common.data_types", "lightgbm")
    booster = getattr(model, "booster_", model)
    given = as_regression(booster) if objective in UNKNOWN else as_exported(model)
    convert = require("onnxmltools", "lightgbm").convert_lightgbm
    inputs = [("X", kinds.FloatTensorType([None, booster.num_feature()]))]
    proto = strip_zipmap(convert(given, initial_types=inputs, target_opset=OPSET, zipmap=False))
    if UNKNOWN.get(objective):
        proto = append_link(proto, UNKNOWN[objective])
    if objective in ("multiclassova", "ova"):
        proto = set_post_transform(proto, "LOGISTIC")
    return proto


def as_exported(model: Any) -> Any:
    """A booster has the trees up to its best iteration alone, and true is its class 1."""
    booster = getattr(model, "booster_", model)
    classes = np.asarray(getattr(model, "classes_", []))
    if model is not booster and classes.dtype.kind != "b":
        return model
    return require("lightgbm", "lightgbm").Booster(model_str=booster.model_to_string())


def as_regression(booster: Any) -> Any:
    lines = booster.model_to_string().split("\n")
    plain = [
        "objective=regression"
        if line.startswith("objective=")
        else "[objective: regression]"
        if line.startswith("[objective:")
        else line
        for line in lines
    ]
    return require("lightgbm", "lightgbm").Booster(model_str="\n".join(plain))
