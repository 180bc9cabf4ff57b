"""The tables of docs/tasks.md, between their marks."""

import re
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "docs/tasks.md"
BEGIN, END = (
    "<!-- estimators: written by test/estimators/run.py --write -->",
    "<!-- estimators: end -->",
)
MARKS = {
    "equal": "equal",
    "refused": "refused",
    "converter": "converter's",
    "not converted": "–",
    "WRONG": "WRONG",
}
COLUMNS = [
    "two classes",
    "three classes",
    "words as classes",
    "several tags",
    "several outputs",
    "one target",
    "two targets",
    "as it is",
]


def render(outcomes, others, versions):
    """outcomes: {(family, name, variant): (outcome, sentence)}"""
    parts = [BEGIN, "", count(outcomes), ""]
    parts += [
        "| scikit-learn " + versions["scikit-learn"] + " | " + " | ".join(COLUMNS) + " |",
        "|---" * (len(COLUMNS) + 1) + "|",
    ]
    for name in names_of(outcomes, "scikit-learn"):
        cells = [
            MARKS[outcomes["scikit-learn", name, column][0]]
            if ("scikit-learn", name, column) in outcomes
            else ""
            for column in COLUMNS
        ]
        parts.append(f"| {name} | {' | '.join(cells)} |")
    for family in ("XGBoost", "LightGBM", "CatBoost"):
        parts += ["", f"| {family} {versions[family]} | |", "|---|---|"]
        parts += [
            f"| {name}{'' if variant == 'as it is' else ', ' + variant} | {MARKS[outcome]} |"
            for (own, name, variant), (outcome, _) in outcomes.items()
            if own == family
        ]
    parts += ["", "What is not equal, and why:", ""] + list_reasons(outcomes)
    parts += [
        "",
        f"skl2onnx {versions['skl2onnx']} has no converter for {len(others)} more: {', '.join(others)}.",
        "",
        END,
    ]
    return "\n".join(parts)


def names_of(outcomes, family):
    return list(dict.fromkeys(name for own, name, _ in outcomes if own == family))


def count(outcomes):
    totals = {mark: sum(outcome == mark for outcome, _ in outcomes.values()) for mark in MARKS}
    return (
        f"{totals['equal']} are equal, {totals['refused']} are refused, "
        f"{totals['converter']} are wrong, or do not run, in ONNX Runtime's own Python already, "
        f"{totals['not converted']} are not converted (–)."
    )


def list_reasons(outcomes):
    groups = {}
    for (family, name, variant), (outcome, sentence) in outcomes.items():
        if outcome != "equal":
            framework = "" if family == "scikit-learn" else family
            options = "" if variant == "as it is" else f" ({variant})"
            place = f"{framework} {name}{options}".strip()
            groups.setdefault(
                (MARKS[outcome] if outcome != "not converted" else outcome, shorten(sentence)), []
            ).append(place)
    return [
        f"- {mark}: {', '.join(places)}: {sentence}"
        for (mark, sentence), places in sorted(groups.items())
    ]


def shorten(sentence):
    """What does not change with the run, or with the machine."""
    plain = re.sub(
        r"'?(/[\w.+-]+){2,}\S*|Version 1 of model '[^']*' was |"
        r"\[ONNXRuntimeError\] : \d+ : |Non-zero status code returned while ",
        "",
        sentence,
    )
    plain = re.sub(
        r" is -?\d+[^ ]*, and the framework says .*",
        " is another number than the framework's",
        plain,
    )
    plain = re.split(r" and attributes=|: \{|\. (?=[A-Z])", plain)[0]
    return plain.replace("|", "\\|").replace("\n", " ").strip()[:140]


def split(text):
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before, after


def is_documented(page):
    text = FILE.read_text()
    before, after = split(text)
    return text == before + page + after


def write(page):
    before, after = split(FILE.read_text())
    FILE.write_text(before + page + after)
