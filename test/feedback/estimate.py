"""Estimated accuracy beside the real one, when other inputs come and when inputs come to mean something else.

    MAAS_URL=http://127.0.0.1:8080 python estimate.py

Each model answers inputs whose truths are sent, and then others, of which the service learns no
truth: what it says of these is within 2 points of the real accuracy while a score is worth the same
as before (three models), and wrong by far when it is not (two). Exits with 1 otherwise.
"""

import os
import sys
import time
from datetime import UTC, datetime

import numpy as np
import requests
from service import URL, predict, read_metrics, upload
from sklearn.datasets import make_moons
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

TRAINED, KNOWN, NOW, PER_CALL = 2000, 3000, 5000, 25
POINTS, FAR = 0.02, 0.2
DICE = np.random.default_rng(12)


def linear(count, spread=2.0):
    """Two classes on both sides of a plane, the meaning of inputs less certain the nearer they are to it."""
    rows = DICE.normal(size=(count, 4))
    rows[:, 0] = DICE.normal(size=count) * spread
    chance = 1 / (1 + np.exp(-3 * rows[:, 0]))
    return rows, (DICE.random(count) < chance).astype(int)


def clouds(count, pull=1.0):
    """Four classes, each around a corner; with less pull nearer to the middle."""
    classes = DICE.integers(0, 4, count)
    corners = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]]) * 2.0
    rows = corners[classes] + DICE.normal(size=(count, 2))
    if pull == 1:
        return rows, classes
    # As often as they come of the same world: only which inputs come changes.
    near = np.abs(rows).min(axis=1) < pull
    keep = near | (DICE.random(count) < 0.2)
    return rows[keep], classes[keep]


def moons(count, meeting=False):
    rows, classes = make_moons(
        count * (4 if meeting else 1), noise=0.35, random_state=int(DICE.integers(1 << 30))
    )
    if meeting:
        between = (np.abs(rows[:, 1] - 0.25) < 0.4) | (DICE.random(len(rows)) < 0.1)
        rows, classes = rows[between], classes[between]
    return rows[:count], classes[:count]


def other_meaning(draw):
    """The same inputs, of which two in five mean another class now."""

    def drawn(count):
        rows, classes = draw(count)
        return rows, np.where(DICE.random(count) < 0.4, 1 - classes, classes)

    return drawn


CASES = [
    ("inputs nearer to the boundary", LogisticRegression(), linear, lambda n: linear(n, 0.4), True),
    ("inputs nearer to the middle", GaussianNB(), clouds, lambda n: clouds(n * 2, 0.8), True),
    ("where two moons meet", GradientBoostingClassifier(random_state=0), moons, lambda n: moons(n, True), True),
    ("another meaning, logistic", LogisticRegression(), linear, other_meaning(linear), False),
    ("another meaning, boosting", GradientBoostingClassifier(random_state=0), moons, other_meaning(moons), False),
]  # fmt: skip


def share_right(predictions, truths):
    return float(
        np.mean([record["label"] == truth for (*_, record), truth in zip(predictions, truths)])
    )


def learn(name, draw):
    """Sends the truths of the first inputs. -> how many of their answers were right"""
    rows, classes = draw(KNOWN)
    predictions = predict(name, rows, PER_CALL)
    label = type(predictions[0][2]["label"])
    truths = [label(truth) for truth in classes]
    items = [
        {"predictionId": predicted, "index": index, "truth": truth}
        for (predicted, index, _), truth in zip(predictions, truths)
    ]
    for start in range(0, len(items), 1000):
        answer = requests.post(
            f"{URL}/models/{name}/feedback", json=items[start : start + 1000], timeout=60
        )
        assert answer.status_code == 200 and answer.json()["counted"] == len(
            answer.json()["results"]
        ), answer.text
    return share_right(predictions, truths)


names = [f"estimate-{os.getpid()}-{case}" for case in range(len(CASES))]
before = []
for name, (_, estimator, draw, _, _) in zip(names, CASES):
    rows, classes = draw(TRAINED)
    upload(name, estimator.fit(rows, classes), rows)
    before.append(learn(name, draw))
# Metrics count by whole minutes: what comes next is to have minutes of its own.
begin = (time.time() // 60 + 1) * 60
time.sleep(max(0.0, begin - time.time()))
start = datetime.fromtimestamp(begin, UTC).isoformat().replace("+00:00", "Z")
faults = []
for name, share, (title, _, _, shifted, holds) in zip(names, before, CASES):
    rows, classes = shifted(NOW)
    predictions = predict(name, rows, PER_CALL)
    label = type(predictions[0][2]["label"])
    real = share_right(predictions, [label(truth) for truth in classes])
    report = read_metrics(name, **{"from": start})
    estimate = report["estimatedAccuracy"]
    assert estimate["predictions"] == len(rows) and estimate["truths"] == KNOWN, estimate
    assert report["accuracy"]["truths"] == 0, "the estimate is mixed with truths"
    error = abs(estimate["accuracy"] - real)
    print(
        f"{title}: {share:.1%} before, {real:.1%} now, estimated {estimate['accuracy']:.1%} "
        f"({estimate['from']:.1%} – {estimate['to']:.1%})"
    )
    if holds and error > POINTS:
        faults.append(f"{title}: the estimate is wrong by {error:.1%}")
    if holds and abs(share - real) < 2 * POINTS:
        faults.append(f"{title}: nothing has changed that an estimate would have to see")
    if not holds and error < FAR:
        faults.append(
            f"{title}: the estimate is wrong by {error:.1%} alone, though docs/feedback.md says that it fails"
        )
print("\n".join(f"WRONG {fault}" for fault in faults))
print(f"estimates: {len(CASES) - len(faults)} passed, {len(faults)} failed")
sys.exit(1 if faults else 0)
