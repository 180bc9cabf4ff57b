"""What is sent again, what is not, and what a refusal says."""

from typing import Any

import httpx
import pytest

from serverless_maas import AsyncClient, Client, MaasError
from serverless_maas._sync import transport as sync_transport
from serverless_maas.retry import LONGEST_WAIT_S, draw_wait


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []
    monkeypatch.setattr(sync_transport, "pause", waited.append)
    return waited


def make_client(*answers: httpx.Response | Exception, retries: int = 3) -> tuple[Client, list[str]]:
    left, asked = list(answers), []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.path}")
        one = left.pop(0)
        if isinstance(one, Exception):
            raise one
        return one

    http = httpx.Client(transport=httpx.MockTransport(answer))
    return Client("http://maas.test/prod/", retries=retries, http=http), asked


READY = {"ready": True, "live": True}


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_call_that_changes_nothing_is_sent_again(status: int, waits: list[float]) -> None:
    client, asked = make_client(httpx.Response(status), httpx.Response(200, json=READY))
    assert client.is_live()
    assert asked == ["GET /prod/v2/health/live"] * 2
    assert len(waits) == 1


def test_a_lost_connection_is_tried_again() -> None:
    client, asked = make_client(httpx.ConnectError("gone"), httpx.Response(200, json=READY))
    assert client.is_live()
    assert len(asked) == 2


def test_the_service_says_how_long_to_wait(waits: list[float]) -> None:
    busy = httpx.Response(429, headers={"retry-after": "2"})
    client, _ = make_client(busy, httpx.Response(200, json=READY))
    assert client.is_live()
    assert waits == [2.0]


def test_waits_are_drawn_at_random_within_a_time_that_doubles() -> None:
    drawn = [[draw_wait(attempt) for _ in range(200)] for attempt in range(8)]
    assert all(len(set(waits)) > 100 for waits in drawn)
    for attempt, waits in enumerate(drawn):
        assert max(waits) <= min(LONGEST_WAIT_S, 0.2 * 2**attempt)


def test_the_last_attempt_says_what_the_service_said() -> None:
    said = {"error": "Too many calls; wait.", "code": "THROTTLED", "requestId": "r-1"}
    client, asked = make_client(*[httpx.Response(429, json=said)] * 3, retries=2)
    with pytest.raises(MaasError, match=r"^Too many calls; wait\.$") as caught:
        client.is_live()
    assert (caught.value.status, caught.value.code) == (429, "THROTTLED")
    assert caught.value.request_id == "r-1"
    assert len(asked) == 3


@pytest.mark.parametrize("failure", [httpx.ReadTimeout("late"), httpx.Response(502)])
def test_what_would_be_made_twice_is_not_sent_again(failure: httpx.Response | Exception) -> None:
    page = httpx.Response(200, json={"versions": []})
    client, asked = make_client(page, failure)
    with pytest.raises((MaasError, httpx.ReadTimeout)):
        client.upload(b"a model", "reviews")
    assert asked[1:] == ["POST /prod/models/reviews/versions"]


def test_a_file_is_sent_again_when_the_store_is_busy_with_its_key(waits: list[float]) -> None:
    upload = {"path": "model.onnx", "url": "http://s3.test/key", "headers": {}}
    client, asked = make_client(
        httpx.Response(200, json={"versions": []}),
        httpx.Response(201, json={"version": 1, "uploads": [upload]}),
        httpx.Response(409),
        httpx.Response(200),
        httpx.Response(202, json={"version": 1, "status": "READY"}),
    )
    client.upload(b"a model", "reviews")
    assert asked[2:4] == ["PUT /key"] * 2
    assert len(waits) == 1


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error": {"message": "No such model.", "code": "MODEL_NOT_FOUND"}},
         "MODEL_NOT_FOUND", "No such model."),
        ("<html>Bad gateway</html>", "HTTP_400", "The service answered 400 Bad Request"),
        (["odd"], "HTTP_400", "The service answered 400 Bad Request"),
    ],
)  # fmt: skip
def test_refusals_of_others_are_read_too(body: object, code: str, message: str) -> None:
    response = (
        httpx.Response(400, text=body) if isinstance(body, str) else httpx.Response(400, json=body)
    )
    client, _ = make_client(response)
    with pytest.raises(MaasError) as caught:
        client.server()
    assert (caught.value.code, str(caught.value)) == (code, message)


def test_key_and_address_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAAS_URL", "https://models.example/prod")
    monkeypatch.setenv("MAAS_API_KEY", "a-key")
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=READY)

    Client(http=httpx.Client(transport=httpx.MockTransport(answer))).is_live()
    assert str(seen[0].url) == "https://models.example/prod/v2/health/live"
    assert seen[0].headers["x-api-key"] == "a-key"


def test_an_address_without_a_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match=r"https://host; got 'models.example'"):
        Client("models.example")


async def test_a_time_limit_is_of_each_attempt() -> None:
    async def answer(request: httpx.Request) -> httpx.Response:
        assert request.extensions["timeout"]["read"] == 0.5
        return httpx.Response(200, json=READY)

    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    async with AsyncClient("http://maas.test", timeout=0.5, http=http) as client:
        assert await client.is_live()


LINES = b'{"input.age": 31}\n'


def take_baseline(request: httpx.Request) -> httpx.Response:
    is_lines = request.headers["content-type"] == "application/x-ndjson"
    assert request.content == (LINES if is_lines else b'{"from": "a", "to": "b"}')
    return httpx.Response(200, json={"inputs": 500 if is_lines else 1000})


async def test_a_baseline_is_a_period_or_json_lines() -> None:
    transport = httpx.MockTransport(take_baseline)
    client = Client("http://maas.test", http=httpx.Client(transport=transport))
    assert client.set_baseline("m", 2, from_="a", to="b")["inputs"] == 1000
    assert client.set_baseline("m", 2, LINES)["inputs"] == 500
    async with AsyncClient(
        "http://maas.test", http=httpx.AsyncClient(transport=transport)
    ) as waiting:
        assert (await waiting.set_baseline("m", 2, LINES))["inputs"] == 500


@pytest.mark.parametrize(
    "given", [{}, {"from_": "a"}, {"to": "b"}, {"inputs": LINES, "from_": "a", "to": "b"}]
)
def test_a_baseline_of_both_or_of_neither_is_refused(given: dict[str, Any]) -> None:
    client, asked = make_client()
    with pytest.raises(ValueError, match="either its inputs, or both from_ and to"):
        client.set_baseline("m", 2, **given)
    assert asked == []
