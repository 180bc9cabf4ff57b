"""FunctionTransformer and TransformedTargetRegressor, with NumPy's functions and with others."""

from typing import Any

import numpy as np
import pandas
import pytest
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MinMaxScaler,
    PowerTransformer,
    StandardScaler,
)

import maas_convert
from maas_convert.frameworks.sklearn_functions import FUNCTIONS

RANDOM = np.random.default_rng(0)
HOUSES = pandas.DataFrame(
    {"area": RANDOM.lognormal(4, 0.5, 200).round(1), "rooms": RANDOM.integers(1, 8, 200)}
)
PRICE = HOUSES["area"] * 1_000 + HOUSES["rooms"] * 5_000
LOGARITHM = {"func": np.log1p, "inverse_func": np.expm1}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_function_of_numpy_is_equal(function: Any) -> None:
    rows = HOUSES / 100
    model = make_pipeline(FunctionTransformer(function), Ridge()).fit(rows, PRICE)
    assert maas_convert.convert(model, rows).is_equal
    assert maas_convert.convert(model).is_equal


def test_function_of_some_columns_is_equal() -> None:
    parts = [("area", FunctionTransformer(np.log1p), ["area"]), ("rooms", "passthrough", ["rooms"])]
    model = make_pipeline(ColumnTransformer(parts), RandomForestRegressor(10)).fit(HOUSES, PRICE)
    assert maas_convert.convert(model, HOUSES).is_equal


@pytest.mark.parametrize(
    "model",
    [
        TransformedTargetRegressor(Ridge(), **LOGARITHM),
        TransformedTargetRegressor(make_pipeline(StandardScaler(), Ridge()), **LOGARITHM),
        TransformedTargetRegressor(RandomForestRegressor(10), **LOGARITHM),
        make_pipeline(StandardScaler(), TransformedTargetRegressor(Ridge(), **LOGARITHM)),
        TransformedTargetRegressor(Ridge(), transformer=StandardScaler()),
        TransformedTargetRegressor(Ridge(), transformer=MinMaxScaler()),
        TransformedTargetRegressor(Ridge()),
    ],
)
def test_target_comes_back(model: Any) -> None:
    result = maas_convert.convert(model.fit(HOUSES, PRICE), HOUSES)
    assert result.is_equal
    answers = result.parity.sets[0].actual.numbers["value"]
    assert np.allclose(np.ravel(answers), np.ravel(model.predict(HOUSES)), rtol=1e-5)


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        (make_pipeline(FunctionTransformer(lambda rows: rows / 9), Ridge()), "'<lambda>'.*log1p"),
        (TransformedTargetRegressor(Ridge(), transformer=PowerTransformer()), "PowerTransformer"),
    ],
)
def test_other_functions_are_refused_by_name(model: Any, sentence: str) -> None:
    with pytest.raises(maas_convert.ConvertError, match=sentence):
        maas_convert.convert(model.fit(HOUSES, PRICE), HOUSES)
