"""Outputs as the records that the service answers."""

from typing import Any

import numpy as np

from .outputs import Array, Kind, Outputs

Record = dict[str, Any]


def to_records(outputs: Outputs) -> list[Record]:
    count = len(outputs.labels) if outputs.labels is not None else len(first_numbers(outputs))
    make = MAKERS[outputs.kind]
    return [make(outputs, row) for row in range(count)]


def first_numbers(outputs: Outputs) -> Array:
    return next(iter(outputs.numbers.values()), np.zeros((0,)))


def plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    return None if value != value else value


def plain_label(value: Any) -> Any:
    """True, false and whole numbers are integers, as ONNX has them for labels."""
    value = plain(value)
    is_whole = isinstance(value, bool) or (isinstance(value, float) and value.is_integer())
    return int(value) if is_whole else value


def of_classes(outputs: Outputs, row: int) -> Record:
    assert outputs.labels is not None
    label = plain_label(outputs.labels[row])
    classes = [plain_label(one) for one in outputs.classes]
    record: Record = {"label": label}
    if outputs.numbers:
        scores = np.ravel(first_numbers(outputs)[row])
        if len(scores) == len(classes):
            named = {str(c): plain(s) for c, s in zip(classes, scores, strict=True)}
            record["score"] = named[str(label)]
            record.update({f"score:{name}": score for name, score in named.items()})
        elif len(scores) == 1 and len(classes) == 2:
            second = plain(scores[0])
            record["score"] = second if label == classes[1] else -second
    return record


def of_tags(outputs: Outputs, row: int) -> Record:
    assert outputs.labels is not None
    record: Record = {f"label:{tag}": int(on) for tag, on in enumerate(outputs.labels[row])}
    if outputs.numbers:
        scores = first_numbers(outputs)[row]
        record.update({f"score:{tag}": plain(score) for tag, score in enumerate(scores)})
    return record


def of_several(outputs: Outputs, row: int) -> Record:
    assert outputs.labels is not None
    return {f"label:{at}": plain_label(label) for at, label in enumerate(outputs.labels[row])}


def of_clusters(outputs: Outputs, row: int) -> Record:
    assert outputs.labels is not None
    label = int(outputs.labels[row])
    record: Record = {"label": label}
    if outputs.numbers:
        record["distance"] = plain(first_numbers(outputs)[row][label])
    return record


def of_mixture(outputs: Outputs, row: int) -> Record:
    assert outputs.labels is not None
    label = int(outputs.labels[row])
    return {"label": label, "score": plain(first_numbers(outputs)[row][label])}


def of_outliers(outputs: Outputs, row: int) -> Record:
    assert outputs.labels is not None
    score = plain(np.ravel(first_numbers(outputs)[row])[0])
    return {"label": int(outputs.labels[row]), "outlier_score": score}


def of_numbers(outputs: Outputs, row: int) -> Record:
    values = np.ravel(first_numbers(outputs)[row])
    if len(values) == 1:
        return {"value": plain(values[0])}
    return {f"value:{at}": plain(value) for at, value in enumerate(values)}


MAKERS = {
    Kind.CLASSES: of_classes,
    Kind.TAGS: of_tags,
    Kind.SEVERAL: of_several,
    Kind.CLUSTERS: of_clusters,
    Kind.MIXTURE: of_mixture,
    Kind.OUTLIERS: of_outliers,
    Kind.NUMBERS: of_numbers,
}
