"""Tells by its bytes of which framework a file is."""

import json
import zipfile
from enum import Enum
from pathlib import Path

from .errors import ConvertError, UsageError


class FileKind(Enum):
    PICKLE = "a pickle"
    JOBLIB = "a compressed joblib file"
    XGBOOST_JSON = "XGBoost's JSON"
    XGBOOST_UBJ = "XGBoost's UBJSON"
    LIGHTGBM = "LightGBM's text"
    CATBOOST = "CatBoost's binary"
    KERAS = "a Keras archive"
    KERAS_H5 = "a Keras HDF5 file"
    SAVED_MODEL = "a TensorFlow SavedModel"
    TORCHSCRIPT = "TorchScript"
    TORCH_EXPORT = "PyTorch's exported program"
    TORCH_PICKLE = "a PyTorch pickle"
    HUGGING_FACE = "a Hugging Face folder"
    ONNX = "an ONNX model"


# First bytes of what joblib compresses with: zlib, gzip, bz2, xz, lzma, lz4.
COMPRESSED = (b"\x78", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x5d\x00", b"\x04\x22\x4d\x18")


def detect(path: Path) -> FileKind:
    """Raises UsageError where there is no file, ConvertError where it is none that we know."""
    if path.is_dir():
        return detect_folder(path)
    if not path.is_file():
        raise UsageError(f"There is no file or folder {str(path)!r}.")
    with path.open("rb") as file:
        head = file.read(4_096)
    if head[:4] == b"PK\x03\x04":
        return detect_archive(path)
    if head[:8] == b"\x89HDF\r\n\x1a\n":
        return FileKind.KERAS_H5
    if head[:4] == b"CBM1":
        return FileKind.CATBOOST
    if head[:5] in (b"tree\n", b"tree\r"):
        return FileKind.LIGHTGBM
    if head[:1] == b"{":
        return detect_braces(path, head)
    if head[:1] == b"\x80" and len(head) > 1 and head[1] <= 5:
        return FileKind.PICKLE
    if head.startswith(COMPRESSED):
        return FileKind.JOBLIB
    if head[:1] == b"\x08" and is_onnx(path):
        return FileKind.ONNX
    raise ConvertError(
        f"{path.name!r} is no model of a known framework: its first bytes are {head[:8]!r}. Known "
        "are pickles and joblib files of scikit-learn, the own files of XGBoost, LightGBM, "
        "CatBoost, Keras, TensorFlow and PyTorch, and folders of Hugging Face."
    )


def detect_folder(path: Path) -> FileKind:
    if (path / "saved_model.pb").is_file():
        return FileKind.SAVED_MODEL
    if (path / "config.json").is_file():
        return FileKind.HUGGING_FACE
    raise ConvertError(
        f"The folder {str(path)!r} has neither config.json (Hugging Face) nor saved_model.pb "
        "(TensorFlow)."
    )


def detect_archive(path: Path) -> FileKind:
    with zipfile.ZipFile(path) as archive:
        names = [name.partition("/")[2] or name for name in archive.namelist()]
        whole = archive.namelist()
    if "config.json" in whole and any(name.endswith(".weights.h5") for name in whole):
        return FileKind.KERAS
    if "archive_format" in names or "serialized_exported_program.json" in whole:
        return FileKind.TORCH_EXPORT
    if "constants.pkl" in names or any(name.startswith("code/") for name in names):
        return FileKind.TORCHSCRIPT
    if "data.pkl" in names:
        return FileKind.TORCH_PICKLE
    raise ConvertError(f"{path.name!r} is an archive that holds no model of a known framework.")


def detect_braces(path: Path, head: bytes) -> FileKind:
    """XGBoost's two formats; the JSON of others is named."""
    if head[1:2] == b"L":
        return FileKind.XGBOOST_UBJ
    try:
        content = json.loads(path.read_bytes())
    except ValueError as error:
        raise ConvertError(f"{path.name!r} begins like JSON and is none: {error}.") from error
    if isinstance(content, dict) and "learner" in content:
        return FileKind.XGBOOST_JSON
    if isinstance(content, dict) and "oblivious_trees" in content:
        raise ConvertError(f"{path.name!r} is CatBoost's JSON: save the model as .cbm instead.")
    raise ConvertError(f"{path.name!r} is JSON, but no model of XGBoost.")


def is_onnx(path: Path) -> bool:
    import onnx

    try:
        return bool(onnx.load(str(path), load_external_data=False).graph.node)
    except Exception:  # protobuf fails in its own ways
        return False
