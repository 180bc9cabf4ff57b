"""XGBoost's, LightGBM's and CatBoost's objectives, through the converters that their users have."""

import tempfile
from pathlib import Path

import numpy as np
from catboost import CatBoostClassifier, CatBoostRegressor
from lightgbm import LGBMClassifier, LGBMRanker, LGBMRegressor
from onnxmltools import convert_lightgbm, convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from xgboost import XGBClassifier, XGBRanker, XGBRegressor

import expected as says
from case import Case
from sklearn_cases import ASKED, SUM, TAGS, THREE, TWO, X

POSITIVE, BOTH = SUM * 2 + 1, np.stack([SUM + 1, X[:, 0] * 3 + 1], 1)
SHARE = (SUM - SUM.min()) / (SUM.max() - SUM.min())
GROUPS = [30, 30, 30]

XGBOOST = {
    XGBClassifier: {
        "binary:logistic": TWO,
        "binary:logitraw": TWO,
        "binary:hinge": TWO,
        "multi:softprob": THREE,
        "multi:softmax": THREE,
    },
    XGBRegressor: {
        "reg:squarederror": POSITIVE,
        "reg:squaredlogerror": POSITIVE,
        "reg:pseudohubererror": POSITIVE,
        "reg:absoluteerror": POSITIVE,
        "reg:quantileerror": POSITIVE,
        "reg:logistic": SHARE,
        "reg:gamma": POSITIVE,
        "reg:tweedie": POSITIVE,
        "count:poisson": POSITIVE,
        "survival:cox": POSITIVE,
    },
    XGBRanker: {"rank:pairwise": TWO, "rank:ndcg": TWO, "rank:map": TWO},
}
LIGHTGBM = {
    LGBMClassifier: {"binary": TWO, "multiclass": THREE, "multiclassova": THREE},
    LGBMRegressor: {
        "regression": POSITIVE,
        "regression_l1": POSITIVE,
        "huber": POSITIVE,
        "fair": POSITIVE,
        "poisson": POSITIVE,
        "quantile": POSITIVE,
        "mape": POSITIVE,
        "gamma": POSITIVE,
        "tweedie": POSITIVE,
        "cross_entropy": SHARE,
        "cross_entropy_lambda": SHARE,
    },
    LGBMRanker: {"lambdarank": TWO, "rank_xendcg": TWO},
}
CATBOOST = {
    CatBoostClassifier: {
        "Logloss": TWO,
        "CrossEntropy": TWO,
        "MultiClass": THREE,
        "MultiClassOneVsAll": THREE,
        "MultiLogloss": TAGS,
        "MultiCrossEntropy": TAGS,
    },
    CatBoostRegressor: {
        "RMSE": POSITIVE,
        "MAE": POSITIVE,
        "Quantile": POSITIVE,
        "MAPE": POSITIVE,
        "Poisson": POSITIVE,
        "LogLinQuantile": POSITIVE,
        "Lq:q=2": POSITIVE,
        "Huber:delta=1": POSITIVE,
        "Expectile:alpha=0.3": POSITIVE,
        "Tweedie:variance_power=1.5": POSITIVE,
        "MultiRMSE": BOTH,
        "RMSEWithUncertainty": POSITIVE,
    },
}


def list_cases(wanted=()):
    for family, objectives, make in (
        ("XGBoost", XGBOOST, make_xgboost),
        ("LightGBM", LIGHTGBM, make_lightgbm),
        ("CatBoost", CATBOOST, make_catboost),
    ):
        for kind, targets in objectives.items():
            for objective, target in targets.items():
                if not wanted or objective in wanted:
                    yield make(family, kind, objective, target)
    if not wanted or "words as classes" in wanted:
        yield make_catboost(
            "CatBoost",
            CatBoostClassifier,
            "MultiClass",
            np.array(["bad", "fair", "good"])[THREE],
            "words as classes",
        )


def fit(model, target):
    groups = {"group": GROUPS} if isinstance(model, (XGBRanker, LGBMRanker)) else {}
    model.fit(X, target, **groups)
    return model


def make_xgboost(family, kind, objective, target):
    extra = {"quantile_alpha": 0.5} if objective == "reg:quantileerror" else {}
    model = fit(kind(objective=objective, n_estimators=8, max_depth=3, **extra), target)
    return make_case(
        family,
        objective,
        model,
        lambda: convert_xgboost(
            model, initial_types=[("X", FloatTensorType([None, 4]))]
        ).SerializeToString(),
    )


def make_lightgbm(family, kind, objective, target):
    model = fit(kind(objective=objective, n_estimators=8, min_child_samples=3, verbose=-1), target)
    return make_case(
        family,
        objective,
        model,
        lambda: convert_lightgbm(
            model, initial_types=[("X", FloatTensorType([None, 4]))], target_opset=15
        ).SerializeToString(),
    )


def make_catboost(family, kind, objective, target, variant=""):
    model = fit(
        kind(
            loss_function=objective, iterations=8, depth=3, verbose=False, allow_writing_files=False
        ),
        target,
    )
    return make_case(family, objective, model, lambda: export_catboost(model), variant, "features")


def export_catboost(model):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        model.save_model(str(path), format="onnx")
        return path.read_bytes()


def make_case(family, objective, model, convert, variant="", name="X"):
    asked = X[:ASKED]
    is_classifier = hasattr(model, "predict_proba")
    is_of_tags = (
        is_classifier
        and np.ndim(model.predict(asked)) == 2
        and np.shape(model.predict(asked))[1] > 1
    )
    find = (
        says.of_tags
        if is_of_tags
        else says.of_classifier
        if is_classifier
        else lambda fitted, rows: says.of_numbers(fitted.predict(rows))
    )
    return Case(
        family,
        objective,
        variant or ("as it is"),
        convert,
        asked.tolist(),
        find(model, asked),
        {"scores": True} if is_classifier else {},
        feeds={name: asked},
    )
