"""Tables as people have them: words that miss, columns that are dropped, dates, categories."""

import json
from typing import Any

import numpy as np
import pandas
import pytest
from lightgbm import LGBMClassifier
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import DBSCAN
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.ensemble import (
    BaggingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
    VotingClassifier,
    VotingRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import MultiOutputRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from xgboost import XGBClassifier

import maas_convert
from maas_convert.session import Session

ONE_HOT = OneHotEncoder(handle_unknown="ignore")
NUMBERS = ["age", "income"]


def make_table(seed: int = 0, count: int = 200) -> pandas.DataFrame:
    random = np.random.default_rng(seed)
    table = pandas.DataFrame(
        {
            "age": random.integers(18, 80, count),
            "income": random.lognormal(10, 1, count).round(2),
            "city": random.choice(["Berlin", "Paris", "New York"], count),
            "plan": pandas.Categorical(random.choice(["free", "pro"], count)),
            "since": pandas.Timestamp("2026-01-01") + pandas.to_timedelta(range(count), "D"),
        }
    )
    table.loc[random.random(count) < 0.1, "city"] = None
    table.loc[random.random(count) < 0.1, "income"] = np.nan
    return table


TABLE = make_table()
TARGET = (TABLE["age"] > 40) ^ (TABLE["city"].isna())


def fit(words: Any, model: Any, numbers: Any = None) -> Any:
    numbers = numbers or make_pipeline(SimpleImputer(), StandardScaler())
    parts = [("words", words, ["city"]), ("numbers", numbers, NUMBERS)]
    return make_pipeline(ColumnTransformer(parts), model).fit(TABLE, TARGET)


def ask_converted(result: Any, table: pandas.DataFrame) -> Any:
    """As the service does: a missing word is empty."""
    session = Session(result.folder / "model.onnx")
    feeds = {}
    for (name, given), column in zip(session.inputs.items(), table, strict=True):
        cells, dtype = table[column].astype(object), session.dtype_of(name)
        cells = cells.fillna("").astype(str) if given.type == "tensor(string)" else cells
        feeds[name] = cells.to_numpy().astype(dtype).reshape(-1, 1)
    return list(session.run(feeds).values())


@pytest.mark.parametrize("given", [True, False], ids=["data", "drawn"])
@pytest.mark.parametrize(
    "words",
    [
        ONE_HOT,
        make_pipeline(SimpleImputer(strategy="most_frequent"), ONE_HOT),
        make_pipeline(SimpleImputer(strategy="constant", fill_value="none"), ONE_HOT),
    ],
    ids=["category of its own", "most frequent", "constant"],
)
def test_missing_word_is_what_the_encoder_takes_it_for(words: Any, given: bool) -> None:
    model = fit(words, LogisticRegression())
    result = maas_convert.convert(model, TABLE if given else None)
    assert result.is_equal
    if given:
        fresh = make_table(1)
        scores = ask_converted(result, fresh)[1]
        assert np.abs(scores - model.predict_proba(fresh)).max() < 1e-5


def test_columns_that_the_model_drops_may_be_words_and_dates() -> None:
    table = TABLE.assign(age=TABLE["age"].astype("Int64"), note=["a", None] * 100)
    table.loc[::7, "age"] = pandas.NA
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    chosen = ColumnTransformer([("numbers", numbers, make_column_selector(dtype_include="number"))])
    model = make_pipeline(chosen, Ridge()).fit(table, TARGET)
    result = maas_convert.convert(model, table)
    assert result.is_equal


def test_numbers_among_objects_are_numbers() -> None:
    numbers = TABLE[NUMBERS].astype(object).where(TABLE[NUMBERS].notna(), None)
    model = make_pipeline(SimpleImputer(), LogisticRegression()).fit(TABLE[NUMBERS], TARGET)
    assert maas_convert.convert(model, numbers).is_equal


def test_forest_behind_a_scaler_is_given_doubles_though_no_row_shows_it() -> None:
    model = fit(ONE_HOT, RandomForestClassifier(20, random_state=0), MinMaxScaler())
    result = maas_convert.convert(model)
    assert result.is_equal
    assert result.parity.recipe == "double precision up to the trees"


def test_search_is_its_best_estimator() -> None:
    search = RandomizedSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, n_iter=2, cv=3)
    model = make_pipeline(SimpleImputer(), StandardScaler()).fit(TABLE[NUMBERS])
    rows = model.transform(TABLE[NUMBERS])
    assert maas_convert.convert(search.fit(rows, TARGET), rows).is_equal


def test_trees_that_split_by_categories_are_refused_by_name() -> None:
    model = HistGradientBoostingClassifier(max_iter=5).fit(TABLE[["age", "plan"]], TARGET)
    with pytest.raises(maas_convert.ConvertError, match="categorical_features=None"):
        maas_convert.convert(model, TABLE[["age", "plan"]])


