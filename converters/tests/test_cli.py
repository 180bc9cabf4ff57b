"""The command: exit codes, what it writes, and what it refuses."""

import json
import pickle
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas
import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from maas_convert import extras
from maas_convert.cli import main

IRIS = load_iris(as_frame=True)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    fitted = LogisticRegression(max_iter=1000).fit(IRIS.data, IRIS.target)
    joblib.dump(fitted, tmp_path / "model.joblib")
    IRIS.frame.to_csv(tmp_path / "data.csv", index=False)
    return tmp_path / "model.joblib"


def run(*arguments: Any) -> int:
    return main([str(argument) for argument in arguments])


def test_bundle_is_written(model: Path, tmp_path: Path, capsys: Any) -> None:
    data = tmp_path / "data.csv"
    code = run(model, "-o", tmp_path / "b", "--data", data, "--trust-pickle", "--target", "target")
    assert code == 0
    written = {file.name for file in (tmp_path / "b").iterdir()}
    assert written == {
        "model.onnx", "columns.txt", "samples.jsonl", "parity.json", "parity.html",
    }  # fmt: skip
    assert capsys.readouterr().out.count("EQUAL") == 1


def test_json_is_printed_for_programs(model: Path, tmp_path: Path, capsys: Any) -> None:
    assert run(model, "-o", tmp_path / "b", "--trust-pickle", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["equal"] is True and report["files"]


def test_same_command_again_replaces_its_own_files(model: Path, tmp_path: Path) -> None:
    assert run(model, "-o", tmp_path / "b", "--trust-pickle") == 0
    assert run(model, "-o", tmp_path / "b", "--trust-pickle") == 0


def test_folder_with_other_files_is_left_alone(model: Path, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "thesis.txt").write_text("mine")
    assert run(model, "-o", tmp_path / "b", "--trust-pickle") == 2
    assert "thesis.txt" in capsys.readouterr().err
    assert (tmp_path / "b" / "thesis.txt").read_text() == "mine"


class Bomb:
    """What a pickle of a stranger may do."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return (Path.touch, (self.path,))


@pytest.mark.parametrize("dump", ["pickle", "joblib", "joblib.gz"])
def test_pickle_is_not_read_unless_it_is_trusted(dump: str, tmp_path: Path, capsys: Any) -> None:
    path, mark = tmp_path / "model.bin", tmp_path / "exploded"
    if dump == "pickle":
        path.write_bytes(pickle.dumps(Bomb(mark)))
    else:
        joblib.dump(Bomb(mark), path, compress=("gzip", 3) if dump == "joblib.gz" else 0)
    assert run(path, "-o", tmp_path / "b") == 5
    assert "--trust-pickle" in capsys.readouterr().err
    assert not mark.exists()


def test_tolerance_fails_the_command(model: Path, tmp_path: Path, capsys: Any) -> None:
    given = (model, "-o", tmp_path / "b", "--trust-pickle", "--tolerance", "0")
    assert run(*given) == 4
    assert not (tmp_path / "b" / "model.onnx").exists()
    assert (tmp_path / "b" / "parity.html").exists()
    captured = capsys.readouterr()
    assert "NOT EQUAL" in captured.out and "No model was written" in captured.err


def test_failing_again_leaves_no_model_of_before(model: Path, tmp_path: Path) -> None:
    given = (model, "-o", tmp_path / "b", "--trust-pickle")
    assert run(*given) == 0
    assert run(*given, "--tolerance", "0") == 4
    assert not (tmp_path / "b" / "model.onnx").exists()


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("a.onnx", b"\x08\x07\x12\x00nonsense", 3, "no model of a known framework"),
        ("a.json", b'{"a": 1}', 3, "no model of XGBoost"),
        ("a.json", b'{"a": ', 3, "is none"),
        ("a.pkl", b"", 3, "no model of a known framework"),
        ("a.zip", b"PK\x05\x06" + bytes(18), 3, "no model of a known framework"),
        ("a.txt", "模型".encode(), 3, "no model of a known framework"),
    ],
)
def test_what_is_no_model_is_said(
    name: str, content: bytes, code: int, words: str, tmp_path: Path, capsys: Any
) -> None:
    (tmp_path / name).write_bytes(content)
    assert run(tmp_path / name, "-o", tmp_path / "b") == code
    assert words in capsys.readouterr().err


def test_further_files_go_along(model: Path, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "config.json").write_text("{}")
    given = (model, "-o", tmp_path / "b", "--trust-pickle", "--add", tmp_path / "config.json")
    assert run(*given) == 0
    assert (tmp_path / "b" / "config.json").read_text() == "{}"
    assert run(*given, "--add", tmp_path / "none.json") == 2
    assert "none.json" in capsys.readouterr().err


def test_missing_file_is_said(tmp_path: Path, capsys: Any) -> None:
    assert run(tmp_path / "none.joblib", "-o", tmp_path / "b") == 2
    assert "There is no file" in capsys.readouterr().err


def test_column_that_the_data_lacks_is_named(model: Path, tmp_path: Path, capsys: Any) -> None:
    pandas.DataFrame({"sepal length (cm)": [1.0]}).to_csv(tmp_path / "few.csv", index=False)
    code = run(model, "-o", tmp_path / "b", "--trust-pickle", "--data", tmp_path / "few.csv")
    assert code == 2
    assert "'sepal width (cm)'" in capsys.readouterr().err


def test_missing_framework_names_its_extra(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model.txt"
    path.write_text("tree\nversion=v4\n")

    def fail(name: str) -> Any:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(extras.importlib, "import_module", fail)
    assert run(path, "-o", tmp_path / "b") == 6
    assert "pip install 'maas-convert[lightgbm]'" in capsys.readouterr().err


def test_unfitted_model_is_said(tmp_path: Path, capsys: Any) -> None:
    joblib.dump(LogisticRegression(), tmp_path / "m.joblib")
    assert run(tmp_path / "m.joblib", "-o", tmp_path / "b", "--trust-pickle") == 3
    assert "not fitted" in capsys.readouterr().err


def test_object_that_is_no_model_is_said(tmp_path: Path, capsys: Any) -> None:
    joblib.dump({"weights": np.zeros(3)}, tmp_path / "m.joblib")
    assert run(tmp_path / "m.joblib", "-o", tmp_path / "b", "--trust-pickle") == 3
    assert "This is a dict of ndarray, and one model is converted" in capsys.readouterr().err


def test_quantizing_a_model_without_weights_is_refused(
    model: Path, tmp_path: Path, capsys: Any
) -> None:
    given = (model, "-o", tmp_path / "b", "--trust-pickle", "--quantize", "int8")
    assert run(*given) == 3
    assert "has none" in capsys.readouterr().err


def test_bad_arguments_exit_with_two(model: Path, tmp_path: Path) -> None:
    for wrong in (["--rows", "0"], ["--tolerance", "-1"], ["--tolerance", "nan"]):
        with pytest.raises(SystemExit) as stopped:
            run(model, "-o", tmp_path / "b", *wrong)
        assert stopped.value.code == 2
