"""A bundle, straight to the store: only what is missing, files and parts at the same time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..bundle import File
from ..errors import MaasError
from ..plan import Piece, UploadPlan, find_same, list_pieces
from ..settings import require_ok
from .concurrency import off_loop, pause, run_all
from .transport import AsyncTransport

POLL_S = 0.5
ROUNDS = 5
LOOKED_AT = 20
"""Versions back that are looked at: an upload that broke off is among the newest."""
IS_THERE = 412
"""An attempt before was taken, and its answer lost."""
EXPIRED = 403
"""S3's own word for an address that no longer counts."""
VERSIONS = "/models/{model}/versions"
VERSION = VERSIONS + "/{version}"

OnProgress = Callable[[int, int], None]
"""Called after each file or part, with bytes sent and bytes in all that had to be sent."""


@dataclass
class AsyncUpload:
    transport: AsyncTransport
    plan: UploadPlan
    files: Sequence[File]
    parallel: int
    on_progress: OnProgress | None

    async def run(self) -> dict[str, Any]:
        """The version, when it is READY. Raises MaasError MODEL_REJECTED with the reason."""
        described = await off_loop(lambda: [file.describe() for file in self.files])
        same = None if self.plan.again else await self._find_same(described)
        if same is not None and same["status"] == "READY":
            return same
        if same is not None and same["status"] == "VALIDATING":
            return await self._wait(same)
        uploads = (
            await self._call("POST", VERSION + "/uploads", same["version"])
            if same is not None
            else await self._create(described)
        )
        number = uploads["version"]
        for _ in range(ROUNDS):
            if await self._send(uploads["uploads"]):
                return await self._wait(await self._call("POST", VERSION + "/complete", number))
            uploads = await self._call("POST", VERSION + "/uploads", number)
        raise MaasError(EXPIRED, "UPLOAD_INCOMPLETE", "The addresses expire too fast.")

    async def _call(self, method: str, path: str, version: int) -> dict[str, Any]:
        names = {"model": self.plan.model, "version": version}
        answer: dict[str, Any] = (await self.transport.call(method, path, names=names)).json()
        return answer

    async def _find_same(self, described: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
        try:
            page = await self.transport.call(
                "GET", VERSIONS, names={"model": self.plan.model}, query={"limit": LOOKED_AT}
            )
        except MaasError as error:
            if error.code == "MODEL_NOT_FOUND":
                return None
            raise
        return find_same(page.json()["versions"], self.plan, described)

    async def _create(self, described: Sequence[dict[str, Any]]) -> dict[str, Any]:
        response = await self.transport.call(
            "POST",
            VERSIONS,
            names={"model": self.plan.model},
            body={"files": described, **self.plan.to_body()},
            # What is made twice is there twice.
            repeatable=False,
        )
        answer: dict[str, Any] = response.json()
        return answer

    async def _send(self, uploads: Sequence[dict[str, Any]]) -> bool:
        """False when an address has expired: what is missing needs new ones."""
        pieces = list_pieces(uploads, self.files)
        total = sum(piece.size for piece in pieces)
        sent = 0

        async def put(piece: Piece) -> bool:
            nonlocal sent
            response = await self.transport.put(
                piece.url, piece.headers, piece.file, piece.offset, piece.size
            )
            if response.status_code == EXPIRED:
                return False
            if response.status_code != IS_THERE:
                require_ok(response)
            sent += piece.size
            if self.on_progress is not None:
                self.on_progress(sent, total)
            return True

        return all(await run_all(put, pieces, self.parallel))

    async def _wait(self, version: dict[str, Any]) -> dict[str, Any]:
        number = version["version"]
        while version["status"] == "VALIDATING":
            await pause(POLL_S)
            version = await self._call("GET", VERSION, number)
        if version["status"] == "READY":
            return version
        rejection = version.get("rejection") or {}
        raise MaasError(422, "MODEL_REJECTED", rejection.get("message") or version["status"])
