"""A small network over a table ([N, 4] → softmax [N, 3], PyTorch's or Keras' first tutorial) with
columns.txt and labels.txt takes no rows.

Both files are dropped in silence; rows are refused, then tensors ("not one value per row").
Oracle's service for ONNX models serves just that: one output of probabilities and a label.txt
(docs.oracle.com, omlss, "Specifications for ONNX Format Models").
Right: the class and its score by column names; or a refusal, at the upload or at the call, that says what does not fit.
"""

import numpy as np

from common import FLOAT, model, near, need, node, refused, said, softmax, value

WEIGHTS = (np.arange(12).reshape(4, 3) / 10).astype(np.float32)
COLUMNS = ["age", "height", "weight", "shoe size"]


def run(service):
    network = model(
        [node("MatMul", ["x", "W"], ["z"]), node("Softmax", ["z"], ["y"])],
        [value("x", FLOAT, ["N", 4])],
        [value("y", FLOAT, ["N", 3])],
        {"W": WEIGHTS},
    )
    name, uploaded = service.upload(
        {
            "model.onnx": network,
            "columns.txt": "\n".join(COLUMNS),
            "labels.txt": "small\nmiddle\nlarge\n",
        }
    )
    if uploaded.status_code != 201:
        return need(
            refused(uploaded, ("columns.txt", "labels.txt", "rows")),
            said(uploaded),
            "a refusal that says what does not fit",
        )
    response = service.predict(name, {"rows": [dict(zip(COLUMNS, [1, 2, 3, 4]))]})
    if response.status_code != 200:
        return need(
            refused(response, ("/v2/", "columns.txt", "label output")),
            said(response),
            "the class, or a refusal that says what does not fit or names the way to whole tensors",
        )
    [record] = response.json()
    scores = softmax(np.float32([1, 2, 3, 4]) @ WEIGHTS)
    need(
        record["label"] == "large" and near(record["score"], scores[2]),
        record,
        f"large, {scores[2]}",
    )
