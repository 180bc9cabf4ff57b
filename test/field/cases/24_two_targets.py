"""A regressor of two targets takes no rows: '"tensors" is missing … unrecognized key: "rows"', and
tensors are then refused as well.

dmlc/xgboost#2087, #7309; apple/coremltools#2586: asked for since 2017.
Right: both numbers of each row; or a first refusal that tells the way that there is (/v2/models/{model}/infer).
"""

from common import made, near, need, refused, said


def run(service):
    content, expected = made("two-targets")
    name = service.serve({"model.onnx": content})
    response = service.predict(name, {"rows": expected["rows"]})
    if response.status_code != 200:
        return need(
            refused(response, "/v2/"),
            said(response),
            "both numbers of each row, or a refusal that names /v2/models/{model}/infer",
        )
    for record, values in zip(response.json(), expected["values"]):
        numbers = [
            number
            for entry in record.values()
            for number in (entry if isinstance(entry, list) else [entry])
            if isinstance(number, (int, float))
        ]
        need(near(numbers, values), record, values)
