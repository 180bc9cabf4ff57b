"""What becomes of texts, tables, pictures and rows before they are sent."""

import base64
import io
import json
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pandas as pd
import pytest
from PIL import Image

from serverless_maas import Client, Predictions
from serverless_maas.answers import join, list_references
from serverless_maas.bundle import find_files, to_model_name, to_source
from serverless_maas.cells import to_json
from serverless_maas.feedback import make_truths
from serverless_maas.inputs import Inputs, read_inputs
from serverless_maas.lines import write_lines


def to_bodies(data: object, batch: int = 2, **options: str) -> list[dict]:
    inputs = read_inputs(data, **options)
    assert isinstance(inputs, Inputs)
    return [body for _, body in inputs.to_bodies(batch, {})]


def test_texts_go_in_batches() -> None:
    assert to_bodies(["a", "b", "c"]) == [{"text": ["a", "b"]}, {"text": ["c"]}]
    assert to_bodies(pd.Series(["a", "b"])) == [{"text": ["a", "b"]}]
    assert read_inputs("a") == {"text": "a"}


def test_a_table_becomes_rows_and_missing_cells_null() -> None:
    frame = pd.DataFrame(
        {
            "age": [31, 40],
            "pay": [1.5, math.nan],
            "job": ["cook", None],
            "since": pd.to_datetime(["2026-01-02", None]),
            "kind": pd.Categorical(["x", "y"]),
            "flag": pd.array([True, None], dtype="boolean"),
        }
    )
    assert to_bodies(frame) == [
        {
            "rows": [
                {"age": 31, "pay": 1.5, "job": "cook", "since": "2026-01-02T00:00:00", "kind": "x",
                 "flag": True},
                {"age": 40, "pay": None, "job": None, "since": None, "kind": "y", "flag": None},
            ]
        }
    ]  # fmt: skip


def test_a_very_wide_table_is_looked_through_once() -> None:
    frame = pd.DataFrame(np.zeros((1, 100_000)))
    assert len(to_bodies(frame)[0]["rows"][0]) == 100_000


def test_a_table_of_texts_is_asked_as_texts() -> None:
    questions = pd.DataFrame({"question": ["q"], "context": ["c"]})
    assert to_bodies(questions) == [{"question": ["q"], "context": ["c"]}]
    reviews = pd.DataFrame({"review": ["fine"], "stars": [4]})
    assert to_bodies(reviews, column="review") == [{"text": ["fine"]}]
    with pytest.raises(ValueError, match="no column 'text'; it has review, stars"):
        read_inputs(reviews, column="text")


def test_arrays_lists_and_mappings_are_rows() -> None:
    assert to_bodies(np.array([[1.5, np.nan], [2, 3]])) == [{"rows": [[1.5, None], [2.0, 3.0]]}]
    assert to_bodies([(1, "a"), (2, "b")]) == [{"rows": [[1, "a"], [2, "b"]]}]
    assert to_bodies([{"age": np.int64(3)}]) == [{"rows": [{"age": 3}]}]


def test_pictures_are_sent_in_base64(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"png")
    coded = base64.b64encode(b"png").decode()
    assert read_inputs(b"png") == {"image": coded}
    assert to_bodies([tmp_path / "a.png", b"png"]) == [{"image": [coded, coded]}]


def test_pictures_are_taken_wherever_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"png")
    coded = base64.b64encode(b"png").decode()
    with (tmp_path / "a.png").open("rb") as file:
        assert read_inputs(file) == {"image": coded}
    assert read_inputs(bytearray(b"png")) == {"image": coded}
    frame = pd.DataFrame({"image": [b"png", tmp_path / "a.png", coded]})
    assert to_bodies(frame, 3) == [{"image": [coded, coded, coded]}]
    assert to_bodies([{"image": b"png", "question": "q"}]) == [
        {"image": [coded], "question": ["q"]}
    ]
    for mode in ("L", "RGB", "RGBA", "CMYK", "P"):
        body = read_inputs(Image.new(mode, (2, 3)))
        assert isinstance(body, dict)
        assert Image.open(io.BytesIO(base64.b64decode(body["image"]))).size == (2, 3)


def test_cells_are_what_json_has() -> None:
    frame = pd.DataFrame({"price": [Decimal("9.50"), Decimal("NaN")], "id": [2**60, 1]})
    assert to_bodies(frame) == [{"rows": [{"price": 9.5, "id": 2**60}, {"price": None, "id": 1}]}]
    times = [np.datetime64("2026-01-02T03:04:05", "ns"), np.datetime64("NaT")]
    assert to_bodies([[time] for time in times]) == [
        {"rows": [["2026-01-02T03:04:05.000000000"], [None]]}
    ]


def test_a_body_may_hold_what_numpy_and_pandas_have() -> None:
    body = {"rows": np.eye(2), "n": np.int64(3), "at": pd.Timestamp("2026-01-02"), "p": Decimal(2)}
    assert json.loads(to_json(body)) == {
        "rows": [[1.0, 0.0], [0.0, 1.0]], "n": 3, "at": "2026-01-02T00:00:00", "p": 2.0
    }  # fmt: skip


def test_a_model_is_taken_from_an_open_file_and_from_memory(tmp_path: Path) -> None:
    path = tmp_path / "reviews.onnx"
    path.write_bytes(b"m")
    with path.open("rb") as file:
        assert to_source(file) == path
    assert to_source(io.BytesIO(b"m")) == b"m"
    assert to_source(memoryview(b"m")) == b"m"
    proto = onnx.helper.make_model(onnx.helper.make_graph([], "g", [], []))
    assert to_source(proto) == proto.SerializeToString()
    with (tmp_path / "reviews.onnx").open(encoding="utf8") as text, pytest.raises(TypeError):
        read_inputs(text)


