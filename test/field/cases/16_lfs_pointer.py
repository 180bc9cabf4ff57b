"""A Git LFS pointer in the place of the model: "at byte 0 it is not what Protocol Buffers write".

commaai/commavq#12, manyeyes/AliParaformerAsr#25, microsoft/onnxruntime-genai#684: cloned without `git lfs pull`.
Right: 422 NOT_ONNX, and the sentence says that it is a Git LFS pointer.
"""

from common import need, refused, said

POINTER = (
    b"version https://git-lfs.github.com/spec/v1\noid sha256:"
    + b"4d7a2146" * 8
    + b"\nsize 90405214\n"
)


def run(service):
    _, uploaded = service.upload({"model.onnx": POINTER})
    need(
        uploaded.status_code == 422 and refused(uploaded, ("lfs", "pointer")),
        said(uploaded),
        "a refusal that says: this is a Git LFS pointer, not the model",
    )
