"""TfidfVectorizer as it stands (lowercase=True) cannot be loaded: "Failed to construct locale with
name:en_US.UTF-8 … Please, install necessary language-pack-XX".

onnx/sklearn-onnx#1019, #1020; onnx/backend-scoreboard#19. The operator StringNormalizer asks for
the locale en_US.UTF-8, which neither Lambda's image nor most machines have, and which nobody can
install in a service. With its attribute locale set to C.UTF-8, which there is, it gives the same.
Right: served, with scikit-learn's numbers; or a refusal that says what to change in the notebook
(lowercase=False, or the converter's option locale).
"""

from common import made, near, need, refused, said


def run(service):
    content, expected = made("tfidf")
    name, uploaded = service.upload({"model.onnx": content})
    if uploaded.status_code != 201:
        return need(
            refused(
                uploaded, ("lowercase=false", "c.utf-8", "'locale'", '"locale"', "option locale")
            ),
            said(uploaded),
            "served, or a refusal that says what to change in the notebook",
        )
    for record, label, probabilities in zip(
        service.answer(name, {"text": expected["rows"]}),
        expected["labels"],
        expected["probabilities"],
    ):
        need(
            record["label"] == label and near(record["score"], max(probabilities)),
            record,
            f"{label}, {max(probabilities)}",
        )
