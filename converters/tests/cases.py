"""Forty estimators and pipelines of scikit-learn, fitted on its own tables, with their data."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas
from lightgbm import LGBMClassifier
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import (
    ElasticNet,
    LinearRegression,
    LogisticRegression,
    Ridge,
    RidgeClassifier,
    SGDClassifier,
)
from sklearn.mixture import GaussianMixture
from sklearn.model_selection import GridSearchCV, TunedThresholdClassifierCV
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    KBinsDiscretizer,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)
from sklearn.svm import SVC, SVR, LinearSVC
from sklearn.tree import DecisionTreeClassifier

Fitted = tuple[Any, Any]
IRIS = load_iris(as_frame=True)
WINE = load_wine(as_frame=True)
CANCER = load_breast_cancer(as_frame=True)
DIABETES = load_diabetes(as_frame=True)
SPECIES = np.array(["setosa", "versicolor", "维吉尼亚"])[IRIS.target]

GOOD, BAD = ("good", "Great", "很好", "café"), ("bad", "awful", "很差", "naïve")
TEXTS = [
    f"{word} {thing}{mark}"
    for word in (*GOOD, *BAD)
    for thing in ("movie", "hotel room", "酒店 服务", "book, really")
    for mark in ("", "!", " " + word)
]
SIDES = ["pos" if text.split()[0] in GOOD else "neg" for text in TEXTS]


def mixed_table() -> pandas.DataFrame:
    """Words, numbers with holes, counts and a flag."""
    random = np.random.default_rng(0)
    table = IRIS.data.copy()
    words = np.array(["白", "紫", "violet", "bleu"])
    table.insert(0, "colour", words[(IRIS.target + random.integers(0, 2, 150)) % 4])
    table.loc[random.random(150) < 0.1, "petal length (cm)"] = np.nan
    table["visits"] = random.integers(0, 5, 150)
    table["is_wild"] = random.random(150) < 0.5
    return table


def columns(encoder: Any, *numbers: Any) -> ColumnTransformer:
    return ColumnTransformer(
        [
            ("words", encoder, ["colour"]),
            ("numbers", make_pipeline(*numbers), list(IRIS.data.columns)),
            ("rest", "passthrough", ["visits", "is_wild"]),
        ]
    )


def mixed(model: Any, encoder: Any, *numbers: Any) -> Callable[[], Fitted]:
    def fit() -> Fitted:
        table = mixed_table()
        return make_pipeline(columns(encoder, *numbers), model).fit(table, SPECIES), table

    return fit


def iris(model: Any) -> Callable[[], Fitted]:
    return lambda: (model.fit(IRIS.data, SPECIES), IRIS.data)


def cancer(model: Any) -> Callable[[], Fitted]:
    return lambda: (model.fit(CANCER.data, CANCER.target), CANCER.data)


def wine(model: Any) -> Callable[[], Fitted]:
    return lambda: (model.fit(WINE.data.to_numpy(), WINE.target.to_numpy()), WINE.data.to_numpy())


def diabetes(model: Any) -> Callable[[], Fitted]:
    return lambda: (model.fit(DIABETES.data, DIABETES.target), DIABETES.data)


def seconds(model: Any) -> Callable[[], Fitted]:
    """Times since 1970: 128 of them are one number in single precision."""
    random = np.random.default_rng(0)
    table = pandas.DataFrame({"time": 1.7e9 + random.integers(0, 3000, 600)})
    table["load"] = random.normal(size=600)
    is_late = (table["time"] // 100 % 2 == (table["load"] > 0)).to_numpy()
    return lambda: (model.fit(table, np.where(is_late, "late", "early")), table)


def text(model: Any) -> Callable[[], Fitted]:
    return lambda: (model.fit(TEXTS, SIDES), None)


def spaced(model: Any) -> Callable[[], Fitted]:
    """One side has more blanks than the other."""
    texts = [t.replace(" ", " . ") if s == "pos" else t for t, s in zip(TEXTS, SIDES, strict=True)]
    return lambda: (model.fit(texts, SIDES), None)


def text_and_numbers() -> Fitted:
    table = pandas.DataFrame({"review": TEXTS, "stars": [len(t) % 5 for t in TEXTS]})
    encode = ColumnTransformer(
        [
            ("text", TfidfVectorizer(), "review"),
            ("number", StandardScaler(), make_column_selector(dtype_include="number")),
        ]
    )
    return make_pipeline(encode, LogisticRegression()).fit(table, SIDES), table


IMPUTED = (SimpleImputer(strategy="mean"), StandardScaler())
ONE_HOT = OneHotEncoder(handle_unknown="ignore")
ORDINAL = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)

# Those that no way of exporting makes equal: the report must say so.
INEXACT = {
    "LinearDiscriminantAnalysis, two classes": "skl2onnx applies a softmax to opposite decisions",
    "TunedThresholdClassifierCV": "skl2onnx leaves the tuned threshold out",
    "CountVectorizer of characters": "runs of blanks are one blank in scikit-learn alone",
    "TfidfVectorizer, stop words in pairs": "skl2onnx leaves stop words out of the graph",
}

# Those that skl2onnx refuses in releases before 1.19, in words.
REFUSED_BEFORE_1_19 = {"quantiles, linear", "best columns, logistic"}

CASES: dict[str, Callable[[], Fitted]] = {
    "LogisticRegression": iris(LogisticRegression(max_iter=1000)),
    "SGDClassifier": iris(SGDClassifier(random_state=0)),
    "RidgeClassifier": cancer(RidgeClassifier()),
    "LinearSVC": iris(LinearSVC()),
    "SVC": iris(SVC()),
    "GaussianNB": wine(GaussianNB()),
    "KNeighborsClassifier": wine(KNeighborsClassifier()),
    "DecisionTreeClassifier": iris(DecisionTreeClassifier(random_state=0)),
    "RandomForestClassifier": iris(RandomForestClassifier(30, random_state=0)),
    "ExtraTreesClassifier": cancer(ExtraTreesClassifier(20, random_state=0)),
    "GradientBoostingClassifier": wine(GradientBoostingClassifier(n_estimators=20)),
    "HistGradientBoostingClassifier": cancer(HistGradientBoostingClassifier(max_iter=20)),
    "AdaBoostClassifier": iris(AdaBoostClassifier(n_estimators=10)),
    "BaggingClassifier": iris(BaggingClassifier(random_state=0)),
    "MLPClassifier": iris(MLPClassifier(random_state=0, max_iter=300)),
    "QuadraticDiscriminantAnalysis": wine(QuadraticDiscriminantAnalysis(reg_param=0.1)),
    "LinearDiscriminantAnalysis, two classes": cancer(LinearDiscriminantAnalysis()),
    "CalibratedClassifierCV": cancer(CalibratedClassifierCV(GaussianNB(), cv=3)),
    "TunedThresholdClassifierCV": cancer(
        TunedThresholdClassifierCV(make_pipeline(StandardScaler(), LogisticRegression(C=0.01)))
    ),
    "GridSearchCV": iris(GridSearchCV(LogisticRegression(max_iter=1000), {"C": [0.1, 1]}, cv=3)),
    "VotingClassifier": wine(
        VotingClassifier([("a", GaussianNB()), ("b", DecisionTreeClassifier())], voting="soft")
    ),
    "StackingClassifier": wine(
        StackingClassifier([("a", GaussianNB()), ("b", LogisticRegression(max_iter=5000))], cv=3)
    ),
    "scaler, forest": iris(make_pipeline(StandardScaler(), RandomForestClassifier(30))),
    "robust scaler, boosting": diabetes(
        make_pipeline(RobustScaler(), GradientBoostingRegressor(n_estimators=30))
    ),
    "PCA, SVR": diabetes(make_pipeline(StandardScaler(), PCA(5), SVR(C=10))),
    "power transform, ridge": diabetes(make_pipeline(PowerTransformer(), Ridge())),
    "quantiles, linear": diabetes(
        make_pipeline(QuantileTransformer(n_quantiles=10), LinearRegression())
    ),
    "polynomial, elastic net": diabetes(
        make_pipeline(PolynomialFeatures(2), StandardScaler(), ElasticNet())
    ),
    "best columns, logistic": cancer(
        make_pipeline(SelectKBest(k=8), StandardScaler(), LogisticRegression())
    ),
    "bins, naive Bayes": wine(
        make_pipeline(KBinsDiscretizer(4, encode="ordinal"), MultinomialNB())
    ),
    "ExtraTreesRegressor": diabetes(ExtraTreesRegressor(20, random_state=0)),
    "HistGradientBoostingRegressor": diabetes(HistGradientBoostingRegressor(max_iter=20)),
    "MLPRegressor": diabetes(
        make_pipeline(MinMaxScaler(), MLPRegressor(random_state=0, max_iter=300))
    ),
    "GaussianProcessRegressor": diabetes(GaussianProcessRegressor(alpha=1.0)),
    "seconds, histogram boosting": seconds(HistGradientBoostingClassifier(max_iter=20)),
    "seconds, LightGBM": seconds(LGBMClassifier(n_estimators=20, verbose=-1)),
    "seconds, forest and histogram boosting": seconds(
        StackingClassifier(
            [
                ("a", RandomForestClassifier(10, random_state=0)),
                ("b", HistGradientBoostingClassifier(max_iter=10)),
            ],
            LogisticRegression(),
            cv=3,
        )
    ),
    "seconds, scaled forest and logistic": seconds(
        VotingClassifier(
            [
                ("a", make_pipeline(StandardScaler(), RandomForestClassifier(10, random_state=0))),
                ("b", make_pipeline(StandardScaler(), LogisticRegression())),
            ],
            voting="soft",
        )
    ),
    "KMeans": lambda: (KMeans(3, n_init=3).fit(IRIS.data), IRIS.data),
    "GaussianMixture": lambda: (GaussianMixture(3, random_state=0).fit(IRIS.data), IRIS.data),
    "IsolationForest": lambda: (
        IsolationForest(n_estimators=20, random_state=0).fit(IRIS.data),
        IRIS.data,
    ),
    "mixed columns, logistic": mixed(LogisticRegression(max_iter=1000), ONE_HOT, *IMPUTED),
    # Its thresholds are so near to each other that what one is rounded down to is another's.
    "mixed columns, forest": mixed(RandomForestClassifier(30, random_state=27), ONE_HOT, *IMPUTED),
    "mixed columns, ordinal, boosting": mixed(
        GradientBoostingClassifier(n_estimators=20), ORDINAL, *IMPUTED
    ),
    "mixed columns, regression": lambda: (
        make_pipeline(columns(ONE_HOT, *IMPUTED), RandomForestRegressor(20, random_state=0)).fit(
            mixed_table(), IRIS.data["petal width (cm)"]
        ),
        mixed_table(),
    ),
    "TfidfVectorizer, logistic": text(make_pipeline(TfidfVectorizer(), LogisticRegression())),
    "TfidfVectorizer, sublinear": text(
        make_pipeline(TfidfVectorizer(sublinear_tf=True), LogisticRegression())
    ),
    "TfidfVectorizer, pairs": text(
        make_pipeline(TfidfVectorizer(ngram_range=(1, 2), lowercase=False), LinearSVC())
    ),
    "TfidfVectorizer, SVD, logistic": text(
        make_pipeline(TfidfVectorizer(), TruncatedSVD(12, random_state=0), LogisticRegression())
    ),
    "CountVectorizer of characters": spaced(
        make_pipeline(CountVectorizer(analyzer="char"), LogisticRegression())
    ),
    "TfidfVectorizer, stop words in pairs": text(
        make_pipeline(
            TfidfVectorizer(ngram_range=(2, 2), stop_words=["really", "room"]), LogisticRegression()
        )
    ),
    "text and numbers": text_and_numbers,
}
