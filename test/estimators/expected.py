"""What an estimator says of rows, as the records that the service should answer."""

import numpy as np


def label_of(value):
    return value.item() if hasattr(value, "item") else value


def of_classifier(model, rows):
    """The label by `predict`; its score by `predict_proba`, else by `decision_function`."""
    labels = np.ravel(model.predict(rows))
    scores = class_scores(model, rows)
    records = []
    for index, label in enumerate(labels):
        record = {"label": label_of(label)}
        if scores is not None:
            at = list(model.classes_).index(label)
            record["score"] = float(scores[index][at])
            record.update(
                {
                    f"score:{label_of(name)}": float(scores[index][column])
                    for column, name in enumerate(model.classes_)
                }
            )
        records.append(record)
    return records


def class_scores(model, rows):
    """A column per class. Where one number speaks for the second of two classes, its opposite speaks for the first."""
    if hasattr(model, "predict_proba"):
        return model.predict_proba(rows)
    if not hasattr(model, "decision_function"):
        return None
    decisions = np.asarray(model.decision_function(rows))
    if decisions.ndim == 1 and type(model).__name__ != "OneVsOneClassifier":
        return np.stack([-decisions, decisions], 1)
    if decisions.ndim == 1:  # of its two columns of votes scikit-learn tells the second alone
        return None
    return decisions if decisions.shape[1] == len(model.classes_) else None


def of_tags(model, rows):
    """Several tags per row, each on or off."""
    labels = np.asarray(model.predict(rows))
    scores = tag_scores(model, rows)
    records = []
    for index, tags in enumerate(labels):
        record = {f"label:{tag}": int(value) for tag, value in enumerate(tags)}
        if scores is not None:
            record.update({f"score:{tag}": float(value) for tag, value in enumerate(scores[index])})
            record["score"] = float(np.max(scores[index]))
            record["label"] = int(np.argmax(scores[index]))
        records.append(record)
    return records


def tag_scores(model, rows):
    if hasattr(model, "predict_proba"):
        scores = model.predict_proba(rows)
        return (
            np.stack([tag[:, 1] for tag in scores], 1)
            if isinstance(scores, list)
            else np.asarray(scores)
        )
    return (
        np.asarray(model.decision_function(rows)) if hasattr(model, "decision_function") else None
    )


def of_outputs(model, rows):
    """Several labels per row, each of classes of its own."""
    labels = np.asarray(model.predict(rows))
    scores = model.predict_proba(rows) if hasattr(model, "predict_proba") else None
    records = []
    for index, row in enumerate(labels):
        record = {f"label:{output}": label_of(value) for output, value in enumerate(row)}
        if isinstance(scores, list):
            for output, value in enumerate(row):
                record[f"score:{output}"] = float(
                    scores[output][index][list(model.classes_[output]).index(value)]
                )
        records.append(record)
    return records


def of_numbers(values):
    values = np.asarray(values.todense() if hasattr(values, "todense") else values, dtype=float)
    values = values.reshape(len(values), -1)
    if values.shape[1] == 1:
        return [{"value": float(row[0])} for row in values]
    return [{f"value:{column}": float(value) for column, value in enumerate(row)} for row in values]


def of_clusters(model, rows):
    records = [{"label": int(label)} for label in model.predict(rows)]
    if hasattr(model, "predict_proba"):
        for record, scores in zip(records, model.predict_proba(rows)):
            record["score"] = float(scores[record["label"]])
    elif hasattr(model, "transform"):
        for record, distances in zip(records, model.transform(rows)):
            record["distance"] = float(distances[record["label"]])
            record.update(
                {
                    f"distance:{cluster}": float(distance)
                    for cluster, distance in enumerate(distances)
                }
            )
    return records


def of_outliers(model, rows):
    scores = np.ravel(model.decision_function(rows))
    return [
        {"label": int(label), "outlier_score": float(score)}
        for label, score in zip(model.predict(rows), scores)
    ]
