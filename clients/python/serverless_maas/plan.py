"""What an upload is to become, and what of it is there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .bundle import File


@dataclass(frozen=True)
class UploadPlan:
    model: str
    alias: str
    task: str | None
    description: str | None
    entry: str | None
    again: bool
    """A new version, whatever is there."""

    def to_body(self) -> dict[str, str]:
        asked = {
            "alias": self.alias,
            "task": self.task,
            "description": self.description,
            "entry": self.entry,
        }
        return {name: value for name, value in asked.items() if value is not None}


@dataclass(frozen=True)
class Piece:
    """A PUT of a stretch of a file."""

    url: str
    headers: Mapping[str, str]
    file: File
    offset: int
    size: int


def list_pieces(uploads: Sequence[dict[str, Any]], files: Sequence[File]) -> list[Piece]:
    by_path = {file.path: file for file in files}
    pieces = []
    for upload in uploads:
        file = by_path.get(upload["path"])
        if file is None:
            raise ValueError(f"The file '{upload['path']}' is missing.")
        if "parts" in upload:
            for part in upload["parts"]:
                pieces.append(Piece(part["url"], {}, file, part["offset"], part["bytes"]))
        else:
            pieces.append(Piece(upload["url"], upload["headers"], file, 0, file.size))
    return pieces


def find_same(
    versions: Sequence[dict[str, Any]], plan: UploadPlan, described: Sequence[dict[str, Any]]
) -> dict[str, Any] | None:
    """The version that an earlier run of the same call made.

    The service keeps the files' hashes, so that nothing is kept here, and another machine may go
    on with it. One that is READY counts only as the newest: an older one may have been replaced
    for a reason.
    """
    if plan.entry is not None or plan.description is not None:
        return None
    for at, version in enumerate(versions):
        if is_same(version, plan, described) and is_usable(version, plan, at == 0):
            return version
    return None


def is_usable(version: dict[str, Any], plan: UploadPlan, is_newest: bool) -> bool:
    if version["status"] == "READY":
        return is_newest and plan.alias in version["aliases"]
    return version["status"] in ("PENDING_UPLOAD", "VALIDATING")


def is_same(version: dict[str, Any], plan: UploadPlan, described: Sequence[dict[str, Any]]) -> bool:
    is_alias = version["status"] == "READY" or version.get("alias", "live") == plan.alias
    is_task = plan.task is None or version.get("task") == plan.task
    return is_alias and is_task and to_keys(version["files"]) == to_keys(described)


def to_keys(files: Sequence[Mapping[str, Any]]) -> list[tuple[str, int, str]]:
    return sorted((file["path"], file["bytes"], file["sha256"].lower()) for file in files)
