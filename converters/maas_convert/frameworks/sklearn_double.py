"""Pipelines in double precision up to their trees, as scikit-learn computes them.

A scaler in single precision moves a row across a threshold that lies on the data's own grid: 5.1
between 5.0 and 5.2 is such a threshold. scikit-learn scales in double, and rounds for the trees.
"""

from typing import Any

import numpy as np

from ..extras import require

TREES = ("Tree", "Forest", "Trees", "GradientBoosting", "XGB", "XGBRF")


def with_cast(model: Any) -> Any | None:
    """The pipeline with a rounding to single precision before its trees; None without any."""
    steps = getattr(model, "steps", None)
    if steps is None or len(steps) < 2:
        return None
    name = type(steps[-1][1]).__name__.removesuffix("Classifier").removesuffix("Regressor")
    if not name.endswith(TREES) or name.startswith("Hist"):
        return None
    cast = require("skl2onnx.sklapi", "sklearn").CastTransformer(dtype=np.float32)
    pipeline = require("sklearn.pipeline", "sklearn").Pipeline
    return pipeline([*steps[:-1], ("to_single_precision", cast), steps[-1]])


def register_imputer() -> None:
    """ONNX Runtime's Imputer knows single precision alone: others get a Where."""
    skl2onnx = require("skl2onnx", "sklearn")
    registration = require("skl2onnx.common._registration", "sklearn")
    imputer = require("sklearn.impute", "sklearn").SimpleImputer
    original = registration.get_converter("SklearnImputer")
    shape = registration.get_shape_calculator("SklearnImputer")
    kinds = require("skl2onnx.common.data_types", "sklearn")
    if getattr(original, "is_of_maas", False):
        return

    def convert(scope: Any, operator: Any, container: Any) -> None:
        given, imputer = operator.inputs[0].type, operator.raw_operator
        is_double = isinstance(given, kinds.DoubleTensorType)
        is_number = is_double or isinstance(given, kinds.FloatTensorType)
        is_known = not is_double and isinstance(imputer.missing_values, float)
        if not is_number or is_known or imputer.indicator_ is not None:
            original(scope, operator, container)
            return
        write_where(scope, operator, container)

    convert.is_of_maas = True  # type: ignore[attr-defined]
    skl2onnx.update_registered_converter(imputer, "SklearnImputer", shape, convert, overwrite=True)


def write_where(scope: Any, operator: Any, container: Any) -> None:
    """Where(IsNaN(x), statistic, x), or x == the number that stands for missing."""
    join = require("skl2onnx.operator_converters.common", "sklearn").concatenate_variables
    guess_proto_type = require("skl2onnx.common.data_types", "sklearn").guess_proto_type
    inputs = operator.inputs
    given = join(scope, inputs, container) if len(inputs) > 1 else inputs[0].full_name
    imputer = operator.raw_operator
    statistics = np.asarray(imputer.statistics_, np.float64)
    names = ("filling", "missing", "value")
    filling, missing, value = (scope.get_unique_variable_name(name) for name in names)
    dtype = guess_proto_type(inputs[0].type)
    container.add_initializer(filling, dtype, [1, len(statistics)], statistics.tolist())
    unique = scope.get_unique_operator_name
    if np.isnan(imputer.missing_values):
        container.add_node("IsNaN", given, missing, name=unique("IsNaN"))
    else:
        container.add_initializer(value, dtype, [], [float(imputer.missing_values)])
        container.add_node("Equal", [given, value], missing, name=unique("Equal"))
    container.add_node(
        "Where", [missing, filling, given], operator.outputs[0].full_name, name=unique("Where")
    )
