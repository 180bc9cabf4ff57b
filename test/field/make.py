"""How the models in models/ were made, with what scikit-learn says of their inputs (models/expected.json).

pip install scikit-learn skl2onnx onnxruntime
python make.py
"""

import json
import warnings
from pathlib import Path

import numpy as np
from skl2onnx import to_onnx
from skl2onnx.common.data_types import StringTensorType
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import MultiOutputRegressor
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent / "models"
OPSET = {"": 17, "ai.onnx.ml": 3}
X, y = load_iris(return_X_y=True)
X = X.astype("float32")
ROWS = X[[0, 60, 120]]
expected = {}


def save(name, estimator, rows, options=None, **more):
    model = to_onnx(estimator, rows[:1], target_opset=OPSET, options=options)
    model.producer_version = ""
    (HERE / f"{name}.onnx").write_bytes(model.SerializeToString())
    expected[name] = {
        "rows": rows.tolist(),
        **{key: np.asarray(value).tolist() for key, value in more.items()},
    }


# Two labels that can both be there or not: 150 flowers, "is setosa" and "is versicolor".
tags = OneVsRestClassifier(LogisticRegression(max_iter=300)).fit(
    X, np.c_[y == 0, y == 1].astype(int)
)
save("multilabel", tags, ROWS, labels=tags.predict(ROWS), probabilities=tags.predict_proba(ROWS))

# libsvm decides by votes and estimates probabilities apart: now and then they disagree.
rng = np.random.RandomState(3)
A = rng.randn(120, 2).astype("float32")
b = rng.randint(0, 3, 120)
svc = SVC(probability=True, random_state=0, C=5).fit(A, b)
odd = A[svc.predict(A) != svc.classes_[svc.predict_proba(A).argmax(1)]][:3]
assert len(odd) == 3
save("svc-probability", svc, odd, labels=svc.predict(odd))

kmeans = KMeans(3, n_init=3, random_state=0).fit(X)
save("kmeans", kmeans, ROWS, labels=kmeans.predict(ROWS), distances=kmeans.transform(ROWS))

species = LogisticRegression(max_iter=300).fit(X, y)
save("iris", species, ROWS, labels=species.predict(ROWS), probabilities=species.predict_proba(ROWS))

save(
    "iris-columns",
    species,
    ROWS,
    options={"zipmap": "columns"},
    labels=species.predict(ROWS),
    probabilities=species.predict_proba(ROWS),
)

targets = MultiOutputRegressor(LinearRegression()).fit(X[:, :2], X[:, 2:])
save("two-targets", targets, ROWS[:, :2], values=targets.predict(ROWS[:, :2]))

# The first text classifier of every tutorial. TfidfVectorizer lowers its texts by default:
# StringNormalizer in the graph.
texts = [
    "the team won the match",
    "the bank raised the rate",
    "the club sold its star",
    "shares fell on the market",
] * 5
topics = make_pipeline(TfidfVectorizer(), LogisticRegression(C=10)).fit(
    texts, ["sport", "money", "sport", "money"] * 5
)
asked = ["The Team WON", "Shares fell", "The bank raised the star"]
proto = to_onnx(topics, initial_types=[("text", StringTensorType([None, 1]))], target_opset=OPSET)
(HERE / "tfidf.onnx").write_bytes(proto.SerializeToString())
expected["tfidf"] = {
    "rows": asked,
    "labels": topics.predict(asked).tolist(),
    "classes": topics.classes_.tolist(),
    "probabilities": topics.predict_proba(asked).tolist(),
}

(HERE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
