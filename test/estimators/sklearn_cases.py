"""Every estimator of scikit-learn that skl2onnx has a converter for, with its default options,
fitted on what it can learn.
"""

import numpy as np
from skl2onnx import to_onnx
from skl2onnx._supported_operators import sklearn_operator_name_map
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.preprocessing import StandardScaler
from sklearn.utils import all_estimators

import expected as says
from case import Case

ASKED = 12
_random = np.random.RandomState(0)
X = _random.rand(90, 4).astype(np.float32)
SUM = X.sum(1)
TWO = (SUM > 2).astype(int)
THREE = np.digitize(SUM, [1.7, 2.3])
TAGS = np.stack([X[:, 0] > 0.5, X[:, 1] + X[:, 2] > 1, X[:, 3] > 0.3], 1).astype(int)
TARGETS = {
    "two classes": TWO,
    "three classes": THREE,
    "words as classes": np.array(["bad", "fair", "good"])[THREE],
    "several tags": TAGS,
    "several outputs": np.stack([THREE, TWO], 1),
    "one target": SUM * 2 + 1,
    "two targets": np.stack([SUM + 1, X[:, 0] * 3 + 1], 1),
}
# They have `predict` of the estimator inside; their ONNX is that of `transform`.
SELECTORS = ("RFE", "RFECV", "SelectFromModel")
CLASSES = ("two classes", "three classes", "words as classes")
WORDS = np.array([["red", "green", "blue"][row % 3] for row in range(90)])[:, None]
TEXTS = np.array(
    [
        f"the {['good', 'bad', 'long'][row % 3]} movie of {['spring', 'winter'][row % 2]}"
        for row in range(90)
    ]
)

# What cannot be made without arguments.
ARGUMENTS = {
    "ColumnTransformer": lambda kind: kind(
        [("scaled", StandardScaler(), [0, 1])], remainder="passthrough"
    ),
    "FeatureUnion": lambda kind: kind([("scaled", StandardScaler())]),
    "Pipeline": lambda kind: kind([("scale", StandardScaler()), ("model", LogisticRegression())]),
    "VotingClassifier": lambda kind: kind(
        [("a", LogisticRegression()), ("b", LogisticRegression(C=0.1))], flatten_transform=False
    ),
    "StackingClassifier": lambda kind: kind(
        [("a", LogisticRegression()), ("b", LogisticRegression(C=0.1))]
    ),
    "VotingRegressor": lambda kind: kind([("a", LinearRegression())]),
    "StackingRegressor": lambda kind: kind([("a", LinearRegression())]),
    "GridSearchCV": lambda kind: kind(LogisticRegression(), {"C": [0.1, 1]}),
    "LocalOutlierFactor": lambda kind: kind(novelty=True),
    "KBinsDiscretizer": lambda kind: kind(encode="ordinal"),
    "OneHotEncoder": lambda kind: kind(sparse_output=False),
    "KernelPCA": lambda kind: kind(n_components=2),  # the others are zero but for rounding
    "MultiOutputRegressor": lambda kind: kind(LinearRegression()),
    "GaussianRandomProjection": lambda kind: kind(n_components=2),
    "SelectKBest": lambda kind: kind(k=2),
    "SelectPercentile": lambda kind: kind(percentile=50),
}


def make(kind):
    if kind.__name__ in ARGUMENTS:
        return ARGUMENTS[kind.__name__](kind)
    for arguments in ((), (LogisticRegression(),), (LinearRegression(),)):
        try:
            return kind(*arguments)
        except TypeError:
            continue
    raise TypeError(f"{kind.__name__} cannot be made")


def list_kinds():
    """(name, class) of those with a converter, and the names of the others."""
    kinds = all_estimators()
    return [(name, kind) for name, kind in kinds if kind in sklearn_operator_name_map], [
        name for name, kind in kinds if kind not in sklearn_operator_name_map
    ]


def list_cases(wanted=()):
    np.random.seed(0)  # what estimators without a random_state draw from
    kinds, _ = list_kinds()
    for name, kind in kinds:
        if not wanted or name in wanted:
            yield from list_cases_of(name, kind)


def list_cases_of(name, kind):
    role = None if name in SELECTORS else find_role(kind)
    if role == "text":
        yield make_text_case(name, kind)
    elif role in ("classifier", "regressor"):
        for variant, target in TARGETS.items():
            if (role == "classifier") == (variant not in ("one target", "two targets")):
                case = try_fit(name, kind, variant, target)
                if case:
                    yield case
    else:
        case = try_fit(
            name, kind, "as it is", THREE if needs_target(kind) or name in SELECTORS else None
        )
        if case:
            yield case


