"""Every case is equal to scikit-learn, or the report says that it is not."""

import warnings
from importlib.metadata import version

import pytest
from cases import CASES, INEXACT, REFUSED_BEFORE_1_19
from table import add_row

import maas_convert

IS_BEFORE_1_19 = version("skl2onnx").startswith("1.18.")


@pytest.mark.parametrize("name", CASES)
def test_estimator_is_equal_or_said_to_differ(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model, data = CASES[name]()
    if IS_BEFORE_1_19 and name in REFUSED_BEFORE_1_19:
        with pytest.raises(maas_convert.ConvertError, match=r"(could not|cannot) be converted"):
            maas_convert.convert(model, data, rows=200)
        return
    result = maas_convert.convert(model, data, rows=200)
    add_row(name, result)
    assert result.is_equal == (name not in INEXACT), INEXACT.get(name, "should be equal")


def test_forty_cases_are_tried() -> None:
    assert len(CASES) >= 40
    assert set(INEXACT) <= set(CASES)
