"""XGBoost: its estimators and its own files (.json, .ubj)."""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ConvertError
from ..extras import require
from ..graph import append_link, read_as_nan, save, strip_zipmap
from ..options import Options
from ..outputs import Array, Batch, Kind, Outputs
from ..source import Recipe, Source
from ..table import to_matrix
from .boosters import OPSET, UPLOAD, as_classes, check_fitted, make_schema, make_source

# What the trees' sum goes through, where onnxmltools refuses an objective or leaves its link out.
LINKS = {
    "reg:logistic": "Sigmoid",
    "survival:cox": "Exp",
    "count:poisson": "Exp",
    "reg:gamma": "Exp",
    "reg:tweedie": "Exp",
    "rank:pairwise": "",
    "rank:ndcg": "",
    "rank:map": "",
    "reg:squarederror": "",
    "reg:absoluteerror": "",
    "reg:pseudohubererror": "",
    "reg:quantileerror": "",
}
OTHERWISE = UPLOAD.format("its .json or .ubj")
CLASSES = ("binary:logistic", "multi:softprob", "multi:softmax")


def is_model(model: Any) -> bool:
    return any(kind.__module__.startswith("xgboost.") for kind in type(model).__mro__)


def open_model(model: Any, options: Options) -> Source:
    """Raises ConvertError where the booster holds what no converter knows."""
    xgboost = require("xgboost", "xgboost")
    require("onnxmltools", "xgboost")
    check_releases(version("onnxmltools"), version("protobuf"))
    check_fitted(model)
    booster = model if isinstance(model, xgboost.Booster) else model.get_booster()
    settings = json.loads(booster.save_config())["learner"]
    objective = settings["objective"]["name"]
    check(settings, objective, booster)
    count = booster.num_features()
    missing = float(getattr(model, "missing", np.nan))
    schema = make_schema(booster.feature_names, count, read_thresholds(booster), missing)
    classes = list_classes(model, settings) if objective in CLASSES else ()
    kind = Kind.CLASSES if classes else Kind.NUMBERS

    def ask(batch: Batch) -> Outputs:
        return answer(model, xgboost, to_matrix(batch), classes)

    recipes = [
        Recipe("onnxmltools", lambda folder: export(model, booster, folder)),
        Recipe("onnxmltools, sums and link", lambda f: export_sums(booster, objective, missing, f)),
    ]
    if objective == "multi:softmax":
        recipes[1] = Recipe(
            "onnxmltools, as multi:softprob", lambda f: export_softmax(booster, missing, f)
        )
    elif objective not in LINKS:
        recipes.pop()
    name = f"XGBoost {xgboost.__version__}, {objective}"
    return make_source(name, schema, kind, ask, recipes, options, OTHERWISE)


def check_releases(onnxmltools: str, protobuf: str) -> None:
    """onnxmltools before 1.16 writes booleans for numbers, which protobuf takes up to 6."""
    major, minor = (int(part) for part in onnxmltools.split(".")[:2])
    if (major, minor) < (1, 16) and int(protobuf.split(".")[0]) >= 7:
        raise ConvertError(
            f"onnxmltools {onnxmltools} does not convert XGBoost beside protobuf {protobuf}: "
            "pip install 'onnxmltools>=1.16', or 'protobuf<7'."
        )


def check(settings: Any, objective: str, booster: Any) -> None:
    name = settings["gradient_booster"]["name"]
    if name != "gbtree":
        otherwise = OTHERWISE if name == "dart" else "Use gbtree or dart."
        raise ConvertError(f"onnxmltools does not convert XGBoost's booster {name!r}. {otherwise}")
    if "c" in (booster.feature_types or []):
        raise ConvertError(
            "XGBoost's categorical splits are not known to onnxmltools: upload the model's own "
            ".json or .ubj to the service, which converts it, or encode the categories."
        )


def list_classes(model: Any, settings: Any) -> tuple[Any, ...]:
    known = getattr(model, "classes_", None)
    if known is not None:
        return tuple(np.asarray(known).tolist())
    count = int(settings["learner_model_param"]["num_class"])
    return tuple(range(max(2, count)))


