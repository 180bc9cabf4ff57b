"""Signatures, as botocore makes them for the same request."""

import httpx
import pytest
from botocore.credentials import Credentials

from serverless_maas import Client, SigV4


class Session:
    def get_credentials(self) -> Credentials:
        return Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "a-token")


def sign(url: str, **options: str) -> httpx.Request:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"live": True, "model": "m"})

    http = httpx.Client(transport=httpx.MockTransport(answer))
    client = Client(url, auth=SigV4(session=Session(), **options), http=http)
    client.promote("reviews", 3)
    return seen[0]


def test_a_call_is_signed_for_the_region_of_the_address() -> None:
    request = sign("https://abc.execute-api.eu-central-1.amazonaws.com/prod")
    assert "/eu-central-1/execute-api/aws4_request" in request.headers["authorization"]
    assert (
        "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token"
        in (request.headers["authorization"])
    )
    assert request.headers["x-amz-security-token"] == "a-token"
    assert request.content == b'{"version": 3}'


def test_a_domain_of_its_own_needs_the_region(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAAS_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ValueError, match=r"models\.example does not say its region"):
        sign("https://models.example")
    request = sign("https://models.example", region="us-west-2")
    assert "/us-west-2/execute-api/" in request.headers["authorization"]
