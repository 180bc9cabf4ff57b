"""What the boosters have in common: one matrix in, a label and scores or numbers out."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import ConvertError, UsageError
from ..options import Options
from ..outputs import Array, Kind, Outputs
from ..records import to_records
from ..source import Recipe, Source
from ..table import Column, TableSchema

# Where the service's own converter knows more than the exporters.
UPLOAD = "The service converts the model's own file by itself: upload {}, as save_model writes it."
# What ONNX Runtime's trees and onnxmltools' converters both know.
OPSET = 15


def check_fitted(model: Any) -> None:
    """Raises ConvertError where an estimator, which is no Booster, was not fitted."""
    is_fitted = getattr(model, "__sklearn_is_fitted__", None)
    if is_fitted is not None and not is_fitted():
        raise ConvertError(f"{type(model).__name__} is not fitted: call fit first.")


def make_schema(
    names: Sequence[str] | None, count: int, ranges: dict[int, Array], missing: float = np.nan
) -> TableSchema:
    """Columns by name where the model knows names, with the thresholds of its trees.

    `missing` is the number that the model takes for none, beside NaN.
    """
    named = list(names) if names else [str(at) for at in range(count)]
    columns = [
        Column(
            name,
            values=tuple(ranges.get(at, np.zeros(0)).tolist()),
            may_miss=True,
            missing=missing,
        )
        for at, name in enumerate(named)
    ]
    return TableSchema(columns, is_matrix=True, has_names=bool(names))


def make_source(
    framework: str,
    schema: TableSchema,
    kind: Kind,
    ask: Any,
    recipes: list[Recipe],
    options: Options,
    otherwise: str = "",
) -> Source:
    files = {}
    if schema.has_names:
        files["columns.txt"] = "".join(f"{name}\n" for name in schema.names).encode()
    if options.labels:
        files["labels.txt"] = "".join(f"{label}\n" for label in options.labels).encode()
    is_numbers = kind is Kind.NUMBERS
    return Source(
        framework=framework,
        task="tabular-regression" if is_numbers else "tabular-classification",
        schema=schema,
        ask=ask,
        recipes=recipes,
        files=files,
        is_stepwise=True,
        otherwise=otherwise,
        to_records=lambda outputs: to_records(name_labels(outputs, options.labels)),
        body={} if is_numbers else {"scores": True},
    )


def name_labels(outputs: Outputs, labels: Sequence[str]) -> Outputs:
    """Classes by the names of labels.txt, as the service answers them."""
    if not labels or outputs.labels is None or not outputs.classes:
        return outputs
    if len(labels) != len(outputs.classes):
        raise UsageError(
            f"--labels has {len(labels)} names; the model has {len(outputs.classes)} classes."
        )
    names = dict(zip(outputs.classes, labels, strict=True))
    named = np.array([names[label] for label in outputs.labels.tolist()], object)
    return Outputs(outputs.kind, named, outputs.numbers, tuple(labels))


def as_classes(scores: Array, classes: Sequence[Any]) -> Outputs:
    """Labels of the highest score; of one score [N] for two classes, where it is above a half."""
    names = np.array(classes)
    if scores.ndim == 1:
        scores = np.stack([1 - scores, scores], axis=1)
    return Outputs(
        Kind.CLASSES, names[scores.argmax(axis=1)], {"probability": scores}, tuple(classes)
    )
