"""What the service takes: the model and the files beside it."""

import json
import shutil
from pathlib import Path

import onnx

from .convert import Result
from .errors import NotEqualError, UsageError
from .page import to_html
from .report import headline, to_json
from .samples import make_samples


def write_bundle(result: Result, folder: Path, *, one_file: bool = False) -> list[Path]:
    """Writes the bundle and the report; answers the files of the bundle.

    Raises NotEqualError where the model is not equal to the original: then the report is written,
    and no model.
    """
    folder.mkdir(parents=True, exist_ok=True)
    clear(folder)
    names = sorted({*result.source.files, "samples.jsonl", *(f.name for f in list_made(result))})
    names = names if result.is_equal else []
    write_report(result, folder, names)
    if not result.is_equal:
        parity = result.parity if not result.parity.is_equal else result.quantized
        assert parity is not None
        raise NotEqualError(
            f"{headline(parity, parity.recipe)}. No model was written; {folder / 'parity.html'} "
            f"shows the rows. {result.source.otherwise}".strip()
        )
    parity = result.quantized or result.parity
    files = dict(result.source.files)
    files["samples.jsonl"] = make_samples(result.source, parity, parity.tolerance).encode()
    for file in list_made(result):
        shutil.copyfile(file, folder / file.name)
    if one_file:
        put_inside(folder / "model.onnx", files)
        return [folder / file.name for file in list_made(result)]
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return [folder / name for name in names]


def list_made(result: Result) -> list[Path]:
    """What the exporter wrote: the model, its weights, and configs of Hugging Face."""
    return sorted(file for file in result.folder.iterdir() if file.is_file())


def clear(folder: Path) -> None:
    """Takes out what this command wrote before: a model of yesterday proves nothing today.

    Raises UsageError where the folder holds anything else.
    """
    report = folder / "parity.json"
    ours = {"parity.json", "parity.html"}
    if report.is_file():
        ours |= set(json.loads(report.read_text("utf-8")).get("files", []))
    there = {str(file.relative_to(folder)): file for file in folder.rglob("*") if file.is_file()}
    strange = sorted(set(there) - ours)
    if strange:
        raise UsageError(
            f"{str(folder)!r} holds other files ({', '.join(strange[:5])}): name a new or empty "
            "folder."
        )
    for file in there.values():
        file.unlink()


def write_report(result: Result, folder: Path, names: list[str]) -> None:
    report = json.dumps({**to_json(result), "files": names}, ensure_ascii=False, indent=1)
    (folder / "parity.json").write_text(report + "\n", "utf-8")
    (folder / "parity.html").write_text(to_html(result), "utf-8")


def put_inside(path: Path, files: dict[str, bytes]) -> None:
    """The texts as metadata of the model, where the service finds them, too."""
    model = onnx.load(str(path), load_external_data=False)
    for name, content in files.items():
        prop = model.metadata_props.add()
        prop.key, prop.value = f"maas:{name}", content.decode()
    path.write_bytes(model.SerializeToString())
