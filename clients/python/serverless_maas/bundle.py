"""Files of a bundle on this machine, and what the service is told of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from .cells import is_open, read_open

READ_BYTES = 1 << 20
SCANNED_BYTES = 64 << 20
"""Names of weights beside a model stand in its header: what is longer has them inside."""
LOCATION = b"\x0a\x08location\x12"
"""`StringStringEntryProto` of ONNX: key (1) "location", value (2) with its length in a byte."""
LEFT_OUT = re.compile(
    r"(\.(safetensors|h5|keras|msgpack|pt|pth|pt2|ckpt|pkl|pickle|joblib|gguf|pyc|ipynb)"
    r"|(^|/)(pytorch_model|training_args|optimizer|scheduler|rng_state)[^/]*\.bin)$",
    re.IGNORECASE,
)
"""Weights of other formats and what training left: the service reads none of it."""


@dataclass(frozen=True)
class File:
    path: str
    """Where it stands in the bundle, as `onnx/model.onnx`."""
    source: Path | bytes
    size: int

    def read(self, offset: int, size: int) -> Iterator[bytes]:
        """A stretch of it, read as it is sent."""
        if isinstance(self.source, bytes):
            yield self.source[offset : offset + size]
            return
        with self.source.open("rb") as file:
            file.seek(offset)
            left = size
            while left > 0 and (piece := file.read(min(left, READ_BYTES))):
                left -= len(piece)
                yield piece

    def describe(self) -> dict[str, Any]:
        digest = hashlib.sha256()
        for piece in self.read(0, self.size):
            digest.update(piece)
        return {"path": self.path, "bytes": self.size, "sha256": digest.hexdigest()}


Source = str | Path | bytes | Mapping[str, bytes]
"""A model's file, a folder with all that belongs to it, bytes of a model, or bytes by path."""


def to_source(source: Any) -> Any:
    """A model in memory as its bytes, an open file as its path; anything else as it is."""
    if hasattr(source, "SerializeToString"):
        return source.SerializeToString()  # onnx.ModelProto
    if isinstance(source, bytearray | memoryview):
        return bytes(source)
    if not is_open(source):
        return source
    name = getattr(source, "name", None)
    return Path(name) if isinstance(name, str) and Path(name).is_file() else read_open(source)


def find_files(source: Source) -> list[File]:
    """The files of a bundle.

    Of a folder everything but hidden files, weights of other formats and what training left; of a
    file also the weights beside it, that it names.
    """
    if isinstance(source, bytes):
        return [File("model.onnx", source, len(source))]
    if isinstance(source, Mapping):
        return [File(path, content, len(content)) for path, content in source.items()]
    place = Path(source).expanduser()
    if place.is_dir():
        files = [
            to_file(path, path.relative_to(place).as_posix())
            for path in sorted(place.rglob("*"))
            if path.is_file() and not is_hidden(path.relative_to(place))
        ]
        if not files:
            raise ValueError(f"'{place}' is an empty folder.")
        return [file for file in files if not LEFT_OUT.search(file.path)] or files
    files = [to_file(place, place.name)]
    if place.suffix.lower() == ".onnx":
        beside = (place.parent / name for name in find_external_data(place))
        files += [
            to_file(path, path.relative_to(place.parent).as_posix())
            for path in beside
            if path.is_file()
        ]
    return files


def to_file(path: Path, name: str) -> File:
    return File(name, path, path.stat().st_size)


def is_hidden(path: Path) -> bool:
    """What Git and downloads from the hub leave in a folder."""
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def find_external_data(model: Path) -> list[str]:
    """The files beside an ONNX model that it takes its weights from, as it names them."""
    with model.open("rb") as file:
        header = file.read(SCANNED_BYTES)
    names = set()
    for found in re.finditer(re.escape(LOCATION), header):
        # A length of two bytes is a path of more than 127: no exporter writes it.
        length = header[found.end()] if found.end() < len(header) else 0
        name = header[found.end() + 1 : found.end() + 1 + length].decode("utf8", "replace")
        if 0 < length < 128 and is_beside(name):
            names.add(name)
    return sorted(names)


def is_beside(name: str) -> bool:
    path = PurePosixPath(name)
    return "\0" not in name and not path.is_absolute() and ".." not in path.parts


def to_model_name(source: object) -> str:
    """A model's name of its folder's or file's."""
    if not isinstance(source, str | Path):
        raise ValueError("What is no file or folder needs a name: upload(source, 'name').")
    place = Path(source).expanduser().resolve()
    stem = place.name if place.is_dir() else place.stem
    # Every model's file is called `model`: its folder says more.
    if not place.is_dir() and stem.lower() in ("model", "onnx"):
        stem = place.parent.name
    name = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:63].rstrip("-")
    if name:
        return name
    raise ValueError(f"No model's name can be made of '{source}': upload(source, 'name').")
