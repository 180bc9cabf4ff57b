"""The command `maas-convert`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import __version__, convert
from .bundle import write_bundle
from .convert import ROWS, TOLERANCE, Result
from .data import read_data
from .errors import ConvertError, NotEqualError, UsageError
from .quantize import METHODS, quantize
from .report import to_json, to_text

EPILOG = """exit codes:
  0  converted, and equal to the original within the tolerance
  1  a fault of this command
  2  an argument or the data does not fit
  3  the model cannot be converted
  4  the converted model differs from the original: report written, no model
  5  the file runs code when it is read, and --trust-pickle was not said
  6  a framework is not installed

Pickles, joblib files, PyTorch's .pt and .pt2 and TensorFlow's SavedModels run code of their
author when they are read or run: they want --trust-pickle. Without --data rows are drawn that
cover what the model knows of its columns; the report says so."""


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="maas-convert",
        description="Turns a fitted model into an ONNX bundle, and proves that it is equal.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add(
        "model",
        type=Path,
        help="a file, or the folder of a Hugging Face model or SavedModel",
    )
    add("-o", "--output", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    add("--data", type=Path, metavar="FILE", help=".csv, .parquet, .jsonl, .txt, .npz or .npy")
    add("--target", metavar="COLUMN", help="a column of the data that is not an input")
    add("--rows", type=at_least_one, default=ROWS, help="rows to compare at most (%(default)s)")
    add("--tolerance", type=tolerance, default=TOLERANCE,
        help="greatest difference allowed, relative above 1 (%(default)s)")  # fmt: skip
    add("--task", help="what the model is for, where its files do not say")
    add("--labels", metavar="A,B,…", help="names of the classes, in the order of the scores")
    add(
        "--example",
        type=Path,
        metavar="FILE",
        help="example inputs of a PyTorch module (.npz, .npy)",
    )
    add("--exporter", choices=("auto", "dynamo", "torchscript"), default="auto",
        help="PyTorch's exporter (%(default)s: one after the other)")  # fmt: skip
    add("--quantize", choices=METHODS, help="smaller numbers, judged by a line of their own")
    add("--quantize-tolerance", type=tolerance, default=0.05,
        help="greatest difference allowed of the quantized model (%(default)s)")  # fmt: skip
    add("--trust-pickle", action="store_true", help="read files that run code when they are read")
    add("--one-file", action="store_true", help="put the other files inside model.onnx")
    add("--add", type=Path, action="append", default=[], metavar="FILE",
        help="a further file of the bundle (tokenizer.json, config.json …)")  # fmt: skip
    add("--seed", type=int, default=0, help="of all that is drawn (%(default)s)")
    add("--json", action="store_true", help="print the report as JSON")
    add("--version", action="version", version=f"maas-convert {__version__}")
    return parser


def at_least_one(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more; got {text}")
    return value


def tolerance(text: str) -> float:
    value = float(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"must be a number from 0 on; got {text}")
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers the exit code."""
    given = make_parser().parse_args(arguments)
    result: Result | None = None
    try:
        result = run(given)
        files = write_bundle(result, given.output, one_file=given.one_file)
        show(result, given, [str(file) for file in files], None)
        return 0
    except NotEqualError as error:
        assert result is not None
        show(result, given, [], str(error))
        return error.exit_code
    except ConvertError as error:
        if given.json:
            print(json.dumps({"error": str(error), "code": type(error).__name__}))
        else:
            print(f"maas-convert: {error}", file=sys.stderr)
        return error.exit_code


def run(given: argparse.Namespace) -> Result:
    data = read_data(given.data) if given.data else None
    example = read_data(given.example) if given.example else None
    result = convert(
        given.model,
        data,
        target=given.target,
        tolerance=given.tolerance,
        rows=given.rows,
        seed=given.seed,
        task=given.task,
        labels=tuple(given.labels.split(",")) if given.labels else (),
        example_inputs=example,
        exporter=given.exporter,
        trust_pickle=given.trust_pickle,
    )
    result.source.files.update(read_files(given.add))
    if given.quantize and result.is_equal:
        quantize(result, given.quantize, given.quantize_tolerance)
    return result


def read_files(paths: Sequence[Path]) -> dict[str, bytes]:
    """Raises UsageError where one is not there."""
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise UsageError(f"There is no file {', '.join(map(repr, missing))} to add to the bundle.")
    return {path.name: path.read_bytes() for path in paths}


def show(result: Result, given: Any, files: list[str], error: str | None) -> None:
    if given.json:
        report = {**to_json(result), "files": files, **({"error": error} if error else {})}
        print(json.dumps(report, ensure_ascii=False))
        return
    print(to_text(result))
    if error:
        print(f"\nmaas-convert: {error}", file=sys.stderr)
    else:
        print("\nwritten: " + ", ".join(files))


if __name__ == "__main__":
    sys.exit(main())
