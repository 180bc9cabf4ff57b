"""PyTorch: what is exported, by which exporter, and what of it is caught."""

import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="of PyTorch, which tests/networks has")

import torch

import maas_convert
from maas_convert.cli import main
from maas_convert.frameworks.torch_axes import find_axes
from maas_convert.networks import learn_spec, to_outputs
from maas_convert.options import Options
from maas_convert.tensors import TensorSchema

torch.manual_seed(0)


class TextNet(torch.nn.Module):
    """Ids and a mask of any length."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = torch.nn.Embedding(100, 16)
        self.convolution = torch.nn.Conv1d(16, 24, 3, padding=1)
        self.dropout = torch.nn.Dropout(0.5)
        self.classifier = torch.nn.Linear(24, 3)

    def forward(self, input_ids: Any, attention_mask: Any) -> Any:
        mask = attention_mask.unsqueeze(1).to(torch.float32)
        x = torch.relu(self.convolution(self.embedding(input_ids).transpose(1, 2) * mask)) * mask
        return self.classifier(self.dropout(x.sum(2) / mask.sum(2).clamp(min=1)))


class Picture(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Conv2d(3, 8, 3, padding=1),
            torch.nn.BatchNorm2d(8),
            torch.nn.ReLU(),
            torch.nn.AdaptiveAvgPool2d(1),
            torch.nn.Flatten(),
            torch.nn.Linear(8, 4),
        )

    def forward(self, pixel_values: Any) -> Any:
        return self.layers(pixel_values)


class Forecaster(torch.nn.Module):
    """Two outputs, by name; a transformer."""

    def __init__(self) -> None:
        super().__init__()
        layer = torch.nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
        self.encoder = torch.nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.head = torch.nn.Linear(8, 2)

    def forward(self, window: Any) -> Any:
        state = self.encoder(window).mean(1)
        return {"forecast": self.head(state), "state": state}


TEXT = {"input_ids": torch.randint(0, 100, (2, 7)), "attention_mask": torch.ones(2, 7).long()}
MLP = torch.nn.Sequential(torch.nn.Linear(5, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
CASES = {
    "text": (TextNet(), TEXT),
    "picture": (Picture(), (torch.rand(2, 3, 12, 12),)),
    "forecaster": (Forecaster(), torch.randn(2, 9, 8)),
    "mlp": (MLP, torch.randn(4, 5)),
}


@pytest.mark.parametrize("exporter", ["auto", "dynamo", "torchscript"])
@pytest.mark.parametrize("name", CASES)
def test_module_is_equal_by_either_exporter(name: str, exporter: str) -> None:
    module, example = CASES[name]
    result = maas_convert.convert(module, example_inputs=example, exporter=exporter, rows=100)
    assert result.is_equal, [attempt.failure for attempt in result.attempts]


def test_axes_that_may_have_any_size_are_found() -> None:
    result = maas_convert.convert(TextNet(), example_inputs=TEXT, rows=50)
    assert result.source.notes[0].endswith("input_ids[0, 1], attention_mask[0, 1]")
    result = maas_convert.convert(Picture(), example_inputs=torch.rand(2, 3, 12, 12), rows=50)
    assert result.source.notes[0].endswith("pixel_values[0, 2, 3]")


def test_frozen_axes_are_not_called_free() -> None:
    schema = TensorSchema([learn_spec("x", np.zeros((2, 5), np.float32))])

    def ask(batch: Any) -> Any:
        with torch.no_grad():
            answer = MLP(torch.from_numpy(batch["x"])).numpy()
        return to_outputs({"y": answer}, len(answer), Options())

    assert find_axes(ask, schema) == {"x": (0,)}


def test_module_in_training_mode_is_exported_as_it_predicts() -> None:
    module = Picture().train()
    assert maas_convert.convert(module, example_inputs=torch.rand(2, 3, 12, 12), rows=64).is_equal


class Sampling(torch.nn.Module):
    """Drops out whatever its mode: no export can be equal to it."""

    def forward(self, x: Any) -> Any:
        return torch.nn.functional.dropout(x, 0.5, training=True)


def test_module_that_answers_otherwise_each_time_is_caught() -> None:
    with pytest.raises(maas_convert.ConvertError):
        result = maas_convert.convert(Sampling(), example_inputs=torch.rand(4, 6), rows=50)
        maas_convert.write(result, "never-written")
    assert not Path("never-written/model.onnx").exists()


def test_no_path_of_this_machine_is_left_in_the_file(tmp_path: Path) -> None:
    result = maas_convert.convert(Forecaster(), example_inputs=torch.randn(2, 9, 8), rows=50)
    maas_convert.write(result, tmp_path / "b")
    content = (tmp_path / "b" / "model.onnx").read_bytes()
    assert b"site-packages" not in content and b".py" not in content


def test_torchscript_and_exported_programs_are_read_from_files(tmp_path: Path) -> None:
    example = torch.rand(2, 3, 12, 12)
    np.savez(tmp_path / "data.npz", pixel_values=np.random.rand(40, 3, 12, 12).astype("float32"))
    torch.jit.trace(Picture().eval(), example).save(str(tmp_path / "m.pt"))
    rows = {"pixel_values": {0: torch.export.Dim("rows")}}
    torch.export.save(
        torch.export.export(Picture().eval(), (example,), dynamic_shapes=rows), tmp_path / "m.pt2"
    )
    for name in ("m.pt", "m.pt2"):
        given = [tmp_path / name, "-o", tmp_path / f"b-{name}", "--data", tmp_path / "data.npz"]
        assert main([*map(str, given), "--labels", "a,b,c,d"]) == 5
        assert main([*map(str, given), "--labels", "a,b,c,d", "--trust-pickle"]) == 0
        assert (tmp_path / f"b-{name}" / "labels.txt").read_text() == "a\nb\nc\nd\n"


class Bomb:
    """A constant of an exported program that runs code when PyTorch reads it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return (Path.touch, (self.path,))


