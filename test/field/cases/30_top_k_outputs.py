"""A network with the two outputs of torch.topk (values [N, 2], indices [N, 2]) is taken for a
classifier of rows, and answers with indices of other rows.

The same fault as in 01: any INT64 output beside one of floats counts as the label, of whatever shape.
Right: served as tensors; or each record's label is its own row's first index.
"""

import numpy as np

from common import FLOAT, INT64, model, need, node, value

WEIGHTS = np.float32([[1, 0, 0], [0, 1, 0], [0, 0, 1]])


def run(service):
    network = model(
        [node("MatMul", ["x", "W"], ["z"]), node("TopK", ["z", "k"], ["values", "indices"])],
        [value("x", FLOAT, ["N", 3])],
        [value("values", FLOAT, ["N", 2]), value("indices", INT64, ["N", 2])],
        {"W": WEIGHTS, "k": np.array([2])},
    )
    name = service.serve({"model.onnx": network})
    response = service.predict(name, {"rows": [[9, 5, 1], [1, 9, 5], [5, 1, 9]]})
    if response.status_code != 200:
        return need(
            400 <= response.status_code < 500, response.text, "a refusal as the caller's fault"
        )
    labels = [record.get("label") for record in response.json()]
    need(labels == [0, 1, 2], labels, "[0, 1, 2]")
