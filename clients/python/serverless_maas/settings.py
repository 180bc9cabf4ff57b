"""Where the service is, and who calls."""

from __future__ import annotations

import os
from dataclasses import dataclass

import httpx

from .errors import read_error

DEFAULT_URL = "http://127.0.0.1:8080"


@dataclass(frozen=True)
class Settings:
    url: str
    headers: dict[str, str]
    auth: httpx.Auth | None
    timeout_s: float
    """Of each attempt."""
    retries: int
    """Attempts after the first."""


def make_settings(
    url: str | None, api_key: str | None, auth: httpx.Auth | None, timeout: float, retries: int
) -> Settings:
    """What is not given is read from `MAAS_URL` and `MAAS_API_KEY`."""
    address = (url or os.environ.get("MAAS_URL") or DEFAULT_URL).rstrip("/")
    if not address.startswith(("http://", "https://")):
        raise ValueError(f"The address must be as https://host; got {address!r}.")
    try:
        httpx.URL(address)
    except httpx.InvalidURL as error:
        raise ValueError(f"The address {address!r} cannot be read: {error}.") from error
    key = api_key or os.environ.get("MAAS_API_KEY")
    headers = {"x-api-key": key} if key else {}
    return Settings(address, headers, auth, timeout, retries)


def require_ok(response: httpx.Response) -> httpx.Response:
    """The same, where it is 2xx; else it is raised as a MaasError."""
    if response.is_success:
        return response
    raise read_error(response)
