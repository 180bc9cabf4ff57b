"""Requests signed as AWS wants them: `pip install "serverless-maas[aws]"`."""

from __future__ import annotations

import os
import re
from collections.abc import Generator
from typing import Any

import httpx


class SigV4(httpx.Auth):
    """AWS's Signature Version 4, with the credentials that AWS's own tools would use.

    The region is read from an address of API Gateway; under a domain of your own, from `region`,
    `MAAS_REGION` or `AWS_REGION`.
    """

    requires_request_body = True

    def __init__(self, region: str | None = None, session: Any = None) -> None:
        try:
            import botocore.auth
            import botocore.awsrequest
            import botocore.session
        except ImportError as missing:
            raise ImportError(
                'SigV4 needs botocore: pip install "serverless-maas[aws]"'
            ) from missing
        self._auth = botocore.auth.SigV4Auth
        self._request = botocore.awsrequest.AWSRequest
        self._session = session or botocore.session.get_session()
        self._region = region or os.environ.get("MAAS_REGION")

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        credentials = self._session.get_credentials()
        if credentials is None:
            raise ValueError("AWS finds no credentials; set AWS_PROFILE or its like.")
        region = self._region or find_region(request.url.host) or os.environ.get("AWS_REGION")
        if region is None:
            raise ValueError(f"{request.url.host} does not say its region: SigV4(region=…).")
        kept = {
            name: value
            for name, value in request.headers.items()
            if name in ("content-type", "host") or name.startswith("x-amz-")
        }
        signed = self._request(request.method, str(request.url), kept, request.content)
        self._auth(credentials, "execute-api", region).add_auth(signed)
        request.headers.update(dict(signed.headers.items()))
        yield request


def find_region(host: str) -> str | None:
    found = re.search(r"\.execute-api\.([a-z0-9-]+)\.amazonaws\.", host)
    return found.group(1) if found else None