def test_a_whole_body_goes_as_it_is() -> None:
    body = {"inputs": "a", "parameters": {"top_k": 2}}
    assert read_inputs(body) == body


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "the list is empty"),
        (None, "Give a text, .*; got None"),
        (5, "Give a text, .*; got 5"),
        (pd.DataFrame({"a": []}), "the table has no rows"),
        (["a", 1], "got \\['int', 'str'\\]"),
        (["a", None], r"fillna\(''\)"),
        (pd.Series(["a", math.nan]), r"fillna\(''\)"),
        ([5.1, 3.5], r"\[\[5.1, 3.5\]\]"),
        (pd.DataFrame({"age": [1], "job": ["cook"]}).iloc[0], r"frame.iloc\[\[0\]\]"),
        (np.zeros((2, 3, 3)), "three dimensions .*Image.fromarray"),
        ([{"age": [1, 2]}], "number or a text; got \\[1, 2\\]"),
        (pd.DataFrame({"raw": [b"x"]}), "number or a text; got b'x'"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "several columns 'a'"),
        ([[math.inf]], "infinite"),
    ],
)
def test_what_cannot_be_asked_is_said(data: object, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        read_inputs(data)


@pytest.mark.parametrize("missing", [None, math.nan, pd.NA])
def test_a_text_that_is_missing_is_not_asked(missing: object) -> None:
    frame = pd.DataFrame({"review": ["fine", missing]}, index=[10, 20])
    with pytest.raises(ValueError, match="'review' has no text in row 20"):
        read_inputs(frame, "review")


def test_answers_to_batches_are_numbered_on() -> None:
    first = Predictions([{"label": "PER", "input": 1}], [("p1", 1)])
    second = Predictions([{"label": "ORG", "input": 0}], [("p2", 0)])
    joined = join([(0, first), (2, second)])
    assert [record["input"] for record in joined] == [1, 2]
    assert joined.references == [("p1", 1), ("p2", 0)]


def test_truths_find_their_predictions() -> None:
    answers = Predictions([{}, {}, {}], [("p1", 0), ("p1", 1), ("p2", 0)])
    assert make_truths(list_references(answers), pd.Series(["a", None, "c"])) == [
        {"predictionId": "p1", "index": 0, "truth": "a"},
        {"predictionId": "p2", "index": 0, "truth": "c"},
    ]
    assert make_truths([("p1", 0)], ["toxic", "rude"])[0]["truth"] == ["toxic", "rude"]
    with pytest.raises(ValueError, match="3 answers and 1 truths"):
        make_truths(list_references(answers), "a")
    rows_taken_out = answers.frame().iloc[[0]]
    with pytest.raises(ValueError, match="ids=True"):
        list_references(rows_taken_out)


def test_a_folder_is_a_bundle_without_what_training_left(tmp_path: Path) -> None:
    for name in ("model.onnx", "model.pt", ".git/config", "onnx/a.bin", "optimizer.bin"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [file.path for file in find_files(tmp_path)] == ["model.onnx", "onnx/a.bin"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="empty folder"):
        find_files(tmp_path / "empty")


def test_a_file_brings_the_weights_that_it_names(tmp_path: Path) -> None:
    named = b"".join(
        b"\x0a\x08location\x12" + bytes([len(name)]) + name
        for name in (b"weights.bin", b"../outside", b"absent")
    )
    (tmp_path / "m.onnx").write_bytes(named)
    (tmp_path / "weights.bin").write_bytes(b"w")
    assert [file.path for file in find_files(tmp_path / "m.onnx")] == ["m.onnx", "weights.bin"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("My Model_v2.onnx", "my-model-v2"), ("reviews/model.onnx", "reviews"), ("iris", "iris")],
)
def test_a_model_is_called_as_its_file_or_folder(tmp_path: Path, name: str, expected: str) -> None:
    place = tmp_path / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(b"") if "." in name else place.mkdir()
    assert to_model_name(place) == expected


def test_bytes_need_a_name() -> None:
    with pytest.raises(ValueError, match="needs a name"), Client("http://maas.test") as client:
        client.upload(b"a model")


@pytest.mark.parametrize(
    "rows",
    [
        pd.DataFrame({"input.age": [31, None], "output.label": ["ja", "nein"]}),
        [
            {"input.age": np.float64(31), "output.label": "ja"},
            {"input.age": None, "output.label": "nein"},
        ],
        '{"input.age": 31.0, "output.label": "ja"}\n{"input.age": null, "output.label": "nein"}\n',
    ],
    ids=["a frame", "mappings", "lines"],
)
def test_rows_become_json_lines(rows: Any, tmp_path: Path) -> None:
    lines = write_lines(rows)
    assert [json.loads(line) for line in lines.splitlines()] == [
        {"input.age": 31.0, "output.label": "ja"},
        {"input.age": None, "output.label": "nein"},
    ]
    (tmp_path / "lines.jsonl").write_bytes(lines)
    assert write_lines(tmp_path / "lines.jsonl") == lines


def test_a_row_without_names_is_no_json_line() -> None:
    with pytest.raises(ValueError, match=r"a mapping of names to values; got \[1, 2\]"):
        write_lines([[1, 2]])  # type: ignore[list-item]
