"""CatBoost: its estimators and its own .cbm files, by its own exporter."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from ..errors import ConvertError
from ..extras import require
from ..graph import append_link, save, set_post_transform, strip_zipmap
from ..options import Options
from ..outputs import Array, Batch, Kind, Outputs
from ..source import Recipe, Source
from ..table import to_matrix
from .boosters import make_schema, make_source

CLASSES = ("Logloss", "CrossEntropy", "MultiClass", "MultiClassOneVsAll")
EXPONENTIAL = ("Poisson", "Tweedie")
TAGS = ("MultiLogloss", "MultiCrossEntropy")


def is_model(model: Any) -> bool:
    return any(kind.__module__.startswith("catboost.") for kind in type(model).__mro__)


def open_model(model: Any, options: Options) -> Source:
    """Raises ConvertError where CatBoost's exporter leaves something out."""
    catboost = require("catboost", "catboost")
    if not model.is_fitted():
        raise ConvertError(f"{type(model).__name__} is not fitted: call fit first.")
    if model.get_cat_feature_indices() or model.get_text_feature_indices():
        raise ConvertError(
            "CatBoost's exporter does not know categorical or text features: encode them, and fit "
            "the model on numbers."
        )
    if np.asarray(model.classes_).dtype.kind == "b":
        raise ConvertError(
            "CatBoost's exporter does not know classes of true and false: fit the model on 0 and 1."
        )
    loss = str(model.get_all_params().get("loss_function", "")).split(":")[0]
    kind = Kind.CLASSES if loss in CLASSES else Kind.TAGS if loss in TAGS else Kind.NUMBERS
    names = list(model.feature_names_)
    is_named = names != [str(at) for at in range(len(names))]
    thresholds = {int(at): np.array(values) for at, values in model.get_borders().items() if values}
    schema = make_schema(names if is_named else None, len(names), thresholds)

    def ask(batch: Batch) -> Outputs:
        return answer(model, to_matrix(batch), kind)

    recipe = Recipe("CatBoost's own exporter", lambda folder: export(model, loss, folder))
    name = f"CatBoost {catboost.__version__}, {loss}"
    return make_source(name, schema, kind, ask, [recipe], options)


def answer(model: Any, rows: Array, kind: Kind) -> Outputs:
    if kind is Kind.NUMBERS:
        return Outputs(kind, None, {"value": np.asarray(model.predict(rows))})
    scores = np.asarray(model.predict(rows, prediction_type="Probability"))
    labels = np.asarray(model.predict(rows, prediction_type="Class"))
    if kind is Kind.TAGS:
        return Outputs(kind, labels, {"probability": scores})
    return Outputs(kind, labels.ravel(), {"probability": scores}, tuple(model.classes_.tolist()))


def export(model: Any, loss: str, folder: Path) -> None:
    """CatBoost leaves the link of some losses out, and takes a softmax for one against the rest."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "model.onnx"
        model.save_model(str(path), format="onnx")
        proto = strip_zipmap(onnx.load(str(path)))
    if loss in EXPONENTIAL:
        proto = append_link(proto, "Exp")
    if loss == "MultiClassOneVsAll":
        proto = set_post_transform(proto, "LOGISTIC")
    save(proto, folder)