def answer(model: Any, xgboost: Any, rows: Array, classes: tuple[Any, ...]) -> Outputs:
    if classes and hasattr(model, "predict_proba"):
        return as_classes(np.asarray(model.predict_proba(rows)), classes)
    if hasattr(model, "get_booster"):
        return Outputs(Kind.NUMBERS, None, {"value": np.asarray(model.predict(rows))})
    names = model.feature_names
    scores = model.predict(xgboost.DMatrix(rows, feature_names=names))
    if classes:
        return as_classes(np.asarray(scores), classes)
    return Outputs(Kind.NUMBERS, None, {"value": np.asarray(scores)})


def export(model: Any, booster: Any, folder: Path) -> None:
    """The converter reads columns by f0, f1 …; the booster's own names come back afterwards."""
    names, types = booster.feature_names, booster.feature_types
    missing = getattr(model, "missing", np.nan)
    booster.feature_names = None
    try:
        if model is not booster:
            # The converter refuses any other.
            model.missing = np.nan
        save(read_as_nan(convert(model, booster), missing), folder)
    finally:
        booster.feature_names, booster.feature_types = names, types
        if model is not booster:
            model.missing = missing


def convert(model: Any, booster: Any) -> Any:
    kinds = require("onnxmltools.convert.common.data_types", "xgboost")
    inputs = [("X", kinds.FloatTensorType([None, booster.num_features()]))]
    onnxmltools = require("onnxmltools", "xgboost")
    proto = onnxmltools.convert_xgboost(model, initial_types=inputs, target_opset=OPSET)
    return strip_zipmap(proto)


def export_sums(booster: Any, objective: str, missing: float, folder: Path) -> None:
    """The trees' sum as a plain regression, and the objective's link after it."""
    xgboost = require("xgboost", "xgboost")
    rows = np.zeros((1, booster.num_features()), np.float32)
    wanted = booster.predict(
        xgboost.DMatrix(rows, feature_names=booster.feature_names), output_margin=True
    )
    bare = as_regression(booster, 0.0).get_booster()
    base = float(wanted[0] - bare.predict(xgboost.DMatrix(rows), output_margin=True)[0])
    plain = as_regression(booster, base)
    proto = read_as_nan(convert(plain, plain.get_booster()), missing)
    save(append_link(proto, LINKS[objective]) if LINKS[objective] else proto, folder)


def export_softmax(booster: Any, missing: float, folder: Path) -> None:
    """The converter writes sums for multi:softmax, whose estimator answers probabilities."""
    content = json.loads(booster.save_raw("json"))
    content["learner"]["objective"]["name"] = "multi:softprob"
    copy = reload(content)
    save(read_as_nan(convert(copy, copy), missing), folder)


def as_regression(booster: Any, base: float) -> Any:
    """The same trees under squared error, whose numbers are the sums themselves.

    An estimator: onnxmltools before 1.16 guesses what a bare booster is, and may see classes in it.
    """
    content = json.loads(booster.save_raw("json"))
    learner = content["learner"]
    learner["objective"] = {"name": "reg:squarederror", "reg_loss_param": {"scale_pos_weight": "1"}}
    learner["learner_model_param"]["base_score"] = f"{base:.9E}"
    learner.get("attributes", {}).pop("scikit_learn", None)  # another estimator's
    estimator = require("xgboost", "xgboost").XGBRegressor()
    estimator.load_model(serialise(content))
    # XGBoost before 3.1 predicts with the file's number, and tells converters 0.5.
    estimator.get_booster().set_param({"base_score": base})
    return estimator


def reload(content: Any) -> Any:
    copy = require("xgboost", "xgboost").Booster()
    copy.load_model(serialise(content))
    return copy


def serialise(content: Any) -> bytearray:
    """A model's JSON, its columns without names."""
    learner = content["learner"]
    learner["feature_names"], learner["feature_types"] = [], []
    return bytearray(json.dumps(content).encode())


def read_thresholds(booster: Any) -> dict[int, Array]:
    found: dict[int, list[float]] = {}
    names = booster.feature_names or [f"f{at}" for at in range(booster.num_features())]
    places = {name: at for at, name in enumerate(names)}
    for tree in booster.get_dump(dump_format="json"):
        todo = [json.loads(tree)]
        while todo:
            node = todo.pop()
            if "split_condition" in node and not isinstance(node["split_condition"], list):
                found.setdefault(places[node["split"]], []).append(float(node["split_condition"]))
            todo += node.get("children", [])
    return {column: np.unique(values) for column, values in found.items()}
