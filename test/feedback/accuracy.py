"""Accuracy as the service counts it from feedback, beside scikit-learn's on the same answers.

    MAAS_URL=http://127.0.0.1:8080 python accuracy.py

1,000 predictions each of a classifier, a classifier of several labels and a regressor; their truths
come in random order, a third of them repeated, from 8 clients at once. Exits with 1 when a number
differs.
"""

import os
import random
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import requests
from service import URL, predict, read_metrics, upload
from sklearn import metrics
from sklearn.calibration import calibration_curve
from sklearn.datasets import make_classification, make_multilabel_classification, make_regression
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.multioutput import MultiOutputClassifier

PREDICTIONS, PER_CALL, CLIENTS = 1000, 5, 8
DICE = random.Random(12)
faults = []
checks = 0


def expect(what, got, wanted):
    global checks
    checks += 1
    same = (
        got == wanted
        if not isinstance(wanted, float)
        else np.isclose(got, wanted, rtol=1e-9, atol=1e-9)
    )
    if not same:
        faults.append(f"{what}: the service says {got}, scikit-learn {wanted}")


def send(name, predictions, truths):
    """In random order, a third repeated, from many clients: one by one and in lists."""
    items = [
        {"predictionId": predicted, "index": index, "truth": truth}
        for (predicted, index, _), truth in zip(predictions, truths)
    ]
    items += DICE.sample(items, len(items) // 3)
    DICE.shuffle(items)
    batches = [items[start : start + 7] for start in range(0, len(items), 7)]

    def post(batch):
        single = len(batch) == 7 and DICE.random() < 0.2
        for body in batch if single else [batch]:
            answer = requests.post(f"{URL}/models/{name}/feedback", json=body, timeout=60)
            assert answer.status_code == 200, answer.text
            assert answer.json()["refused"] == 0, answer.text

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(post, batches))


def report(name):
    accuracy = read_metrics(name)["accuracy"]
    expect(f"{name}, truths", accuracy["truths"], PREDICTIONS)
    expect(f"{name}, whole", accuracy["isWhole"], True)
    [version] = accuracy["versions"]
    expect(f"{name}, its version's", version["labels"], accuracy["labels"])
    return accuracy


def check_labels(name, tallies, truths, answers):
    labels = sorted({*truths, *answers})
    scores = metrics.precision_recall_fscore_support(
        truths, answers, labels=labels, zero_division=0
    )
    by_label = {tally["label"]: tally for tally in tallies}
    for label, precision, recall, f1, support in zip(labels, *scores):
        tally = by_label[label]
        expect(f"{name} {label}, truths", tally["truths"], int(support))
        expect(f"{name} {label}, precision", tally["precision"] or 0.0, float(precision))
        expect(f"{name} {label}, recall", tally["recall"] or 0.0, float(recall))
        expect(f"{name} {label}, F1", tally["f1"] or 0.0, float(f1))


def check_confusion(name, counts, truths, answers):
    labels = sorted({*truths, *answers})
    wanted = metrics.confusion_matrix(truths, answers, labels=labels)
    got = np.zeros_like(wanted)
    for count in counts:
        place = labels.index(count["truth"]), labels.index(count["predicted"])
        got[place] = count["count"]
    expect(f"{name}, confusion", got.tolist(), wanted.tolist())


def classification():
    rows, classes = make_classification(
        PREDICTIONS * 2, 8, n_informative=4, n_classes=3, flip_y=0.2, random_state=1
    )
    name = f"labels-{os.getpid()}"
    upload(name, LogisticRegression().fit(rows[:PREDICTIONS], classes[:PREDICTIONS]), rows)
    predictions = predict(name, rows[PREDICTIONS:], PER_CALL)
    truths = [int(label) for label in classes[PREDICTIONS:]]
    send(name, predictions, truths)
    got, answers = report(name), [str(record["label"]) for _, _, record in predictions]
    wanted = [str(label) for label in truths]
    expect(f"{name}, accuracy", got["accuracy"], float(metrics.accuracy_score(wanted, answers)))
    check_labels(name, got["labels"], wanted, answers)
    check_confusion(name, got["confusion"], wanted, answers)
    right = [truth == answer for truth, answer in zip(wanted, answers)]
    scores = [record["score"] for _, _, record in predictions]
    seen, expected = calibration_curve(right, scores, n_bins=10)
    bins = [tally for tally in got["calibration"] if tally["predictions"] > 0]
    expect(f"{name}, bins", len(bins), len(seen))
    for tally, share, mean in zip(bins, seen, expected):
        expect(f"{name} {tally['to']}, seen", tally["seen"], float(share))
        expect(f"{name} {tally['to']}, expected", tally["expected"], float(mean))


def several_labels():
    rows, tags = make_multilabel_classification(PREDICTIONS * 2, 8, n_classes=3, random_state=2)
    name = f"tags-{os.getpid()}"
    estimator = MultiOutputClassifier(LogisticRegression(max_iter=1000))
    upload(name, estimator.fit(rows[:PREDICTIONS], tags[:PREDICTIONS]), rows)
    predictions = predict(name, rows[PREDICTIONS:], PER_CALL)
    names = [field[6:] for field in predictions[0][2] if field.startswith("label:")]
    assert len(names) == 3, predictions[0][2]
    wanted = tags[PREDICTIONS:]
    truths = [dict(zip(names, map(int, row))) for row in wanted]
    send(name, predictions, truths)
    got = report(name)
    answers = np.array(
        [[int(record[f"label:{tag}"]) for tag in names] for _, _, record in predictions]
    )
    expect(f"{name}, accuracy", got["accuracy"], float(metrics.accuracy_score(wanted, answers)))
    for column, tag in enumerate(names):
        truths_of_tag, answers_of_tag = (
            [str(value) for value in side[:, column]] for side in (wanted, answers)
        )
        own = {
            kind: [tally for tally in got[kind] if tally["name"] == tag]
            for kind in ("labels", "confusion")
        }
        check_labels(f"{name} {tag}", own["labels"], truths_of_tag, answers_of_tag)
        check_confusion(f"{name} {tag}", own["confusion"], truths_of_tag, answers_of_tag)


def regression():
    rows, targets = make_regression(PREDICTIONS * 2, 6, noise=10, random_state=3)
    name = f"values-{os.getpid()}"
    upload(name, LinearRegression().fit(rows[:PREDICTIONS], targets[:PREDICTIONS]), rows)
    predictions = predict(name, rows[PREDICTIONS:], PER_CALL)
    truths = [float(value) for value in targets[PREDICTIONS:]]
    send(name, predictions, truths)
    got, answers = report(name), [record["value"] for _, _, record in predictions]
    [value] = got["values"]
    expect(f"{name}, mean absolute error", value["meanAbsoluteError"],
           float(metrics.mean_absolute_error(truths, answers)))  # fmt: skip
    expect(f"{name}, mean squared error", value["meanSquaredError"],
           float(metrics.mean_squared_error(truths, answers)))  # fmt: skip
    expect(f"{name}, accuracy", got["accuracy"], None)


for run in (classification, several_labels, regression):
    run()
print("\n".join(f"WRONG {fault}" for fault in faults[:20]))
print(f"feedback: {checks - len(faults)} passed, {len(faults)} failed")
sys.exit(1 if faults else 0)
