"""Bundles uploaded to the service at MAAS_URL, and its answers beside the original's."""

import math
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests
from cases import CASES
from catboost import CatBoostClassifier
from lightgbm import LGBMRegressor
from sklearn.datasets import load_iris
from xgboost import XGBClassifier

import maas_convert
from maas_convert.outputs import count_rows, take_rows

URL = os.environ.get("MAAS_URL", "").rstrip("/")
IRIS = load_iris(as_frame=True)
SPECIES = np.array(["setosa", "versicolor", "virginica"])[IRIS.target]
SERVED = (
    "LogisticRegression", "SVC", "scaler, forest", "HistGradientBoostingClassifier",
    "robust scaler, boosting", "PCA, SVR", "KMeans", "GaussianMixture", "IsolationForest",
    "mixed columns, forest", "mixed columns, regression", "TfidfVectorizer, sublinear",
    "text and numbers",
)  # fmt: skip
BOOSTERS = {
    "XGBoost": lambda: XGBClassifier(n_estimators=10).fit(IRIS.data, IRIS.target),
    "LightGBM": lambda: LGBMRegressor(n_estimators=10, verbose=-1).fit(IRIS.data, IRIS.target),
    "CatBoost": lambda: CatBoostClassifier(
        iterations=10, verbose=False, allow_writing_files=False
    ).fit(IRIS.data, SPECIES),
}


def upload(name: str, folder: Path) -> Any:
    files = [("model", (path.name, path.read_bytes())) for path in sorted(folder.iterdir())]
    answer = requests.post(f"{URL}/upload", data={"name": name}, files=files, timeout=300)
    assert answer.status_code == 201, answer.text
    return answer.json()


def check_answers(name: str, result: Any) -> int:
    """Asks for rows of the data, all at once; what the original says must stand in the records."""
    source, given = result.source, result.parity.sets[0]
    rows = np.arange(min(100, count_rows(given.batch)))
    body = {**source.schema.to_body(take_rows(given.batch, rows)), **source.body}
    answer = requests.post(f"{URL}/models/{name}/predict", json=body, timeout=300)
    assert answer.status_code == 200, answer.text
    wanted = source.to_records(given.expected.take(rows))
    margins = given.comparison.margins[rows]
    for record, expected, margin in zip(answer.json(), wanted, margins, strict=True):
        if margin <= 1e-6:
            continue
        for key, value in expected.items():
            if isinstance(value, float):
                assert math.isclose(record[key], value, rel_tol=1e-4, abs_tol=1e-4), (key, record)
            else:
                assert record[key] == value, (key, record, expected)
    return len(wanted)


@pytest.mark.parametrize("name", [*SERVED, *BOOSTERS])
def test_service_answers_as_the_original(name: str, tmp_path: Path) -> None:
    assert URL, "these tests want a service: MAAS_URL"
    model, data = CASES[name]() if name in CASES else (BOOSTERS[name](), IRIS.data)
    result = maas_convert.convert(model, data, rows=150)
    maas_convert.write(result, tmp_path / "bundle")
    served = "converted-" + "".join(c if c.isalnum() else "-" for c in name.lower())
    assert upload(served, tmp_path / "bundle")["task"] == result.source.task
    assert check_answers(served, result) > 20


def test_one_file_is_a_whole_bundle(tmp_path: Path) -> None:
    model, data = CASES["mixed columns, forest"]()
    result = maas_convert.convert(model, data)
    maas_convert.write(result, tmp_path / "bundle", one_file=True)
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "model.onnx").write_bytes((tmp_path / "bundle" / "model.onnx").read_bytes())
    upload("converted-one-file", alone)
    check_answers("converted-one-file", result)


def test_samples_are_what_the_version_must_answer(tmp_path: Path) -> None:
    model, data = CASES["LogisticRegression"]()
    result = maas_convert.convert(model, data)
    maas_convert.write(result, tmp_path / "bundle")
    path = tmp_path / "bundle" / "samples.jsonl"
    path.write_text(path.read_text("utf-8").replace('"label": "setosa"', '"label": "versicolor"'))
    with pytest.raises(AssertionError, match="SAMPLES_DIFFER"):
        upload("converted-wrong", tmp_path / "bundle")
