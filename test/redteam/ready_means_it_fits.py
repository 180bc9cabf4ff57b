"""A model that the function which serves it has no memory or disk for is rejected, with the figures
and what to raise; what is READY answers its first call.
"""

import numpy as np
from support import FLOAT, Service, finish, info, make_folder, make_model, node, unique_name

GIB = 2**30
INPUT = {"name": "x", "datatype": "FP32", "shape": [1, 4], "data": [1, 2, 3, 4]}
faults = []


def hungry(gib):
    """Takes so much memory when it runs, whatever it is asked: the size comes with the call, so
    that nothing can be computed before.
    """
    nodes = [
        node("Shape", ["x"], ["s"]),
        node("Slice", ["s", "from", "to"], ["one"]),
        node("Min", ["one", "most"], ["row"]),
        node("Mul", ["row", "many"], ["n"]),
        node("ConstantOfShape", ["n"], ["t"]),
        node("ReduceSum", ["t"], ["z"], keepdims=0),
        node("Add", ["x", "z"], ["y"]),
    ]
    tensors = {"from": [0], "to": [1], "most": [1], "many": [int(gib * GIB / 4)]}
    columns = [info("x", FLOAT, ["N", 4])], [info("y", FLOAT, ["N", 4])]
    return make_model(
        nodes,
        *columns,
        tensors={name: np.array(value, np.int64) for name, value in tensors.items()},
    )


def try_model(service, what, model, fits):
    name = unique_name()
    uploaded = service.upload(name, {"model.onnx": model})
    if uploaded.status == 201:
        answers = [
            service.call("POST", f"/v2/models/{name}/infer", {"inputs": [INPUT]}) for _ in range(2)
        ]
        faults.extend(
            f"{what} is READY, and answers {answer}" for answer in answers if answer.status != 200
        )
    if (uploaded.status == 201) != fits:
        faults.append(f"{what}: {uploaded}")
    if uploaded.status != 201 and not all(
        word in str(uploaded.body) for word in ("MEMORY_LIMIT", "predictMemoryMb", "MB")
    ):
        faults.append(f"{what} is rejected without the figures and what to raise: {uploaded}")


for memory, cases in (
    (
        1769,
        {
            "a model of 0.5 GiB": (0.5, True),
            "a model of 1.9 GiB": (1.9, False),
            "a model of 2.1 GiB": (2.1, False),
        },
    ),
    (
        3000,
        {
            "a model of 2.1 GiB where predict has 3,000 MB": (2.1, True),
            "one of 3.2 GiB there": (3.2, False),
        },
    ),
):
    service = Service(make_folder(), "--predict-memory", str(memory))
    assert service.await_start(), service.said
    for what, (gib, fits) in cases.items():
        try_model(service, what, hungry(gib), fits)
    service.stop()
finish(faults)
