"""When a file of the store or a fetched bundle is gone, broken or locked, no answer tells where the
service keeps its files.
"""

import re

import numpy as np
from support import (
    FLOAT,
    Service,
    finish,
    info,
    make_folder,
    make_model,
    node,
    os,
    shutil,
    unique_name,
)

home, faults = make_folder(), []
service = Service(home, "--instances", "predict=2")
assert service.await_start(), service.said


def heavy():
    """Weights beyond what the index of the store keeps itself."""
    weights = np.random.default_rng().random((4, 65536), np.float32)
    columns = [info("x", FLOAT, ["N", 4])], [info("y", FLOAT, ["N", 65536])]
    return make_model([node("MatMul", ["x", "w"], ["y"])], *columns, tensors={"w": weights})


def spoil(what, change):
    """Uploads a model, changes the files of the store, and calls everything that reads them."""
    name = unique_name()
    answer = service.upload(name, {"model.onnx": heavy()})
    assert answer.status == 201, answer
    change()
    for method, path, body in (
        ("POST", f"/models/{name}/predict", {"tensors": {"x": [[1, 2, 3, 4]]}}),
        (
            "POST",
            f"/v2/models/{name}/infer",
            {"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 4], "data": [1, 2, 3, 4]}]},
        ),
        ("GET", f"/v2/models/{name}/ready", None),
        ("GET", f"/models/{name}", None),
        ("GET", f"/models/{name}/metrics", None),
        ("DELETE", f"/models/{name}/versions/1", None),
    ):
        got = service.call(method, path, body)
        if str(home).encode() in got.body or re.search(
            rb"""['" (]/[^'" {]+/[^'" {]*[0-9a-f-]{30}""", got.body
        ):
            faults.append(
                f"{what}, {method} {path}: {got.status} {got.body[:300].decode().replace(str(home), '<MAAS_HOME>')}"
            )


def store_files():
    return [file for file in (home / "store" / "files").iterdir() if file.is_file()]


spoil("files are gone", lambda: [file.unlink() for file in store_files()])
spoil("files are empty", lambda: [os.truncate(file, 0) for file in store_files()])
spoil("files are folders", lambda: [(file.unlink(), file.mkdir()) for file in store_files()])
spoil(
    "bundles are a file",
    lambda: (shutil.rmtree(home / "bundles"), (home / "bundles").write_text("")),
)
service.stop()
finish(faults)
