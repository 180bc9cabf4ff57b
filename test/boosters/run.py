"""XGBoost's and LightGBM's objectives, trained here on 5,000 rows with missing values and
categories, uploaded as their own files, and asked for every row: how far the margins are from the
framework's own, and how many labels differ.

    MAAS_URL=http://… python run.py
"""

import os
import sys
import tempfile
import warnings
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd
import requests
import xgboost as xgb

warnings.filterwarnings("ignore")
URL = os.environ["MAAS_URL"]
ROWS, TOLERANCE = 5000, 1e-5
RNG = np.random.default_rng(7)
COLOURS = np.array(["amber", "blue", "green", "grey", "indigo", "lime", "red", "teal", "violet"])


def make_table():
    table = pd.DataFrame(RNG.normal(size=(ROWS, 6)).astype(np.float32), columns=list("abcdef"))
    table["count"] = RNG.poisson(2, ROWS).astype(np.float32)
    table[RNG.random(table.shape) < 0.05] = np.nan
    table["colour"] = pd.Categorical(COLOURS[RNG.integers(0, len(COLOURS), ROWS)])
    return table


TABLE = make_table()
CODES = TABLE.assign(colour=TABLE["colour"].cat.codes).to_numpy(dtype=np.float32)
TASTE = np.isin(TABLE["colour"].astype(str), ["blue", "red", "teal"])
SUM = (TABLE["a"].fillna(0) + TABLE["b"].fillna(0) ** 2 / 2 + TASTE).to_numpy()
SUM = SUM + RNG.normal(size=ROWS) * 0.5
TWO, THREE = (SUM > np.median(SUM)).astype(int), np.digitize(SUM, np.quantile(SUM, [0.33, 0.66]))
POSITIVE = np.abs(SUM) + 0.1
SHARE = 1 / (1 + np.exp(-SUM))
GROUPS = [50] * (ROWS // 50)

XGBOOST = {
    xgb.XGBClassifier: {
        "binary:logistic": TWO,
        "binary:logitraw": TWO,
        "binary:hinge": TWO,
        "multi:softprob": THREE,
    },
    xgb.XGBRegressor: {
        "reg:squarederror": SUM,
        "reg:squaredlogerror": POSITIVE,
        "reg:pseudohubererror": SUM,
        "reg:absoluteerror": SUM,
        "reg:quantileerror": SUM,
        "reg:logistic": SHARE,
        "reg:gamma": POSITIVE,
        "reg:tweedie": POSITIVE,
        "count:poisson": POSITIVE,
        "survival:cox": POSITIVE,
    },
    xgb.XGBRanker: {"rank:ndcg": TWO, "rank:pairwise": TWO},
}
LIGHTGBM = {
    lgb.LGBMClassifier: {"binary": TWO, "multiclass": THREE, "multiclassova": THREE},
    lgb.LGBMRegressor: {
        "regression": SUM,
        "regression_l1": SUM,
        "huber": SUM,
        "fair": SUM,
        "quantile": SUM,
        "mape": POSITIVE,
        "poisson": POSITIVE,
        "gamma": POSITIVE,
        "tweedie": POSITIVE,
        "cross_entropy": SHARE,
        "cross_entropy_lambda": SHARE,
    },
    lgb.LGBMRanker: {"lambdarank": TWO, "rank_xendcg": TWO},
}


def list_models():
    """Each: its name, the model, what it is asked with, and the ending of its own file."""
    for kind, objectives in XGBOOST.items():
        for index, (objective, target) in enumerate(objectives.items()):
            ending = "json" if index % 2 else "ubj"
            yield f"XGBoost {objective}", *fit_xgboost(kind, objective, target, index % 2), ending
    dart = dict(booster="dart", rate_drop=0.1)
    yield "XGBoost dart", *fit_xgboost(xgb.XGBClassifier, None, THREE, 0, **dart), "ubj"
    for kind, objectives in LIGHTGBM.items():
        for index, (objective, target) in enumerate(objectives.items()):
            model = fit_lightgbm(kind, target, index % 2, objective=objective)
            yield f"LightGBM {objective}", *model, "txt"
    yield "LightGBM dart", *fit_lightgbm(lgb.LGBMClassifier, THREE, 0, boosting_type="dart"), "txt"
    forest = dict(boosting_type="rf", bagging_freq=1, bagging_fraction=0.6)
    yield "LightGBM rf", *fit_lightgbm(lgb.LGBMClassifier, TWO, 1, **forest), "txt"
    zeros = dict(zero_as_missing=True)
    yield "LightGBM zeros", *fit_lightgbm(lgb.LGBMClassifier, TWO, 0, **zeros), "txt"


def fit_xgboost(kind, objective, target, of_codes, **options):
    types = dict(feature_types=["float"] * 7 + ["c"]) if of_codes else {}
    quantile = dict(quantile_alpha=0.7) if objective == "reg:quantileerror" else {}
    options = dict(
        n_estimators=30,
        n_jobs=1,
        max_depth=6,
        enable_categorical=True,
        **types,
        **quantile,
        **options,
    )
    model = kind(objective=objective, tree_method="hist", max_cat_to_onehot=3, **options)
    rows = CODES if of_codes else TABLE
    return model.fit(rows, target, **groups_of(kind)), rows


def fit_lightgbm(kind, target, of_codes, **options):
    model = kind(n_estimators=30, n_jobs=1, num_leaves=31, verbose=-1, **options)
    rows = CODES if of_codes else TABLE
    named = dict(categorical_feature=[7]) if of_codes else {}
    return model.fit(rows, target, **groups_of(kind), **named), rows


def groups_of(kind):
    return dict(group=GROUPS) if kind in (xgb.XGBRanker, lgb.LGBMRanker) else {}


def save(model, folder, ending):
    path = Path(folder) / f"model.{ending}"
    (model.booster_ if ending == "txt" else model).save_model(str(path))
    return path


def margins_of(model, rows):
    raw = dict(raw_score=True) if hasattr(model, "booster_") else dict(output_margin=True)
    return np.asarray(model.predict(rows, **raw), dtype=float).reshape(len(rows), -1)


def cells_of(rows):
    """As JSON has them: null for what is missing."""
    table = (
        rows.astype(object) if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows, dtype=object)
    )
    return table.where(pd.notna(table), None).to_numpy().tolist()


