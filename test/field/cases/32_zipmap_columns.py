"""A classifier converted with zipmap="columns" (a score output per class) takes no rows.

onnx/sklearn-onnx documents three forms of its scores; two of them are served as
tabular-classification, this one as tensors, without a word.
Right: label and score; or a first refusal that tells the way that there is
(/v2/models/{model}/infer, or {"tensors": …} with its inputs).
"""

import numpy as np

from common import made, near, need, refused, said


def run(service):
    content, expected = made("iris-columns")
    name = service.serve({"model.onnx": content})
    response = service.predict(name, {"rows": expected["rows"]})
    if response.status_code != 200:
        return need(
            refused(response, ("/v2/", "takes tensors")),
            said(response),
            "label and score, or a refusal that tells the way that there is",
        )
    for record, label, probabilities in zip(
        response.json(), expected["labels"], expected["probabilities"]
    ):
        need(
            record["label"] == label
            and near(record.get("score", np.max(probabilities)), probabilities[label]),
            record,
            f"{label}, {probabilities[label]}",
        )