def test_exported_program_is_not_read_unless_it_is_trusted(tmp_path: Path) -> None:
    program, mark = torch.export.export(MLP.eval(), (torch.rand(2, 5),)), tmp_path / "exploded"
    torch.export.save(program, tmp_path / "good.pt2")
    with zipfile.ZipFile(tmp_path / "good.pt2") as good:
        names = good.namelist()
        with zipfile.ZipFile(tmp_path / "bad.pt2", "w") as bad:
            for name in names:
                content = good.read(name)
                is_input = "sample_inputs" in name or name.endswith("example_inputs.pt")
                bad.writestr(name, pickle.dumps(Bomb(mark)) if is_input else content)
    given = [str(tmp_path / "bad.pt2"), "-o", str(tmp_path / "b")]
    assert main(given) == 5
    assert not mark.exists()


def test_weights_alone_are_refused(tmp_path: Path, capsys: Any) -> None:
    torch.save(MLP.state_dict(), tmp_path / "weights.pt")
    assert main([str(tmp_path / "weights.pt"), "-o", str(tmp_path / "b")]) == 5
    given = [str(tmp_path / "weights.pt"), "-o", str(tmp_path / "b"), "--trust-pickle"]
    assert main(given) == 2
    assert "weights alone" in capsys.readouterr().err


def test_module_without_example_is_said(tmp_path: Path) -> None:
    with pytest.raises(maas_convert.UsageError, match="example_inputs"):
        maas_convert.convert(MLP)


@pytest.mark.parametrize("method", ["int8", "int4", "fp16"])
def test_quantized_model_has_a_line_of_its_own(method: str) -> None:
    from maas_convert.quantize import quantize
    from maas_convert.report import to_text

    module = torch.nn.Sequential(torch.nn.Linear(64, 256), torch.nn.ReLU(), torch.nn.Linear(256, 4))
    result = maas_convert.convert(module, example_inputs=torch.randn(4, 64), rows=200)
    whole = result.parity.sizes_bytes["onnx"] or 0
    quantize(result, method, 0.1)
    assert result.quantized is not None and result.quantized.greatest > result.parity.greatest
    assert (result.quantized.sizes_bytes["onnx"] or 0) < whole * 0.7
    assert f"EQUAL: {method}:" in to_text(result)
    quantized = result.quantized
    quantized.tolerance = 0.0
    assert not result.is_equal
