"""In the Open Inference Protocol's JSON there is no way to send a missing value, though the service
itself writes NaN as null.

SeldonIO/MLServer#1154: MLServer reads null in a list of floats as NaN; XGBoost and LightGBM live by missing values.
Right: null is NaN in FP32 and FP64; or the refusal says how NaN can be sent (as binary data).
"""

from common import FLOAT, INT64, model, need, node, refused, said, value


def run(service):
    name = service.serve(
        {
            "model.onnx": model(
                [node("IsNaN", ["x"], ["b"]), node("Cast", ["b"], ["missing"], to=INT64)],
                [value("x", FLOAT, ["N", 2])],
                [value("missing", INT64, ["N", 2])],
            )
        }
    )
    response = service.post(
        f"/v2/models/{name}/infer",
        json={"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 2], "data": [1.5, None]}]},
    )
    if response.status_code == 200:
        return need(response.json()["outputs"][0]["data"] == [0, 1], response.json(), "[0, 1]")
    need(
        refused(response, "binary"),
        said(response),
        "[0, 1], or a refusal that says how NaN is sent",
    )
