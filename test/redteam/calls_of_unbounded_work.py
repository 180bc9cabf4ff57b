"""No small call to an honest model computes for long: it is answered, or refused in words, within seconds."""

import gzip

from support import Client, finish, json, reader, text_bundle, unique_name

LONGEST_SECONDS = (
    15  # on a busy machine; each took 15 s to many minutes before its work was bounded
)
client, faults = Client(), []


def serve(task, files):
    name = unique_name(task)
    answer = client.upload(name, files)
    assert answer.status == 201 and answer.json["task"] == task, answer
    return name


def attack(what, name, body, **headers):
    if headers:
        body = gzip.compress(json.dumps(body).encode())
    answer = client.predict(name, body, headers=headers)
    if answer.status not in (200, 400, 413) or answer.seconds > LONGEST_SECONDS:
        faults.append(f"{what}: {answer}")


words = [f"w{i}" for i in range(30522 - 31)]
mask = {"architectures": ["BertForMaskedLM"], "vocab_size": 30522}
fill = serve("fill-mask", text_bundle(reader(30522, True), words, mask))
for masks in (1, 8, 100, 498):
    attack(
        f"{masks} masks",
        fill,
        {"text": " ".join(["[MASK]"] * masks + ["a"] * (500 - masks)), "top_k": 10000},
    )
attack(
    "texts of masks",
    fill,
    {"inputs": [" ".join(["[MASK]"] * 400)] * 100, "parameters": {"top_k": 1000}},
)

asked = {"architectures": ["BertForQuestionAnswering"]}
answers = serve(
    "question-answering", text_bundle(reader(1, True, ("start_logits", "end_logits")), config=asked)
)
for more in (
    {"top_k": 10000, "max_answer_len": 512},
    {"top_k": 10000, "max_answer_len": 10000, "doc_stride": 1},
):
    attack(f"an answer with {more}", answers, {"question": "a", "context": "b " * 3000, **more})

named = {"architectures": ["BertForTokenClassification"], "id2label": {"0": "O", "1": "B-X"}}
entities = serve("token-classification", text_bundle(reader(2, True), config=named))
attack("one window per token", entities, {"inputs": "a " * 8000, "parameters": {"stride": 509}})

labelled = {"id2label": {"0": "a", "1": "b"}}
classes = serve("text-classification", text_bundle(reader(2), config=labelled))
gzipped = {"content-encoding": "gzip", "content-type": "application/json"}
attack("long texts in a small body", classes, {"inputs": ["a " * 500_000] * 15}, **gzipped)
for form in ("NFC", "NFD", "NFKC", "NFKD"):
    files = text_bundle(reader(2), config=labelled, normalizer={"type": form})
    attack(
        f"marks under {form}",
        serve("text-classification", files),
        {"text": "a" + "\u0301\u0316" * 50_000},
    )
finish(faults)
