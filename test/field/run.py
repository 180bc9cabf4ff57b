"""Runs every case in cases/ against a service:  python run.py http://127.0.0.1:8080  [part of a case's name …]

Needs requests, numpy and onnx. Exits with 1 when a case is not right.
"""

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from common import Service


def main(url, *wanted):
    paths = [
        path
        for path in sorted((HERE / "cases").glob("*.py"))
        if not wanted or any(part in path.stem for part in wanted)
    ]
    right = 0
    for path in paths:
        spec = importlib.util.spec_from_file_location(path.stem, path)
        case = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(case)
        try:
            case.run(Service(url))
        except Exception as error:  # a case that breaks is one that is not right
            kind = type(error).__name__
            print(
                f"WRONG   {path.stem}: {title_of(case)}\n"
                f"        {'' if kind == 'Wrong' else kind + ': '}{error}"
            )
        else:
            right += 1
            print(f"right   {path.stem}")
    print(f"{right} of {len(paths)} right")
    print(f"field: {right} passed, {len(paths) - right} failed")
    return right == len(paths)


def title_of(case):
    """The first paragraph of a case's docstring."""
    return " ".join(case.__doc__.split("\n\n")[0].split())


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(0 if main(*sys.argv[1:]) else 1)