def find_role(kind):
    tags = getattr(make_quietly(kind), "__sklearn_tags__", None)
    try:
        found = tags().estimator_type if tags else None
    except Exception:  # noqa: BLE001, a few cannot say before they are fitted
        found = None
    if kind.__name__ in ("CountVectorizer", "TfidfVectorizer", "HashingVectorizer"):
        return "text"
    return {
        "outlier_detector": "outlier",
        "clusterer": "clusterer",
        "density_estimator": "clusterer",
    }.get(found, found)


def make_quietly(kind):
    try:
        return make(kind)
    except TypeError:
        return None


def needs_target(kind):
    tags = getattr(make_quietly(kind), "__sklearn_tags__", None)
    try:
        return bool(tags and tags().target_tags.required)
    except Exception:  # noqa: BLE001
        return False


def try_fit(name, kind, variant, target):
    """None where the estimator does not learn this."""
    for rows in inputs_of(name):
        try:
            model = make(kind)
            model.fit(rows, target) if target is not None else model.fit(rows)
            return make_case(name, variant, model, rows)
        except Exception:  # noqa: BLE001, each estimator has its own words for what it does not learn
            continue
    return None


def inputs_of(name):
    if name in ("OneHotEncoder", "OrdinalEncoder", "TargetEncoder"):
        return [WORDS]
    if name == "CategoricalNB":
        return [(X * 3).astype(np.int64)]
    if name in ("LabelEncoder", "LabelBinarizer"):
        return [WORDS[:, 0]]
    return [X]


def make_case(name, variant, model, rows):
    asked = rows[:ASKED]
    return Case(
        family="scikit-learn",
        name=name,
        variant=variant,
        convert=lambda: convert(model, rows),
        rows=asked.tolist() if asked.ndim == 2 else asked[:, None].tolist(),
        expected=to_expected(model, variant, asked),
        body={"scores": True} if says_labels(model, variant) else {},
        feeds={"X": asked if asked.ndim == 2 else asked[:, None]},
    )


def says_labels(model, variant):
    return (
        hasattr(model, "predict")
        and variant not in ("one target", "two targets")
        and not is_plain_transformer(model)
    )


def is_plain_transformer(model):
    return not hasattr(model, "predict") or type(model).__name__ in SELECTORS


def to_expected(model, variant, rows):
    if variant in CLASSES:
        return says.of_classifier(model, rows)
    if variant == "several tags":
        return says.of_tags(model, rows)
    if variant == "several outputs":
        return says.of_outputs(model, rows)
    if variant in ("one target", "two targets"):
        return says.of_numbers(model.predict(rows))
    if is_plain_transformer(model):
        return says.of_numbers(
            model.transform(rows) if hasattr(model, "transform") else model.kneighbors(rows)[0]
        )
    if hasattr(model, "classes_"):
        return says.of_classifier(model, rows)
    if hasattr(model, "decision_function") and not hasattr(model, "predict_proba"):
        return says.of_outliers(model, rows)
    return says.of_clusters(model, rows)


def convert(model, rows):
    kind = {"f": FloatTensorType, "i": Int64TensorType}.get(rows.dtype.kind, StringTensorType)
    types = [("X", kind([None, rows.shape[1] if rows.ndim == 2 else 1]))]
    try:
        return to_onnx(model, initial_types=types).SerializeToString()
    except RuntimeError as error:
        if "target_opset" not in str(error) and "ai.onnx.ml" not in str(error):
            raise
        # Its own default is newer than what this converter knows.
        return to_onnx(
            model, initial_types=types, target_opset={"": 18, "ai.onnx.ml": 3}
        ).SerializeToString()


def make_text_case(name, kind):
    model = (
        kind()
        if name == "HashingVectorizer"
        else kind(lowercase=False, token_pattern="[a-zA-Z0-9_]+")
    )
    model.fit(TEXTS)
    asked = TEXTS[:ASKED]
    return Case(
        "scikit-learn",
        name,
        "as it is",
        lambda: to_onnx(
            model, initial_types=[("X", StringTensorType([None, 1]))]
        ).SerializeToString(),
        asked[:, None].tolist(),
        says.of_numbers(model.transform(asked)),
        feeds={"X": asked[:, None]},
    )
