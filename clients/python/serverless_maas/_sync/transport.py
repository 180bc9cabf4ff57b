# Made of `_async` by write_sync.py: change that, and run it.
"""Requests, sent again where that may help."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from ..bundle import File
from ..cells import to_json
from ..connection import explain
from ..retry import STORE_BUSY, draw_wait, may_repeat
from ..settings import Settings, require_ok
from .concurrency import pause, stream

PUT_TIMEOUT_S = 600.0
"""A part of 100 MiB on a slow line."""


class Transport:
    def __init__(self, settings: Settings, http: httpx.Client | None) -> None:
        self.settings = settings
        self._http = http or httpx.Client()
        self._owns_http = http is None

    def close(self) -> None:
        if self._owns_http:
            self._http.close()

    def call(
        self,
        method: str,
        path: str,
        *,
        names: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        body: Any = None,
        content_type: str = "image/*",
        if_match: str | None = None,
        repeatable: bool = True,
    ) -> httpx.Response:
        """One operation; `names` fill the braces of its path, `content_type` is that of bytes.

        Raises MaasError.
        """
        settings = self.settings
        for name, value in (names or {}).items():
            path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        headers = dict(settings.headers)
        if if_match is not None:
            headers["if-match"] = if_match
        content = body
        if isinstance(body, bytes):
            headers["content-type"] = content_type
        elif body is not None:
            headers["content-type"] = "application/json"
            content = to_json(body)
        request = self._http.build_request(
            method,
            settings.url + path,
            params={name: str(one) for name, one in (query or {}).items() if one is not None},
            headers=headers,
            content=content,
            timeout=settings.timeout_s,
        )
        return require_ok(self._send(request, settings.auth, repeatable))

    def put(
        self, url: str, headers: Mapping[str, str], file: File, offset: int, size: int
    ) -> httpx.Response:
        """A stretch of a file, to a presigned address; whatever it is answered."""
        for attempt in range(self.settings.retries + 1):
            request = self._http.build_request(
                "PUT",
                url,
                headers={**headers, "content-length": str(size)},
                content=stream(file.read(offset, size)),
                timeout=PUT_TIMEOUT_S,
            )
            response = self._attempt(request, None, attempt, True, also=STORE_BUSY)
            if response is not None:
                return response
        raise AssertionError("the last attempt answers or raises")

    def _send(
        self, request: httpx.Request, auth: httpx.Auth | None, repeatable: bool
    ) -> httpx.Response:
        for attempt in range(self.settings.retries + 1):
            response = self._attempt(request, auth, attempt, repeatable)
            if response is not None:
                return response
        raise AssertionError("the last attempt answers or raises")

    def _attempt(
        self,
        request: httpx.Request,
        auth: httpx.Auth | None,
        attempt: int,
        repeatable: bool,
        also: frozenset[int] = frozenset(),
    ) -> httpx.Response | None:
        """None after a wait, where another attempt is due: `also` after these statuses."""
        is_last = attempt >= self.settings.retries
        try:
            response = self._http.send(request, auth=auth)
        except httpx.TransportError as error:
            # Nobody knows what became of it.
            if is_last or not repeatable:
                error.args = (explain(error, request, self._http.trust_env),)
                raise
            pause(draw_wait(attempt))
            return None
        status = response.status_code
        if is_last or not (may_repeat(status, repeatable) or status in also):
            return response
        pause(draw_wait(attempt, response.headers.get("retry-after")))
        return None
