"""Files of a bundle that a disk cannot hold side by side, or that other systems take for one, are
refused as such, at once, and never as a failure of the service.
"""

import numpy as np
from support import FLOAT, Client, finish, identity, info, make_model, node, unique_name

client, faults = Client(), []


def heavy(metadata=None):
    """Its weights are large enough for a header of its own, model.prepared.onnx."""
    columns = [info("x", FLOAT, ["N", 4])], [info("y", FLOAT, ["N", 131072])]
    tensors = {"w": np.zeros((4, 131072), np.float32)}
    return make_model(
        [node("MatMul", ["x", "w"], ["y"])], *columns, tensors=tensors, metadata=metadata
    )


REFUSED = {
    "metadata a, and a/b": {"model.onnx": identity({"maas:a": "1", "maas:a/b": "2"})},
    "metadata a/b, and a": {"model.onnx": identity({"maas:a/b": "1", "maas:a": "2"})},
    "metadata a/b/c, and a": {"model.onnx": identity({"maas:a/b/c": "1", "maas:a": "2"})},
    "metadata model.onnx/x.txt": {"model.onnx": identity({"maas:model.onnx/x.txt": "1"})},
    "labels.txt, and metadata labels.txt/a": {
        "model.onnx": identity({"maas:labels.txt/a": "1"}),
        "labels.txt": "a",
    },
    "d/notes.txt, and metadata d": {"model.onnx": identity({"maas:d": "1"}), "d/notes.txt": "a"},
    "metadata in two cases": {"model.onnx": identity({"maas:A.txt": "1", "maas:a.txt": "2"})},
    "metadata in two Unicode forms": {
        "model.onnx": identity({"maas:\u00e9": "1", "maas:e\u0301": "2"})
    },
    "an upload, and metadata in another case": {
        "model.onnx": identity({"maas:Notes.md": "1"}),
        "notes.md": "a",
    },
    "uploads in two cases": {"model.onnx": identity(), "notes.md": "a", "NOTES.md": "a"},
    "uploads in two Unicode forms": {
        "model.onnx": identity(),
        "\u00fc.txt": "a",
        "u\u0308.txt": "a",
    },
    "an upload that is a folder": {"model.onnx": identity(), "d": "a", "d/e": "a"},
}
TAKEN = {
    "metadata model.prepared.onnx": {"model.onnx": heavy({"maas:model.prepared.onnx": "1"})},
    "model.prepared.onnx/x": {"model.onnx": heavy(), "model.prepared.onnx/x": "1"},
    "MODEL.PREPARED.ONNX as a folder": {"model.onnx": heavy(), "MODEL.PREPARED.ONNX/x": "1"},
    "a name as long as may be": {"\u6a21" * 83 + ".onnx": heavy(), "notes.md": "a"},
    "the same name in two folders": {"model.onnx": identity(), "a/x": "1", "b/x": "1", "x": "1"},
}
for cases, status in ((REFUSED, 422), (TAKEN, 201)):
    for what, files in cases.items():
        answer = client.upload(unique_name(), files)
        if answer.status != status or (status == 422 and b"INVALID_PATH" not in answer.body):
            faults.append(f"{what}: {answer}")
finish(faults)
