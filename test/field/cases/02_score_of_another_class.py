"""The score beside a label is that of another class, where the model's label is not the class with the highest score.

scikit-learn/scikit-learn#14100, #13211, #12408: SVC(probability=True) decides by votes and
estimates probabilities apart.
Right: the label as the model gives it, and the score of that very label.
"""

from common import made, near, need


def run(service):
    content, expected = made("svc-probability")
    name = service.serve({"model.onnx": content})
    for record, label in zip(
        service.answer(name, {"rows": expected["rows"], "scores": True}), expected["labels"]
    ):
        need(record["label"] == label, record, f"the label {label}")
        need(
            near(record["score"], record[f"score:{label}"]),
            record,
            f"the score of the label {label}",
        )