def call(method, path, **options):
    answer = requests.request(method, URL + path, timeout=120, **options)
    if answer.status_code >= 300:
        raise AssertionError(f"{path}: {answer.status_code} {answer.text[:500]}")
    return answer.json()


def infer(name, signature, cells, outputs):
    """The outputs by name, each a row per row."""
    inputs, start = [], 0
    for spec in signature["inputs"]:
        width = spec["shape"][1]
        data = [cell for row in cells for cell in row[start : start + width]]
        inputs.append({**spec, "shape": [len(cells), width], "data": data})
        start += width
    body = {"inputs": inputs, "outputs": [{"name": output} for output in outputs]}
    answer = call("POST", f"/v2/models/{name}/infer", json=body)
    return {
        output["name"]: np.asarray(output["data"], dtype=float).reshape(len(cells), -1)
        for output in answer["outputs"]
    }


def judge(number, model, rows, ending):
    """-> (greatest difference of the margins, of the answers, labels that differ)"""
    name, cells = f"booster-{number}", cells_of(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = save(model, folder, ending)
        with path.open("rb") as file:
            version = call(
                "POST", "/upload", files={"model": (path.name, file)}, data={"name": name}
            )
    margin = margins_of(model, rows)
    if version["task"] == "tabular-classification":
        outputs = infer(name, version["signature"], cells, ["margin"])
        records = call("POST", f"/models/{name}/predict", json={"rows": cells, "scores": True})
        scores = model.predict_proba(rows)
        own = np.array([[r[f"score:{c}"] for c in range(scores.shape[1])] for r in records])
        flips = int(np.sum(np.array([r["label"] for r in records]) != model.predict(rows)))
        return difference(outputs["margin"], margin), difference(own, scores), flips
    records = call("POST", f"/models/{name}/predict", json={"rows": cells})
    values = np.array([[record["value"]] for record in records])
    expected = np.asarray(model.predict(rows), dtype=float).reshape(-1, 1)
    objective = version["convertedFrom"]["objective"]
    return difference(to_margin(objective, values), margin), difference(values, expected), 0


def to_margin(objective, values):
    """What the service answers is past the link: taken back in double precision."""
    name = objective.split(":")[-1]
    if name in ("gamma", "tweedie", "poisson", "cox"):
        return np.log(values)
    if name in ("logistic", "cross_entropy"):
        return np.log(values / (1 - values))
    return np.log(np.expm1(values)) if name == "cross_entropy_lambda" else values


def difference(actual, expected):
    return float(np.max(np.abs(actual - expected) / np.maximum(1, np.abs(expected))))


def main():
    passed = failed = flipped = 0
    greatest = 0.0
    for number, (name, model, rows, ending) in enumerate(list_models()):
        margin, answer, flips = judge(number, model, rows, ending)
        is_right = margin <= TOLERANCE and answer <= TOLERANCE and flips == 0
        passed, failed = passed + is_right, failed + (not is_right)
        flipped, greatest = flipped + flips, max(greatest, margin)
        kind = "codes" if rows is CODES else "names"
        print(f"{name:28} .{ending:4} {kind} margin {margin:.1e} answer {answer:.1e} flips {flips}")
    print(f"greatest difference of a margin {greatest:.1e}; {flipped} labels of {ROWS} rows differ")
    print(f"boosters: {passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
