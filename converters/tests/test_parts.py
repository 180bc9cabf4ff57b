"""Parts that skl2onnx does not know are said by their step; those beside them are converted."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from catboost import CatBoostClassifier
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import (
    GradientBoostingClassifier,
    RandomForestClassifier,
    StackingClassifier,
)
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.frozen import FrozenEstimator
from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.impute import IterativeImputer, KNNImputer, MissingIndicator, SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.multioutput import ClassifierChain
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import (
    KBinsDiscretizer,
    OneHotEncoder,
    SplineTransformer,
    StandardScaler,
)
from sklearn.tree import DecisionTreeClassifier

import maas_convert

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(200, 4))
Y = (X[:, 0] + X[:, 1] > 0).astype(int)
HOLES = np.where(RANDOM.random(X.shape) < 0.1, np.nan, X)
WORDS = RANDOM.choice(np.array(["x", "y", "z"], object), (200, 1), p=[0.8, 0.15, 0.05])
LOGISTIC = LogisticRegression()
QUIET = {"verbose": False, "allow_writing_files": False}


class Doubled(TransformerMixin, BaseEstimator):
    def fit(self, rows: Any, y: Any = None) -> "Doubled":
        self.n_features_in_ = rows.shape[1]
        return self

    def transform(self, rows: Any) -> Any:
        return rows * 2

    def __sklearn_is_fitted__(self) -> bool:
        return True


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "iterative": (
        lambda: make_pipeline(IterativeImputer(max_iter=1), LOGISTIC).fit(HOLES, Y),
        r"^The step 'iterativeimputer' \(IterativeImputer\) cannot .*: take SimpleImputer or KNN",
    ),
    "spline": (
        lambda: make_pipeline(SplineTransformer(), Ridge()).fit(X, Y),
        r"'splinetransformer' \(SplineTransformer\) .*: take PolynomialFeatures",
    ),
    "union": (
        lambda: make_pipeline(make_union(SimpleImputer(), MissingIndicator()), LOGISTIC).fit(
            HOLES, Y
        ),
        r"The step 'featureunion/missingindicator' \(MissingIndicator\)",
    ),
    "indicator": (
        lambda: make_pipeline(SimpleImputer(add_indicator=True), LOGISTIC).fit(HOLES, Y),
        "passes over add_indicator=True of SimpleImputer: fit it without",
    ),
    "neighbours with an indicator": (
        lambda: make_pipeline(KNNImputer(add_indicator=True), LOGISTIC).fit(HOLES, Y),
        "passes over add_indicator=True of KNNImputer: fit it without",
    ),
    "chain": (
        lambda: ClassifierChain(LOGISTIC).fit(X, np.stack([Y, 1 - Y], 1)),
        "^ClassifierChain cannot be converted, .*: take MultiOutputClassifier",
    ),
    "CatBoost in a pipeline": (
        lambda: make_pipeline(StandardScaler(), CatBoostClassifier(3, **QUIET)).fit(X, Y),
        r"'catboostclassifier' \(CatBoostClassifier\) .*: convert CatBoost's model by itself",
    ),
    "a class of one's own": (
        lambda: make_pipeline(Doubled(), LOGISTIC).fit(X, Y),
        r"'doubled' \(Doubled\) cannot .*: compute it before the model",
    ),
    "Gaussian process": (
        lambda: GaussianProcessClassifier().fit(X, Y),
        "^GaussianProcessClassifier cannot be converted.*: take SVC",
    ),
    "rare categories": (
        lambda: make_pipeline(OneHotEncoder(min_frequency=20), LOGISTIC).fit(WORDS, Y),
        "OneHotEncoder's infrequent categories .*: put rare categories together",
    ),
    "boosting from a model": (
        lambda: GradientBoostingClassifier(init=LOGISTIC, n_estimators=2).fit(X, Y),
        "GradientBoostingClassifier's init=LogisticRegression: fit it with init=None",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_known_is_said_with_what_to_do(name: str) -> None:
    make, sentence = REFUSED[name]
    with pytest.raises(maas_convert.ConvertError, match=sentence) as caught:
        maas_convert.convert(make())
    assert "MissingShapeCalculator" not in str(caught.value)


TREE = DecisionTreeClassifier(max_depth=3, random_state=0)
KNOWN: dict[str, Callable[[], Any]] = {
    "neighbours fill holes": lambda: make_pipeline(KNNImputer(), LOGISTIC).fit(HOLES, Y),
    "trees beside what takes no holes": lambda: StackingClassifier(
        [("linear", LOGISTIC), ("tree", TREE)]
    ).fit(X, Y),
    "bins": lambda: make_pipeline(KBinsDiscretizer(quantile_method="linear"), Ridge()).fit(X, Y),
    "a frozen forest, calibrated": lambda: CalibratedClassifierCV(
        FrozenEstimator(RandomForestClassifier(5, random_state=0).fit(X, Y))
    ).fit(X, Y),
    "a frozen step": lambda: make_pipeline(
        StandardScaler(), FrozenEstimator(LogisticRegression().fit(X, Y))
    ).fit(X, Y),
}


@pytest.mark.parametrize("name", KNOWN)
def test_it_is_equal_without_data(name: str) -> None:
    model = KNOWN[name]()
    before = repr(model)
    assert maas_convert.convert(model).is_equal
    assert repr(model) == before
