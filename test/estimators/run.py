"""Every estimator that the converters convert, through upload and predict of the service at MAAS_URL.

    python run.py [name …] [--write]

Compares with docs/tasks.md, which `--write` brings up to date. Exits with 1 when an answer is
wrong, or the page says something else.
"""

import os
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import boosting_cases
import sklearn_cases
from judge import judge
from render import is_documented, render, write

URL = os.environ.get("MAAS_URL", "http://127.0.0.1:8080").rstrip("/")
PARALLEL = 2


def run_case(numbered):
    number, case = numbered
    try:
        return judge(URL, case, f"{os.getpid()}-{number}")
    except Exception:  # noqa: BLE001, whatever it is, it is not right
        return "WRONG", traceback.format_exc(limit=1)


def main(arguments):
    wanted = [argument for argument in arguments if not argument.startswith("--")]
    cases = [*sklearn_cases.list_cases(wanted), *boosting_cases.list_cases(wanted)]
    with ThreadPoolExecutor(PARALLEL) as pool:
        results = list(pool.map(run_case, enumerate(cases)))
    outcomes = {
        (case.family, case.name, case.variant): result for case, result in zip(cases, results)
    }
    wrong = [(key, sentence) for key, (outcome, sentence) in outcomes.items() if outcome == "WRONG"]
    for key, (outcome, sentence) in outcomes.items():
        if wanted or outcome == "WRONG":
            print(f"{outcome} {' / '.join(key)} {sentence}")
    if wanted:
        return not wrong
    versions = {
        "scikit-learn": version("scikit-learn"),
        "skl2onnx": version("skl2onnx"),
        "XGBoost": version("xgboost-cpu"),
        "LightGBM": version("lightgbm"),
        "CatBoost": version("catboost"),
    }
    page = render(outcomes, sklearn_cases.list_kinds()[1], versions)
    if "--write" in arguments:
        write(page)
    documented = is_documented(page)
    if not documented:
        print(
            "FAILED docs/tasks.md says something else: look at the difference, then write it with --write."
        )
    print(
        f"estimators: {len(cases) + 1 - len(wrong) - (not documented)} passed, {len(wrong) + (not documented)} failed"
    )
    return documented and not wrong


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1:]) else 1)
