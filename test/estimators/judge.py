"""Takes a case through upload and predict, and says what came of it."""

import logging
import warnings

import numpy as np
import onnxruntime
import requests

from case import find_difference

onnxruntime.set_default_logger_severity(4)
logging.disable(logging.WARNING)
warnings.filterwarnings("ignore")

EQUAL, REFUSED, CONVERTER, UNCONVERTED = "equal", "refused", "converter", "not converted"


def judge(url, case, number):
    """-> (outcome, sentence): one of the four above, or `WRONG`."""
    try:
        model = case.convert()
    except Exception as error:  # noqa: BLE001, converters fail in many ways
        return UNCONVERTED, first_line(error)
    answer = ask(url, f"estimator-{number}", model, case)
    if isinstance(answer, str):
        fault = find_fault(model, case)
        return (CONVERTER, fault) if fault else (REFUSED, answer)
    difference = find_difference(case.expected, answer)
    if difference is None:
        return EQUAL, ""
    # Whose fault it is: ONNX Runtime in Python, without any of the service, says the same numbers.
    if is_onnx_runtimes(model, case, answer):
        return CONVERTER, difference
    return "WRONG", difference


def ask(url, name, model, case):
    """The records, or the sentence of a refusal."""
    files = [
        ("model", (path, content)) for path, content in {"model.onnx": model, **case.files}.items()
    ]
    uploaded = requests.post(f"{url}/upload", files=files, data={"name": name}, timeout=300)
    if uploaded.status_code == 422:
        return uploaded.json()["error"]
    if uploaded.status_code != 201:
        raise AssertionError(f"{uploaded.status_code} {uploaded.text}")
    task = uploaded.json()["task"]
    body = {**case.body} if task == "tabular-classification" else {}
    answered = requests.post(
        f"{url}/models/{name}/predict", json={"rows": case.rows, **body}, timeout=300
    )
    if answered.status_code == 200:
        return answered.json()
    if answered.status_code >= 500:
        raise AssertionError(f"{answered.status_code} {answered.text}")
    return f"served as {task}, which takes no such rows"


def run_directly(model, case):
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    feeds = {given.name: convert_feed(given, case) for given in session.get_inputs()}
    return session.run(None, feeds)


def convert_feed(given, case):
    value = next(iter(case.feeds.values()))
    return value.astype(object) if "string" in given.type else value


def find_fault(model, case):
    """What ONNX Runtime in Python says where it does not load or run the model."""
    try:
        run_directly(model, case)
        return None
    except Exception as error:  # noqa: BLE001
        return first_line(error)


def is_onnx_runtimes(model, case, records):
    """Whether every label and number of the records stands among what ONNX Runtime itself gives for that row."""
    try:
        outputs = run_directly(model, case)
    except Exception:  # noqa: BLE001
        return False
    return all(
        all(
            is_among(key, value, values_of(outputs, index, len(records)))
            for key, value in record.items()
        )
        for index, record in enumerate(records)
    )


def values_of(outputs, row, rows):
    values = []
    for output in outputs:
        if isinstance(output, list):
            values += (
                list(output[row].values())
                if isinstance(output[row], dict)
                else [value for part in output for value in np.ravel(part[row])]
            )
        else:
            axis = next((axis for axis, size in enumerate(output.shape) if size == rows), None)
            values += [] if axis is None else np.ravel(np.take(output, row, axis)).tolist()
    return values


def is_among(key, value, values):
    if value is None or isinstance(value, str) and "," in value:
        return True
    numbers = [float(one) for one in values if isinstance(one, (int, float, np.number))]
    if isinstance(value, str):
        return value in [str(one) for one in values] or not key.startswith("label")
    near = lambda wanted: any(abs(one - wanted) <= 1e-4 * max(1, abs(wanted)) for one in numbers)
    return near(value) or near(-value) or near(1 - value)


def first_line(error):
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {(lines or [''])[0][:160]}"
