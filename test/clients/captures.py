"""The blocks of Python in docs/capture.md, run as they stand but for the port and the home of the
service: they must give the accuracy that the service gives, and lines that it takes for a
baseline.
"""

import contextlib
import io
import os
import re
import tempfile
from pathlib import Path

import pandas as pd
import requests
from checks import HOST, URL, check, report
from serverless_maas import Client

PAGE = (Path(__file__).parents[2] / "docs/capture.md").read_text(encoding="utf8")
ACCURACY, BASELINE, BY_CLIENT = re.findall(r"^```python$(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
TEXTS = ["很好", "很差", "好", "差", "这是一个正面的文本"]


def ok(response):
    assert response.ok, response.text
    return response


@check
def captures_and_truths_in_pandas_give_the_accuracy_of_the_service():
    model = f"{URL}/models/default"
    ok(requests.put(f"{model}/settings", json={"capture": {"percent": 100}}))
    try:
        for turn in range(10):
            answer = ok(requests.post(f"{model}/predict", json={"text": TEXTS}))
            truths = [
                {
                    "predictionId": answer.headers["x-prediction-id"],
                    "index": index,
                    "truth": record["label"] if (turn + index) % 3 else "another",
                }
                for index, record in enumerate(answer.json())
            ]
            ok(requests.post(f"{model}/feedback", json=truths))
        ids = {truth["predictionId"].split(".")[0] for truth in truths}
    finally:
        ok(requests.put(f"{model}/settings", json={}))
    code = ACCURACY.replace("127.0.0.1:8080", HOST).replace(".maas", os.environ["MAAS_HOME"])
    printed, names = io.StringIO(), {}
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "docs/capture.md", "exec"), names)
    joined = names["joined"]
    assert ids <= set(joined["predictionId"])
    report_of = ok(requests.get(f"{model}/metrics?period=P1D")).json()["accuracy"]
    truths = names["truths"]
    captured = truths[truths["predictionId"].isin(joined["predictionId"])]
    assert len(joined) == len(captured) >= 50
    if len(joined) == report_of["truths"]:  # no truth is older than the captures
        assert abs(float(printed.getvalue()) - report_of["accuracy"]) < 1e-12, (
            printed.getvalue(),
            report_of,
        )
    else:
        raise AssertionError(f"{len(joined)} of {report_of['truths']} truths have a capture")


@check
def lines_of_a_frame_are_a_baseline():
    train = pd.DataFrame({"tokens": range(600)})
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        exec(compile(BASELINE, "docs/capture.md", "exec"), {"train": train})
        lines = Path("baseline.jsonl").read_bytes()
    answer = ok(
        requests.put(
            f"{URL}/models/default/versions/1/baseline",
            data=lines,
            headers={"content-type": "application/x-ndjson"},
        )
    )
    assert answer.json()["inputs"] == len(train)
    with Client(URL) as client:
        code = BY_CLIENT.replace('"default", 3', '"default", 1')
        more = pd.concat([train, train])
        exec(compile(code, "docs/capture.md", "exec"), {"train": more, "client": client})
    drift = ok(requests.get(f"{URL}/models/default/drift?version=1")).json()
    assert drift["baseline"]["inputs"] == len(more)


report("pandas on captures and feedback")
