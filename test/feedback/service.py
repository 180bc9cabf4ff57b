"""What the checks of feedback ask of a service, at MAAS_URL."""

import os

import numpy as np
import requests
from skl2onnx import to_onnx

URL = os.environ.get("MAAS_URL", "http://127.0.0.1:8080").rstrip("/")


def upload(name, estimator, rows):
    options = {id(estimator): {"zipmap": False}} if hasattr(estimator, "predict_proba") else None
    model = to_onnx(estimator, rows[:1].astype(np.float32), options=options, target_opset=17)
    files = {"model": ("model.onnx", model.SerializeToString())}
    answer = requests.post(f"{URL}/upload", data={"name": name}, files=files, timeout=120)
    assert answer.status_code == 201, answer.text


def predict(name, rows, per_call):
    """-> one (id, index, record) for each row"""
    found = []
    for start in range(0, len(rows), per_call):
        body = {"rows": rows[start : start + per_call].astype(np.float32).tolist()}
        answer = requests.post(f"{URL}/models/{name}/predict", json=body, timeout=60)
        assert answer.status_code == 200, answer.text
        predicted = answer.headers["x-prediction-id"]
        found += [(predicted, index, record) for index, record in enumerate(answer.json())]
    return found


def read_metrics(name, **query):
    answer = requests.get(f"{URL}/models/{name}/metrics", params=query, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()
