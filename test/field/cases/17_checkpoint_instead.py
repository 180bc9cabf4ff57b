"""A PyTorch checkpoint (.pt, a ZIP file) in the place of the model: "at byte 2 it is not what Protocol Buffers write".

microsoft/onnxruntime-inference-examples#17, onnx/models#569: people upload what they have. Its first bytes tell.
Right: 422 NOT_ONNX, and the sentence says what the file is (ZIP, PyTorch), and to export it.
"""

import io
import zipfile

from common import need, refused, said


def run(service):
    checkpoint = io.BytesIO()
    with zipfile.ZipFile(checkpoint, "w") as archive:
        archive.writestr("archive/data.pkl", b"\x80\x02}q\x00.")
        archive.writestr("archive/version", b"3\n")
    _, uploaded = service.upload({"model.pt": checkpoint.getvalue()})
    need(
        uploaded.status_code == 422
        and refused(uploaded, ("zip", "pytorch", "checkpoint", "archive")),
        said(uploaded),
        "a refusal that says what the file is",
    )
