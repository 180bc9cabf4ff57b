"""What an estimator of scikit-learn says of rows, whatever kind it is."""

from typing import Any

import numpy as np

from ..outputs import Array, Kind, Outputs

# They have `predict` of the estimator inside; what is converted is `transform`.
SELECTORS = ("RFE", "RFECV", "SelectFromModel")


def find_kind(model: Any) -> Kind:
    from sklearn import base

    if not hasattr(model, "predict") or last_of(model).__class__.__name__ in SELECTORS:
        return Kind.NUMBERS
    if base.is_outlier_detector(model):
        return Kind.OUTLIERS
    if base.is_classifier(model):
        classes = getattr(model, "classes_", None)
        if isinstance(classes, list):
            return Kind.TAGS if all(is_tag(one) for one in classes) else Kind.SEVERAL
        return Kind.TAGS if is_multilabel(model) else Kind.CLASSES
    if base.is_regressor(model):
        return Kind.NUMBERS
    if hasattr(model, "predict_proba"):
        return Kind.MIXTURE
    return (
        Kind.CLUSTERS if hasattr(model, "labels_") or hasattr(model, "transform") else Kind.NUMBERS
    )


def last_of(model: Any) -> Any:
    return model.steps[-1][1] if hasattr(model, "steps") else model


def is_tag(classes: Array) -> bool:
    return len(classes) == 2 and set(np.asarray(classes).tolist()) <= {0, 1}


def is_multilabel(model: Any) -> bool:
    last = last_of(model)
    binarizer = getattr(last, "label_binarizer_", None) or getattr(last, "_label_binarizer", None)
    kind = getattr(binarizer, "y_type_", "")
    return kind.startswith("multilabel") or bool(getattr(last, "multilabel_", False))


def answer(model: Any, rows: Any, kind: Kind) -> Outputs:
    if kind is Kind.NUMBERS:
        return Outputs(kind, None, {"value": find_numbers(model, rows)})
    labels = np.asarray(model.predict(rows))
    if kind is Kind.OUTLIERS:
        return Outputs(kind, labels, {"outlier_score": np.ravel(model.decision_function(rows))})
    if kind is Kind.MIXTURE:
        return Outputs(kind, labels, {"score": np.asarray(model.predict_proba(rows))})
    if kind is Kind.CLUSTERS:
        far = {"distance": dense(model.transform(rows))} if hasattr(model, "transform") else {}
        return Outputs(kind, labels, far)
    if kind is Kind.TAGS:
        return Outputs(kind, labels, find_tags(model, rows))
    if kind is Kind.SEVERAL:
        return Outputs(kind, labels, find_several(model, rows))
    return Outputs(kind, np.ravel(labels), find_scores(model, rows), tuple(model.classes_.tolist()))


def find_numbers(model: Any, rows: Any) -> Array:
    if hasattr(model, "predict") and last_of(model).__class__.__name__ not in SELECTORS:
        return np.asarray(model.predict(rows), np.float64)
    if hasattr(model, "transform"):
        return dense(model.transform(rows))
    return np.asarray(model.kneighbors(rows)[0])


def dense(values: Any) -> Array:
    return np.asarray(values.toarray() if hasattr(values, "toarray") else values)


def find_scores(model: Any, rows: Any) -> dict[str, Array]:
    """Probabilities, else decisions: a column per class, or one that speaks for the second."""
    if hasattr(model, "predict_proba"):
        return {"probability": np.asarray(model.predict_proba(rows))}
    if not hasattr(model, "decision_function"):
        return {}
    decisions = np.asarray(model.decision_function(rows))
    several = decisions.ndim == 2 and decisions.shape[1] != len(model.classes_)
    return {} if several else {"decision": decisions}


def find_tags(model: Any, rows: Any) -> dict[str, Array]:
    if hasattr(model, "predict_proba"):
        scores = model.predict_proba(rows)
        if isinstance(scores, list):
            return {"probability": np.stack([tag[:, 1] for tag in scores], 1)}
        return {"probability": np.asarray(scores)}
    if hasattr(model, "decision_function"):
        return {"decision": np.asarray(model.decision_function(rows))}
    return {}


def find_several(model: Any, rows: Any) -> dict[str, Array]:
    scores = model.predict_proba(rows) if hasattr(model, "predict_proba") else None
    if not isinstance(scores, list):
        return {}
    return {f"probability:{at}": np.asarray(part) for at, part in enumerate(scores)}
