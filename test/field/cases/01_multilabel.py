"""A multi-label classifier (OneVsRest over two tags) answers with labels of other rows.

onnx/sklearn-onnx#113, #348, #856. Its label output is [rows, tags], one 0 or 1 per tag; read as one
label per row, the second record gets what belongs to the first row's second tag.
Right: each record speaks of its own row (its tags' probabilities, and a label that does not
contradict them), or the bundle or the call is refused, saying that there is more than one label per
row.
"""

from common import made, near, need, said


def run(service):
    content, expected = made("multilabel")
    name, uploaded = service.upload({"model.onnx": content})
    if uploaded.status_code == 422:
        return need(
            "label" in said(uploaded).lower(), said(uploaded), "a refusal that speaks of the labels"
        )
    response = service.predict(name, {"rows": expected["rows"], "scores": True})
    if response.status_code != 200:
        return need(
            "label" in said(response).lower() or "/v2/" in said(response),
            said(response),
            "a refusal that speaks of the labels, or names the way to whole tensors",
        )
    records = response.json()
    need(len(records) == len(expected["rows"]), records, "a record per row")
    for record, tags, probabilities in zip(records, expected["labels"], expected["probabilities"]):
        scores = [
            record.get("score:0", record.get("score:LABEL_0")),
            record.get("score:1", record.get("score:LABEL_1")),
        ]
        need(near(scores, probabilities), record, f"the probabilities {probabilities}")
        best = max(range(2), key=lambda tag: probabilities[tag])
        fitting = [tags, best, str(best), [tag for tag in range(2) if tags[tag]]] + [
            tag for tag in range(2) if tags[tag]
        ]
        need(
            "label" not in record or record["label"] is None or record["label"] in fitting,
            record,
            f"a label of this row, whose tags are {tags}",
        )
