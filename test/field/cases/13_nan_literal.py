"""NaN, as Python's json writes a missing value, is refused without a word of how a missing value is sent.

VowpalWabbit/vowpal_wabbit#3738, SeldonIO/MLServer#1154: "the error message … should explain that
NaN is the issue here".
Right: taken as missing; or a refusal that says to send null.
"""

import json

from common import made, need, refused, said


def run(service):
    content, expected = made("iris")
    name = service.serve({"model.onnx": content})
    rows = [[*expected["rows"][0][:3], float("nan")]]
    response = service.predict(
        name, data=json.dumps({"rows": rows}), headers={"content-type": "application/json"}
    )
    need(
        response.status_code == 200 or refused(response, "null"),
        said(response),
        "taken as a missing value, or a refusal that says to send null",
    )
