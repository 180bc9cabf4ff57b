"""The oldest releases that the package asks for are those that its tests are run on."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
EXPORTERS = ("skl2onnx", "onnxmltools", "catboost")
NETWORK_EXPORTERS = {
    "keras": ("keras", "tf2onnx"),
    "torch": ("torch", "onnxscript", "optimum-onnx"),
}


def read_pins(file: Path) -> dict[str, str]:
    pins = dict(line.split("==") for line in file.read_text("utf-8").split())
    return {name.removesuffix("-cpu"): release for name, release in pins.items()}


def test_oldest_releases_are_the_least_that_is_asked_for() -> None:
    project = (FOLDER.parent / "pyproject.toml").read_text("utf-8")
    oldest = read_pins(FOLDER / "releases" / "oldest.txt")
    least = dict(re.findall(r'"([\w-]+)>=([\d.]+)', project))
    pinned = {name: least[name] for name in oldest if name in least}
    assert {"numpy", "onnx", "onnxruntime", "pandas", "scikit-learn", *EXPORTERS} <= set(pinned)
    assert {name: oldest[name][: len(release)] for name, release in pinned.items()} == pinned


def test_three_releases_of_each_exporter_are_tried() -> None:
    files = [*(FOLDER / "releases").glob("*.txt"), FOLDER / "requirements.txt"]
    pins = [read_pins(file) for file in files]
    for exporter in EXPORTERS:
        assert len({one[exporter] for one in pins}) >= 3


def test_three_releases_of_each_exporter_of_networks_are_tried() -> None:
    project = (FOLDER.parent / "pyproject.toml").read_text("utf-8")
    least = dict(re.findall(r'"([\w-]+)>=([\d.]+)', project))
    for framework, exporters in NETWORK_EXPORTERS.items():
        pins = {file.stem: read_pins(file) for file in FOLDER.glob(f"networks/{framework}-*.txt")}
        oldest = pins[f"{framework}-oldest"]
        for exporter in exporters:
            assert len({one[exporter] for one in pins.values()}) >= 3
            assert oldest[exporter][: len(least[exporter])] == least[exporter]
