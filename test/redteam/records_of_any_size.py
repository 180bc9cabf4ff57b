"""What a bundle brings into a record is limited: nobody's lists break by it, and every deletion finishes."""

from support import (
    FLOAT,
    INT64,
    STRING,
    Client,
    finish,
    info,
    make_model,
    node,
    np,
    reader,
    text_bundle,
    unique_name,
)

client, faults = Client(), []


def string_classifier():
    """Says nothing of how many classes it has."""
    nodes = [
        node("Shape", ["s"], ["label"]),
        node("Cast", ["label"], ["f"], to=FLOAT),
        node("Unsqueeze", ["f", "axis"], ["scores"]),
    ]
    outputs = [info("label", INT64, ["M"]), info("scores", FLOAT, ["M", "W"])]
    return make_model(nodes, [info("s", STRING, ["N"])], outputs, {"axis": np.int64([1])})


long_labels = b"\n".join(b"label%d" % i for i in range(1_000_000))
prompts = {"prompts": {f"prompt {i}": "x" * 100 for i in range(100_000)}}
many = {"id2label": {str(i): "x" * 1000 for i in range(20_000)}}
for what, files in {
    "labels": {"model.onnx": string_classifier(), "labels.txt": long_labels},
    "prompts": {
        **text_bundle(reader(4, True, ("last_hidden_state",))),
        "config_sentence_transformers.json": prompts,
    },
    "names of classes": text_bundle(reader(2), config=many),
}.items():
    name = unique_name("record")
    number = client.submit(name, files)
    client.settle(name, number, 120)
    for call in (
        ("GET", f"/models/{name}/versions/{number}"),
        ("GET", f"/models/{name}/versions"),
        ("GET", f"/models/{name}"),
        ("POST", "/v2/repository/index"),
        ("GET", f"/models/{name}/metrics"),
    ):
        answer = client.call(*call)
        if answer.status >= 500 or len(answer.body) > 1_000_000:
            faults.append(f"{what}, {' '.join(call)}: {len(answer.body)} bytes, {answer}")
    answer = client.call("DELETE", f"/models/{name}")
    if (
        answer.status not in (204, 409)
        or client.call("DELETE", f"/models/{name}/versions/{number}").status >= 500
    ):
        faults.append(f"{what}, its deletion: {answer}")
finish(faults)
