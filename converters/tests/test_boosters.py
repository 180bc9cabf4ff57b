"""XGBoost, LightGBM and CatBoost: estimators and their own files, every kind of objective."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
from catboost import CatBoostClassifier, CatBoostRegressor
from lightgbm import (
    Dataset,
    LGBMClassifier,
    LGBMRanker,
    LGBMRegressor,
    early_stopping,
    train,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from table import add_row
from xgboost import XGBClassifier, XGBRanker, XGBRegressor

import maas_convert
from maas_convert.frameworks.xgboost import check_releases

RANDOM = np.random.default_rng(0)
TABLE = pandas.DataFrame(RANDOM.random((600, 4)), columns=["age", "blood pressure", "体重", "d"])
TABLE.loc[RANDOM.random(600) < 0.1, "age"] = np.nan
SUM = TABLE.fillna(0.5).sum(axis=1).to_numpy()
TWO, THREE = (SUM > 2).astype(int), np.digitize(SUM, [1.7, 2.3])
POSITIVE, SHARE = SUM * 2 + 1, (SUM - SUM.min()) / (SUM.max() - SUM.min())
WORDS = np.array(["bad", "fair", "good"])[THREE]

XGBOOST = [
    (XGBClassifier, "binary:logistic", TWO), (XGBClassifier, "multi:softprob", THREE),
    (XGBClassifier, "multi:softmax", THREE), (XGBRegressor, "reg:squarederror", POSITIVE),
    (XGBRegressor, "reg:absoluteerror", POSITIVE), (XGBRegressor, "reg:logistic", SHARE),
    (XGBRegressor, "reg:gamma", POSITIVE), (XGBRegressor, "reg:tweedie", POSITIVE),
    (XGBRegressor, "count:poisson", POSITIVE), (XGBRegressor, "survival:cox", POSITIVE),
    (XGBRegressor, "reg:squaredlogerror", POSITIVE), (XGBRanker, "rank:ndcg", TWO),
]  # fmt: skip
LIGHTGBM = [
    (LGBMClassifier, "binary", TWO), (LGBMClassifier, "multiclass", WORDS),
    (LGBMClassifier, "multiclassova", THREE), (LGBMRegressor, "regression", POSITIVE),
    (LGBMRegressor, "huber", POSITIVE), (LGBMRegressor, "fair", POSITIVE),
    (LGBMRegressor, "mape", POSITIVE), (LGBMRegressor, "poisson", POSITIVE),
    (LGBMRegressor, "tweedie", POSITIVE), (LGBMRegressor, "cross_entropy", SHARE),
    (LGBMRegressor, "cross_entropy_lambda", SHARE), (LGBMRanker, "lambdarank", TWO),
]  # fmt: skip
FEW = {"iterations": 5, "verbose": False, "allow_writing_files": False}
CATBOOST = [
    (CatBoostClassifier, "Logloss", TWO), (CatBoostClassifier, "MultiClass", WORDS),
    (CatBoostClassifier, "MultiClassOneVsAll", THREE), (CatBoostRegressor, "RMSE", POSITIVE),
    (CatBoostRegressor, "MAE", POSITIVE), (CatBoostRegressor, "Quantile", POSITIVE),
    (CatBoostRegressor, "Poisson", POSITIVE),
    (CatBoostRegressor, "Tweedie:variance_power=1.5", POSITIVE),
    (CatBoostRegressor, "Huber:delta=1", POSITIVE),
]  # fmt: skip


def fit(kind: Any, objective: str, target: Any) -> Any:
    if kind in (CatBoostClassifier, CatBoostRegressor):
        settings = {"iterations": 20, "depth": 4, "verbose": False, "allow_writing_files": False}
        return kind(loss_function=objective, thread_count=2, **settings).fit(TABLE, target)
    settings = {"verbose": -1} if kind.__name__.startswith("LGBM") else {"max_depth": 4}
    group = {"group": [200, 200, 200]} if "Ranker" in kind.__name__ else {}
    model = kind(objective=objective, n_estimators=20, n_jobs=2, **settings)
    return model.fit(TABLE.to_numpy() if group else TABLE, target, **group)


@pytest.mark.parametrize("case", [*XGBOOST, *LIGHTGBM, *CATBOOST], ids=lambda case: case[1])
def test_objective_is_equal_when_converted(case: Any) -> None:
    model = fit(*case)
    result = maas_convert.convert(model, TABLE, rows=300)
    add_row(f"{case[0].__name__} {case[1]}", result)
    assert result.is_equal


@pytest.mark.parametrize("suffix", [".json", ".ubj"])
@pytest.mark.parametrize("case", [XGBOOST[0], XGBOOST[1], XGBOOST[5]], ids=lambda case: case[1])
def test_xgboosts_own_file_is_equal_when_converted(case: Any, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"model{suffix}"
    fit(*case).save_model(path)
    assert maas_convert.convert(path, TABLE, rows=200).is_equal


@pytest.mark.parametrize("case", [LIGHTGBM[0], LIGHTGBM[4], LIGHTGBM[9]], ids=lambda case: case[1])
def test_lightgbms_own_file_is_equal_when_converted(case: Any, tmp_path: Path) -> None:
    path = tmp_path / "model.txt"
    fit(*case).booster_.save_model(path)
    assert maas_convert.convert(path, TABLE.to_numpy(), rows=200).is_equal


def test_catboosts_own_file_is_equal_when_converted(tmp_path: Path) -> None:
    path = tmp_path / "model.cbm"
    fit(*CATBOOST[1]).save_model(str(path))
    result = maas_convert.convert(path, TABLE, rows=200)
    assert result.is_equal
    assert result.source.size_bytes == path.stat().st_size


@pytest.mark.parametrize("kind", [XGBClassifier, LGBMClassifier])
def test_booster_inside_a_pipeline_is_equal(kind: Any) -> None:
    settings = {"verbose": -1} if kind is LGBMClassifier else {}
    pipeline = make_pipeline(StandardScaler(), kind(n_estimators=10, n_jobs=2, **settings))
    pipeline.fit(TABLE.fillna(0), TWO)
    assert maas_convert.convert(pipeline, TABLE.fillna(0), rows=200).is_equal


def test_values_on_lightgbms_thresholds_stay_on_their_side() -> None:
    """Thresholds of doubles that single precision has not: the data lies on them."""
    grid = np.round(RANDOM.random((600, 2)), 1)
    model = LGBMRegressor(n_estimators=10, verbose=-1, n_jobs=2).fit(grid, grid.sum(axis=1))
    splits = [
        float(line) for tree in model.booster_.trees_to_dataframe()["threshold"].dropna()
        for line in [tree]
    ]  # fmt: skip
    rows = np.array(splits)[RANDOM.integers(0, len(splits), (200, 2))]
    result = maas_convert.convert(model, rows)
    assert result.is_equal


def test_thresholds_that_single_precision_does_not_tell_apart_are_kept() -> None:
    """Numbers of accounts: sixteen of them are one number in single precision."""
    numbers = (2.5e8 + RANDOM.integers(0, 400, (600, 2))).astype(float)
    model = LGBMClassifier(n_estimators=10, verbose=-1, n_jobs=2)
    model.fit(numbers, (numbers[:, 0] // 7 + numbers[:, 1] // 11) % 3)
    result = maas_convert.convert(model, numbers, rows=300)
    assert result.is_equal
    assert result.parity.recipe == "onnxmltools, double precision"


def test_categorical_splits_are_refused_by_name() -> None:
    table = TABLE.assign(shop=pandas.Categorical(np.array(list("abc"))[THREE]))
    model = LGBMClassifier(n_estimators=5, verbose=-1).fit(
        table, RANDOM.permutation(TWO ^ (THREE == 1))
    )
    model.fit(table, (THREE == 1).astype(int))
    with pytest.raises(maas_convert.ConvertError, match="categorical"):
        maas_convert.convert(model, table)


def test_releases_that_do_not_fit_each_other_are_refused_by_name() -> None:
    for onnxmltools, protobuf in [("1.15.0", "6.33.1"), ("1.16.0", "7.36.2")]:
        check_releases(onnxmltools, protobuf)
    with pytest.raises(
        maas_convert.ConvertError, match=r"onnxmltools 1\.15\.0 .* protobuf 7\.36\.2: pip install"
    ):
        check_releases("1.15.0", "7.36.2")


@pytest.mark.parametrize("kind", [XGBClassifier, XGBRegressor])
@pytest.mark.parametrize("missing", [-999, 0])
def test_number_for_missing_is_taken_for_missing(kind: Any, missing: int) -> None:
    """Nothing says it in the trees, and rows that are drawn have it, too."""
    table = TABLE.round(1).fillna(missing)
    model = kind(n_estimators=10, max_depth=4, missing=missing).fit(table, TWO)
    result = maas_convert.convert(model)
    assert result.is_equal
    drawn = np.stack(list(result.parity.sets[0].batch.values()), axis=1)
    assert (drawn == missing).any() and np.isnan(drawn).any()
    assert maas_convert.convert(model, table).is_equal
    assert model.missing == missing


@pytest.mark.parametrize("with_scaler", [False, True])
def test_zeros_that_are_missing_are_refused_by_name(with_scaler: bool) -> None:
    model = LGBMClassifier(n_estimators=5, verbose=-1, zero_as_missing=True)
    model = make_pipeline(StandardScaler(), model) if with_scaler else model
    with pytest.raises(maas_convert.ConvertError, match="zero_as_missing"):
        maas_convert.convert(model.fit(TABLE.round(1), TWO))


def test_lightgbm_is_tried_in_single_precision() -> None:
    model = LGBMRegressor(n_estimators=5, verbose=-1).fit(TABLE.round(1).astype("float32"), SUM)
    result = maas_convert.convert(model, TABLE.round(1).astype("float32"))
    assert result.is_equal
    assert result.parity.recipe == "onnxmltools, single precision"


@pytest.mark.parametrize("kind", [XGBClassifier, LGBMClassifier])
def test_classes_of_true_and_false_are_equal(kind: Any) -> None:
    settings = {"verbose": -1} if kind is LGBMClassifier else {}
    model = kind(n_estimators=5, **settings).fit(TABLE, TWO == 1)
    assert maas_convert.convert(model, TABLE).is_equal


def test_booster_answers_with_its_best_iteration() -> None:
    data = Dataset(TABLE.to_numpy(), SUM)
    settings = {"verbose": -1, "learning_rate": 0.9}
    held_out = data.create_valid(TABLE.to_numpy()[:100], RANDOM.permutation(SUM[:100]))
    booster = train(
        settings, data, 30, [held_out],
        callbacks=[early_stopping(2, verbose=False)], keep_training_booster=True,
    )  # fmt: skip
    assert booster.best_iteration < booster.num_trees()
    assert maas_convert.convert(booster, TABLE.to_numpy()).is_equal


def test_what_the_service_converts_by_itself_is_said(tmp_path: Path) -> None:
    bagged = {"boosting_type": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}
    model = LGBMRegressor(n_estimators=5, verbose=-1, **bagged).fit(TABLE, SUM)
    result = maas_convert.convert(model, TABLE)
    with pytest.raises(maas_convert.NotEqualError, match=r"upload its \.txt"):
        maas_convert.write(result, tmp_path)
    with pytest.raises(maas_convert.ConvertError, match=r"'dart'.*upload its \.json"):
        maas_convert.convert(XGBClassifier(n_estimators=5, booster="dart").fit(TABLE, TWO))


@pytest.mark.parametrize(
    ("model", "target", "sentence"),
    [
        (LGBMRegressor(n_estimators=5, verbose=-1, linear_tree=True), SUM, "without linear_tree"),
        (CatBoostClassifier(**FEW), TWO == 1, "fit the model on 0 and 1"),
    ],
)
def test_what_no_exporter_knows_is_refused_with_what_to_do(
    model: Any, target: Any, sentence: str
) -> None:
    with pytest.raises(maas_convert.ConvertError, match=sentence):
        maas_convert.convert(model.fit(TABLE.fillna(0), target))
