"""labels.txt beside a classifier of rows names the scores, and not the label: {"label": 1, "score:versicolor": 0.94}.

docs/tasks.md lists labels.txt among the files of tabular-classification; XGBoost's classes are
always numbers, so that is the way to names (dmlc/xgboost#11024, pycaret/pycaret#262).
Right: "versicolor".
"""

from common import made, near, need


def run(service):
    content, expected = made("iris")
    names = ["setosa", "versicolor", "virginica"]
    name = service.serve({"model.onnx": content, "labels.txt": "\n".join(names) + "\n"})
    for record, label, probabilities in zip(
        service.answer(name, {"rows": expected["rows"], "scores": True}),
        expected["labels"],
        expected["probabilities"],
    ):
        need(
            record["label"] == names[label] and near(record["score"], probabilities[label]),
            record,
            f"{names[label]}, {probabilities[label]}",
        )
