"""What the report must catch: each of these once passed for a good export somewhere."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pandas
import pytest
from onnx import helper, numpy_helper
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

import maas_convert
from maas_convert.convert import convert_source
from maas_convert.frameworks import sklearn as framework
from maas_convert.frameworks import sklearn_options
from maas_convert.open import open_object
from maas_convert.options import Options
from maas_convert.page import to_html
from maas_convert.report import to_json, to_text

IRIS = load_iris(as_frame=True)
RANDOM = np.random.default_rng(0)


def sabotage(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    """Changes each model that scikit-learn's exporter makes."""
    export = framework.export
    monkeypatch.setattr(framework, "export", lambda *given: change(export(*given)))


def change_attribute(name: str, change: Any) -> Any:
    def apply(model: onnx.ModelProto) -> onnx.ModelProto:
        for node in model.graph.node:
            for attribute in node.attribute:
                if attribute.name == name:
                    attribute.floats[:] = change(np.array(attribute.floats)).tolist()
        return model

    return apply


def scale_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype.kind == "f":
            tensor.CopyFrom(numpy_helper.from_array(values * values.dtype.type(1.01), tensor.name))
    return change_attribute("coefficients", lambda values: values * 1.01)(model)


def test_deliberately_inexact_weights_fail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sabotage(monkeypatch, scale_weights)
    result = maas_convert.convert(LinearRegression().fit(IRIS.data, IRIS.target), IRIS.data)
    assert not result.is_equal
    with pytest.raises(maas_convert.NotEqualError, match="beyond the tolerance"):
        maas_convert.write(result, tmp_path / "bundle")
    assert sorted(file.name for file in (tmp_path / "bundle").iterdir()) == [
        "parity.html",
        "parity.json",
    ]


def test_threshold_rounded_to_the_wrong_side_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """One in ten thousand rows lies there by chance; the rows are sought."""
    table = RANDOM.random((300, 3))
    model = DecisionTreeClassifier(max_depth=3).fit(table, table.sum(axis=1) > 1.5)
    up = change_attribute(
        "nodes_values", lambda v: np.nextafter(v.astype(np.float32), np.float32(9))
    )
    assert maas_convert.convert(model, table).is_equal
    sabotage(monkeypatch, up)
    result = maas_convert.convert(model, table)
    given, *sought = result.parity.sets
    assert int(given.comparison.flipped.sum()) == 0
    assert sum(int(part.comparison.flipped.sum()) for part in sought) > 0
    assert not result.is_equal


def test_scaler_that_multiplies_by_the_inverse_is_not_taken_for_a_forest() -> None:
    """skl2onnx's default: iris lies on a grid, and thresholds between its lines are on it, too."""
    model = make_pipeline(StandardScaler(), RandomForestClassifier(50, random_state=0))
    model.fit(IRIS.data, IRIS.target)
    assert maas_convert.convert(model, IRIS.data).is_equal
    source = open_object(model, Options(None, (), None, "auto"))
    source.recipes = [one for one in source.recipes if one.name == "single precision"]
    first = convert_source(source, IRIS.data).attempts[0]
    assert first.recipe == "single precision"
    assert first.parity is not None and not first.parity.is_equal


def test_known_bad_export_of_sublinear_tf_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """skl2onnx 1.20 writes log(tf + 1); with our repair taken out the report sees it."""
    from cases import CASES

    model, _ = CASES["TfidfVectorizer, sublinear"]()
    assert maas_convert.convert(model).is_equal
    monkeypatch.setattr(framework, "mend_sublinear", lambda proto: proto)
    assert not maas_convert.convert(model).is_equal


def test_known_bad_export_of_the_default_token_pattern_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """skl2onnx alone reads [a-zA-Z0-9_]+: every Chinese word is lost, in silence."""
    from cases import CASES

    model, _ = CASES["TfidfVectorizer, logistic"]()
    monkeypatch.setattr(sklearn_options, "text_options", lambda _: {"locale": "C.UTF-8"})
    result = maas_convert.convert(model)
    assert not result.is_equal
    assert result.parity.count_flips()[0] > 0


def test_swapped_classes_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    sabotage(monkeypatch, change_attribute("intercepts", lambda values: values[::-1]))
    model = LogisticRegression(max_iter=1000).fit(IRIS.data, IRIS.target)
    first = maas_convert.convert(model, IRIS.data).attempts[0].parity
    assert first is not None and not first.is_equal
    assert first.count_flips()[0] > 0


def test_rows_that_hang_on_others_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batch normalisation in training mode, made again: each run subtracts its own mean."""

    def subtract_mean(model: onnx.ModelProto) -> onnx.ModelProto:
        output = model.graph.output[0].name
        for node in model.graph.node:
            for at, name in enumerate(node.output):
                node.output[at] = "before" if name == output else name
        axes = numpy_helper.from_array(np.array([0]), "axes")
        model.graph.initializer.append(axes)
        model.graph.node.append(helper.make_node("ReduceMean", ["before", "axes"], ["mean"]))
        model.graph.node.append(helper.make_node("Sub", ["before", "mean"], [output]))
        return model

    sabotage(monkeypatch, subtract_mean)
    model = LinearRegression().fit(IRIS.data, IRIS.target - IRIS.target.mean())
    assert not maas_convert.convert(model, IRIS.data).is_equal


def test_rounding_of_a_sum_beside_a_boundary_is_no_fault() -> None:
    model = LogisticRegression(max_iter=1000).fit(IRIS.data, IRIS.target)
    result = maas_convert.convert(model, IRIS.data)
    sought = result.parity.sets[1]
    assert float(np.nanmin(sought.comparison.margins)) < 1e-5
    assert result.is_equal


def test_tolerance_decides() -> None:
    model = RandomForestRegressor(10, random_state=0).fit(IRIS.data, IRIS.target)
    assert maas_convert.convert(model, IRIS.data, tolerance=1e-4).is_equal
    assert not maas_convert.convert(model, IRIS.data, tolerance=0).is_equal


def test_drawn_rows_are_said_to_be_drawn_and_cover_the_columns() -> None:
    table = pandas.DataFrame({"small": RANDOM.random(200) / 100, "large": RANDOM.random(200) * 1e4})
    model = make_pipeline(StandardScaler(), LinearRegression()).fit(table, table.sum(axis=1))
    given = maas_convert.convert(model).parity.sets[0]
    assert "drawn" in given.name
    for name in table:
        drawn = given.batch[name]
        assert drawn.min() <= table[name].min() and drawn.max() >= table[name].max()


def test_report_tells_flips_differences_worst_rows_sizes_and_times() -> None:
    model = LogisticRegression(max_iter=1000).fit(IRIS.data, IRIS.target)
    result = maas_convert.convert(model, IRIS.data)
    report = json.loads(json.dumps(to_json(result), allow_nan=False))
    parity = report["parity"]
    assert parity["labels"]["of"] == sum(part["count"] for part in parity["rows"])
    assert [batch["size"] for batch in parity["batches"]] == [1, 7, 64]
    assert set(parity["latencyMs"]) == {"original", "onnx"}
    assert parity["sizeBytes"]["onnx"] > 0
    assert parity["rows"][0]["worst"][0]["input"]["rows"]
    assert "labels flipped: " in to_text(result)


def test_page_fetches_nothing_and_escapes_what_it_shows() -> None:
    names = ["<script>alert(1)</script>", "b", "c", "d"]
    table = IRIS.data.set_axis(names, axis=1)
    model = LogisticRegression(max_iter=1000).fit(table, IRIS.target)
    page = to_html(maas_convert.convert(model, table))
    assert "<svg" in page and "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