@pytest.mark.parametrize("missing", [-999, -999.0])
def test_number_for_missing_is_drawn_and_imputed(missing: Any) -> None:
    rows = TABLE[NUMBERS].fillna(missing)
    imputer = SimpleImputer(missing_values=missing)
    model = make_pipeline(imputer, StandardScaler(), LogisticRegression()).fit(rows, TARGET)
    result = maas_convert.convert(model)
    assert (result.parity.sets[0].batch["income"] == -999).any()
    assert result.is_equal


@pytest.mark.parametrize("kind", [bool, float, str])
def test_classes_in_samples_are_those_that_the_service_answers(kind: Any, tmp_path: Any) -> None:
    rows = TABLE[["age"]]
    model = LogisticRegression().fit(rows, TARGET.astype(int).astype(kind))
    maas_convert.write(maas_convert.convert(model, rows), tmp_path)
    line = json.loads((tmp_path / "samples.jsonl").read_text("utf-8").splitlines()[0])
    assert type(line["output"][0]["label"]) is (str if kind is str else int)
    assert {"score:0", "score:1"} < set(line["output"][0])


def test_what_says_nothing_of_new_rows_is_refused_by_name() -> None:
    with pytest.raises(maas_convert.ConvertError, match="DBSCAN has neither predict"):
        maas_convert.convert(DBSCAN().fit(TABLE[["age"]]))


SECONDS = np.stack(
    [1.7e9 + np.arange(200) * 37 % 4_001, np.arange(200) * 91 % 50 * 1e6 + 0.5], axis=1
)
SHARE = SECONDS[:, 0] // 7 % 3 + SECONDS[:, 1] % 4e6 / 1e6
FOREST = RandomForestRegressor(5, random_state=0)
BOOSTING = HistGradientBoostingRegressor(max_iter=10)
CLASSIFIERS = [
    ("forest", RandomForestClassifier(5, random_state=0)),
    ("boosting", HistGradientBoostingClassifier(max_iter=10)),
]


@pytest.mark.parametrize(
    ("model", "target"),
    [
        (VotingRegressor([("forest", FOREST), ("boosting", BOOSTING)]), SHARE),
        (VotingClassifier(CLASSIFIERS, voting="soft"), SHARE > 2),
        (BaggingRegressor(BOOSTING, 3, random_state=0), SHARE),
        (MultiOutputRegressor(BOOSTING), np.stack([SHARE, -SHARE], axis=1)),
        (OneVsRestClassifier(CLASSIFIERS[1][1]), SHARE.astype(int)),
        (CalibratedClassifierCV(CLASSIFIERS[1][1], cv=2), SHARE > 2),
    ],
    ids=lambda given: type(given).__name__,
)
def test_trees_on_timestamps_are_equal_inside_what_adds_them_up(model: Any, target: Any) -> None:
    assert maas_convert.convert(model.fit(SECONDS, target), SECONDS).is_equal


@pytest.mark.parametrize(
    "model",
    [DecisionTreeClassifier(random_state=0), RandomForestClassifier(10, random_state=0)],
    ids=lambda given: type(given).__name__,
)
def test_missing_number_goes_where_scikit_learns_trees_send_it(model: Any) -> None:
    """Some thresholds are infinite: what is missing goes right, and all else left."""
    rows = TABLE[NUMBERS]
    model.fit(rows, TARGET ^ rows["income"].isna())
    assert maas_convert.convert(model, rows).is_equal
    assert maas_convert.convert(model).is_equal


def test_boosters_that_vote_may_be_fitted_on_columns_with_names() -> None:
    parts = [
        ("x", XGBClassifier(n_estimators=3)),
        ("l", LGBMClassifier(n_estimators=3, verbose=-1)),
    ]
    rows = TABLE[NUMBERS].fillna(0)
    model = VotingClassifier(parts, voting="soft").fit(rows, TARGET)
    assert maas_convert.convert(model, rows).is_equal


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        ((ONE_HOT, LogisticRegression()), "a tuple of OneHotEncoder, LogisticRegression"),
        ({"model": LogisticRegression()}, "a dict of LogisticRegression"),
        (XGBClassifier(), "XGBClassifier is not fitted"),
        (LGBMClassifier(), "LGBMClassifier is not fitted"),
    ],
    ids=["tuple", "dict", "XGBoost", "LightGBM"],
)
def test_what_is_no_fitted_model_is_said(model: Any, sentence: str) -> None:
    with pytest.raises(maas_convert.ConvertError, match=sentence):
        maas_convert.convert(model)


def test_data_that_the_model_itself_refuses_is_the_callers_fault() -> None:
    model = LogisticRegression().fit(TABLE[NUMBERS].fillna(0), TARGET)
    with pytest.raises(maas_convert.UsageError, match=r"does not take the rows.*contains NaN"):
        maas_convert.convert(model, TABLE[NUMBERS])


def test_search_without_its_best_estimator_is_told_to_refit() -> None:
    search = GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, refit=False)
    with pytest.raises(maas_convert.ConvertError, match="refit=True"):
        maas_convert.convert(search.fit(TABLE[["age"]], TARGET))
