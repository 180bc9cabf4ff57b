"""A Keras file (HDF5) in the place of the model: "at byte 10 it is not what Protocol Buffers write".

The same kind as 17. Its first bytes tell.
Right: 422 NOT_ONNX, and the sentence says what the file is.
"""

from common import need, refused, said


def run(service):
    _, uploaded = service.upload({"model.h5": b"\x89HDF\r\n\x1a\n" + bytes(200)})
    need(
        uploaded.status_code == 422 and refused(uploaded, ("hdf5", "keras", "h5")),
        said(uploaded),
        "a refusal that says what the file is",
    )
