"""The options under which skl2onnx is exact, and what it needs to be told."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import numpy as np

from ..errors import ConvertError
from ..extras import require
from . import lightgbm

OPSET = {"": 18, "ai.onnx.ml": 3}
# Newer ones where a converter needs them.
NEWER_OPSET = {"": 21, "ai.onnx.ml": 3}
DEFAULT_PATTERN = r"(?u)\b\w\w+\b"
# The same in RE2, whose \w is ASCII alone; skl2onnx itself would take [a-zA-Z0-9_]+.
RE2_PATTERN = r"[\p{L}\p{N}_]{2,}"


def walk(model: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """The estimator and all that are fitted inside it."""
    seen = set() if seen is None else seen
    if id(model) in seen or not hasattr(model, "get_params"):
        return
    seen.add(id(model))
    yield model
    for inner in list_inner(model):
        yield from walk(inner, seen)


def list_inner(model: Any) -> Iterator[Any]:
    for name in ("steps", "transformers_", "transformer_list"):
        for part in getattr(model, name, None) or []:
            yield part[1]
    yield from np.ravel(np.array(getattr(model, "estimators_", []), object))
    for part in getattr(model, "calibrated_classifiers_", []):
        yield part.estimator
    for name in ("best_estimator_", "estimator_", "estimator", "final_estimator_", "regressor_"):
        yield getattr(model, name, None)


def check_categories(model: Any) -> None:
    """Raises ConvertError where trees split by categories, which skl2onnx does not write."""
    if any(np.any(getattr(part, "is_categorical_", None)) for part in walk(model)):
        raise ConvertError(
            "skl2onnx does not know HistGradientBoosting's categorical_features: put an "
            "OrdinalEncoder or OneHotEncoder before the model, with categorical_features=None."
        )


def make_options(model: Any, scaler_division: str | None) -> dict[Any, dict[str, Any]]:
    options: dict[Any, dict[str, Any]] = {}
    for part in walk(model):
        name = type(part).__name__
        if name in ("TfidfVectorizer", "CountVectorizer"):
            options[id(part)] = text_options(part)
        elif name in ("StandardScaler", "RobustScaler", "MaxAbsScaler") and scaler_division:
            options[id(part)] = {"div": scaler_division}
    return options


def text_options(vectorizer: Any) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if vectorizer.analyzer == "word" and vectorizer.token_pattern == DEFAULT_PATTERN:
        options["tokenexp"] = RE2_PATTERN
    if vectorizer.lowercase and sys.platform == "linux":
        # The default, en_US.UTF-8, is missing from most images; the letters are the same.
        options["locale"] = "C.UTF-8"
    return options


@contextmanager
def plain_attributes() -> Iterator[None]:
    """onnx refuses NumPy's scalars and booleans where integers stand; skl2onnx hands them over."""
    container = require("skl2onnx.common._container", "sklearn").ModelComponentContainer
    original = container.add_node

    def add_node(self: Any, *given: Any, **attributes: Any) -> Any:
        plain = {name: to_plain(value) for name, value in attributes.items()}
        return original(self, *given, **plain)

    container.add_node = add_node
    try:
        yield
    finally:
        container.add_node = original


def allow_zipmap(model: Any) -> None:
    """Some classifiers (LinearSVC) refuse an option that skl2onnx itself sets as soon as any is."""
    supported = require("skl2onnx._supported_operators", "sklearn").sklearn_operator_name_map
    pool = require("skl2onnx.common._registration", "sklearn")._converter_pool
    for part in walk(model):
        converter = pool.get(supported.get(type(part)))
        options = getattr(converter, "_options", None)
        if hasattr(part, "classes_") and isinstance(options, dict):
            options.setdefault("zipmap", [True, False, "columns"])


@contextmanager
def replaced(parts: list[Any], name: str, value: Any) -> Iterator[None]:
    """Another value of a parameter, while skl2onnx looks."""
    before = [getattr(part, name) for part in parts]
    try:
        for part in parts:
            setattr(part, name, value)
        yield
    finally:
        for part, one in zip(parts, before, strict=True):
            setattr(part, name, one)


def dense_bins(model: Any) -> AbstractContextManager[None]:
    """ONNX has no sparse tensors; the default, `onehot`, is the same numbers in one."""
    bins = [part for part in walk(model) if type(part).__name__ == "KBinsDiscretizer"]
    sparse = [part for part in bins if part.encode == "onehot"]
    return replaced(sparse, "encode", "onehot-dense")


def unflattened(model: Any) -> AbstractContextManager[None]:
    """skl2onnx refuses VotingClassifier's default of an option that concerns `transform` alone."""
    voting = [part for part in walk(model) if type(part).__name__ == "VotingClassifier"]
    return replaced(voting, "flatten_transform", False)


@contextmanager
def without_names(model: Any) -> Iterator[None]:
    """onnxmltools knows no names of XGBoost's columns but f0, f1 …"""
    parts = [part for part in walk(model) if hasattr(part, "get_booster")]
    boosters = [part.get_booster() for part in parts]
    before = [(booster.feature_names, booster.feature_types) for booster in boosters]
    try:
        for booster in boosters:
            booster.feature_names = None
        yield
    finally:
        for booster, (names, types) in zip(boosters, before, strict=True):
            booster.feature_names, booster.feature_types = names, types


def to_plain(value: Any) -> Any:
    if isinstance(value, list) and any(isinstance(one, (np.generic, bool)) for one in value):
        return [
            int(one)
            if isinstance(one, (bool, np.bool_))
            else getattr(one, "item", lambda o=one: o)()
            for one in value
        ]
    return value


def register_boosters(model: Any) -> None:
    """Teaches skl2onnx the boosters of other packages that stand inside a pipeline."""
    for part in walk(model):
        package = type(part).__module__.partition(".")[0]
        if package in ("xgboost", "lightgbm") and part is not model:
            register(part, package)
            if package == "lightgbm":
                lightgbm.check(lightgbm.list_splits(part.booster_.dump_model()))


def register(model: Any, package: str) -> None:
    shapes = require("skl2onnx.common.shape_calculator", "sklearn")
    kind, is_classifier = type(model), hasattr(model, "predict_proba")
    module, function = {
        "xgboost": ("onnxmltools.convert.xgboost.operator_converters.XGBoost", "convert_xgboost"),
        "lightgbm": (
            "onnxmltools.convert.lightgbm.operator_converters.LightGbm",
            "convert_lightgbm",
        ),
    }[package]
    suffix = "Classifier" if is_classifier else "Regressor"
    options = {"nocl": [True, False], "zipmap": [True, False, "columns"]} if is_classifier else {}
    require("skl2onnx", "sklearn").update_registered_converter(
        kind,
        f"{package}{kind.__name__}{suffix}",
        shapes.calculate_linear_classifier_output_shapes
        if is_classifier
        else shapes.calculate_linear_regressor_output_shapes,
        getattr(require(module, package), function),
        options={**options, **({"split": None} if package == "lightgbm" else {})},
    )
