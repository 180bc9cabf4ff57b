"""Parts of a model that skl2onnx does not know, or passes over: which, and what to do instead."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import UnknownPartError
from . import sklearn_options as skl

INNER = "convert the estimator inside of it"
OUTLIERS = "take IsolationForest, OneClassSVM or LocalOutlierFactor(novelty=True)"
LABELS = "fit a classifier on the labels that it found"
ANSWERS = "its answers need all of its training rows: take another model"
APPROXIMATION = "take PolynomialFeatures or KernelPCA, or a model that is not linear"
CHAIN = "take {}, or convert each estimator of the chain, and send the answers of the first to next"
BEFORE = "compute it before the model, and send what comes of it"
INSTEAD = {
    "IterativeImputer": "take SimpleImputer or KNNImputer, or fill what is missing yourself",
    "MissingIndicator": "send a column of 0 and 1 that says what is missing",
    "SplineTransformer": f"take PolynomialFeatures or KBinsDiscretizer, or {BEFORE}",
    "HashingVectorizer": "take TfidfVectorizer or CountVectorizer",
    "LatentDirichletAllocation": "take TruncatedSVD",
    "Nystroem": APPROXIMATION,
    "RBFSampler": APPROXIMATION,
    "ClassifierChain": CHAIN.format("MultiOutputClassifier"),
    "RegressorChain": CHAIN.format("MultiOutputRegressor"),
    "OutputCodeClassifier": "take OneVsRestClassifier or OneVsOneClassifier",
    "EllipticEnvelope": OUTLIERS,
    "Birch": "take KMeans, or " + LABELS,
    "LabelPropagation": LABELS + " (transduction_)",
    "LabelSpreading": LABELS + " (transduction_)",
    "SelfTrainingClassifier": INNER + " (estimator_)",
    "FixedThresholdClassifier": INNER + " (estimator_), and compare its score with the threshold",
    "Isomap": ANSWERS,
    "GaussianProcessClassifier": "take SVC(probability=True) or LogisticRegression",
}
CATBOOST = (
    "convert CatBoost's model by itself, on rows that the steps before it made; LightGBM and"
    " XGBoost are converted inside of a pipeline"
)
KNOWN = "of scikit-learn's that it knows (https://onnx.ai/sklearn-onnx/supported.html)"

INDICATOR = (
    "skl2onnx passes over add_indicator=True of {}: fit it without, and send columns of 0 and 1"
    " that say what is missing."
)
RARE = (
    "skl2onnx does not know OneHotEncoder's infrequent categories (min_frequency, max_categories):"
    " put rare categories together before the model, or fit it without."
)
BEGINNING = "skl2onnx does not know {}'s init={}: fit it with init=None or 'zero'."
# What a fitted estimator may have, and the sentence for it.
CHECKS: tuple[tuple[Callable[[Any], bool], str], ...] = (
    (lambda part: getattr(part, "indicator_", None) is not None, INDICATOR),
    (lambda part: any(one is not None for one in getattr(part, "_infrequent_indices", [])), RARE),
)


def has_beginning(part: Any) -> bool:
    return hasattr(part, "init_") and hasattr(getattr(part, "init", None), "get_params")


def check_parts(model: Any) -> None:
    """Raises UnknownPartError where skl2onnx would write another model, or none, and not say so."""
    for part in skl.walk(model):
        kind = type(part).__name__
        for is_so, sentence in CHECKS:
            if is_so(part) and kind not in INSTEAD:
                raise UnknownPartError(sentence.format(kind))
        if has_beginning(part):
            raise UnknownPartError(BEGINNING.format(kind, type(part.init).__name__))
        if kind == "GaussianProcessClassifier":
            raise describe(model, type(part))


def find_unknown(model: Any, error: Exception) -> UnknownPartError | None:
    """What skl2onnx says of a class that it has no converter of, in our words."""
    named = re.search(r"<class '([\w.]+)'>", str(error))
    if named is None or not isinstance(error, (RuntimeError, KeyError)):
        return None
    for part in skl.walk(model):
        kind = type(part)
        if f"{kind.__module__}.{kind.__qualname__}" == named[1]:
            return describe(model, kind)
    return None


def describe(model: Any, kind: type) -> UnknownPartError:
    package = kind.__module__.partition(".")[0]
    name = find_step(model, kind)
    place = kind.__name__ if name is None else f"The step '{name}' ({kind.__name__})"
    if package == "catboost":
        advice = CATBOOST
    elif package == "sklearn":
        advice = INSTEAD.get(kind.__name__, f"take one {KNOWN}, or {BEFORE}")
    else:
        advice = f"{BEFORE}, or take one {KNOWN}"
    return UnknownPartError(f"{place} cannot be converted, as skl2onnx does not know it: {advice}.")


def find_step(model: Any, kind: type) -> str | None:
    """The names of the steps that lead to the part, as `union/spline`."""
    for name, part in list_steps(model):
        if type(part) is kind:
            return name
        inner = find_step(part, kind)
        if inner is not None:
            return f"{name}/{inner}"
    return None


def list_steps(model: Any) -> Iterator[tuple[str, Any]]:
    for attribute in ("steps", "transformers_", "transformer_list"):
        for name, part, *_ in getattr(model, attribute, None) or []:
            yield name, part


@contextmanager
def thawed(model: Any) -> Iterator[None]:
    """What a FrozenEstimator holds stands in its place: skl2onnx does not know it."""
    before: list[tuple[Any, str, Any]] = []
    for part in list(skl.walk(model)):
        for one in (part, *getattr(part, "calibrated_classifiers_", [])):
            if is_frozen(getattr(one, "estimator", None)):
                before.append((one, "estimator", one.estimator))
        if any(is_frozen(step) for _, step in getattr(part, "steps", [])):
            before.append((part, "steps", part.steps))
    try:
        for part, name, value in before:
            is_one = name == "estimator"
            thaw = value.estimator if is_one else [(n, melt(step)) for n, step in value]
            setattr(part, name, thaw)
        yield
    finally:
        for part, name, value in before:
            setattr(part, name, value)


def is_frozen(part: Any) -> bool:
    return type(part).__name__ == "FrozenEstimator"


def melt(part: Any) -> Any:
    return part.estimator if is_frozen(part) else part
