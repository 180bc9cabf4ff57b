"""What a call ends with when it is refused."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import httpx


class MaasError(Exception):
    """An answer that is not 2xx, with the service's own sentence: what was wrong, what to do."""

    def __init__(self, status: int, code: str, message: str, request_id: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        """Of a closed set, as `MODEL_NOT_FOUND`; of a proxy in between, `HTTP_<status>`."""
        self.request_id = request_id
        """To be told to whoever runs the service."""


def read_error(response: httpx.Response) -> MaasError:
    """The service's own shape, OpenAI's under `/v1`, and whatever a proxy answers."""
    body: Any = {}
    with suppress(ValueError):  # a proxy's page: its status says enough
        body = response.json()
    body = body if isinstance(body, dict) else {}
    said = body.get("error")
    code, message = (
        (said.get("code"), said.get("message"))
        if isinstance(said, dict)
        else (body.get("code"), said)
    )
    status = f"The service answered {response.status_code} {response.reason_phrase}".strip()
    if response.has_redirect_location:
        status += f": it is at {response.headers['location']}; give that address (url=, MAAS_URL)"
    return MaasError(
        response.status_code,
        code or f"HTTP_{response.status_code}",
        message or status,
        body.get("requestId") or response.headers.get("x-amzn-requestid"),
    )
