"""A model of IR version 14, as `pip install onnx` writes it today: "export it again with another
version" of what, and how?

microsoft/onnxruntime#23602, #20559; onnx/sklearn-onnx#1118 ("this is my very first attempt … is
there something I need to do?"). The cure is one line, model.ir_version = 13.
Right: served, or 422 UNSUPPORTED_IR_VERSION with a sentence that names ir_version.
"""

from common import need, said, weighted_sum


def run(service):
    content = weighted_sum()
    content.ir_version = 14
    _, uploaded = service.upload({"model.onnx": content})
    advice = said(uploaded).replace("UNSUPPORTED_IR_VERSION", "")
    need(
        uploaded.status_code == 201 or (uploaded.status_code == 422 and "ir_version" in advice),
        said(uploaded),
        "a refusal that says to set model.ir_version",
    )
