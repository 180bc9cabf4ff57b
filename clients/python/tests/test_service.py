"""Both clients against the service at MAAS_URL, from a file or a fitted model to accuracy."""

import sys
import uuid
from pathlib import Path

import httpx
import pandas as pd
import pytest
from conftest import DEMO
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from serverless_maas import AsyncClient, Client, MaasError, Predictions

TEXTS = ["这是一个正面的文本", "酒店太吵，前台态度很差", "I love it"]
PART_BYTES = 100 << 20


@pytest.fixture
def name() -> str:
    return f"py-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def client(url: str):
    with Client(url) as one:
        yield one


def test_a_model_is_uploaded_asked_and_promoted(client: Client, name: str) -> None:
    first = client.upload(DEMO / "model.onnx", name)
    assert (first["version"], first["status"], first["aliases"]) == (1, "READY", ["live"])
    files = {file.name: file.read_bytes() for file in (DEMO / "model.onnx", DEMO / "samples.jsonl")}
    second = client.upload(files, name, alias="canary")
    assert (second["version"], second["validation"]["samplesPassed"] > 0) == (2, True)
    assert [one["version"] for one in client.versions(name, limit=1)] == [2, 1]

    answers = client.predict(TEXTS, name, version="canary", scores=True)
    assert isinstance(answers, Predictions)
    assert [answer["label"] for answer in answers] == ["positive", "negative", "positive"]
    assert answers.version == 2 and "score:negative" in answers[0]
    assert client.predict("很好", name)[0]["label"] == "positive"

    promoted = client.promote(name, {1: 90, 2: 10})
    assert [route["weight"] for route in promoted["aliases"]["live"]["routes"]] == [90, 10]
    copied = client.promote(name, 1, shadow={"version": 2, "percent": 20, "tolerance": 0.01})
    assert copied["aliases"]["live"]["shadow"] == {"version": 2, "percent": 20, "tolerance": 0.01}
    client.promote(name, 2)
    client.delete_alias(name, "canary")
    client.delete_version(name, 1)
    assert client.version(name, 1)["status"] == "DELETED"
    assert name in [model["model"] for model in client.models(limit=2)]
    client.delete_alias(name, "live")
    client.delete_model(name)
    with pytest.raises(MaasError) as caught:
        client.model(name)
    assert caught.value.code == "MODEL_NOT_FOUND"


def test_a_table_is_answered_with_a_table(client: Client, name: str) -> None:
    iris = load_iris(as_frame=True)
    species = iris.target_names[iris.target]
    fitted = LogisticRegression(max_iter=1000).fit(iris.data, species)
    version = client.upload(fitted, name, data=iris.data)
    assert version["task"] == "tabular-classification"

    some = iris.data.sample(100, random_state=1)
    answers = client.predict(some, name, batch=30, parallel=3)
    assert answers.index.equals(some.index)
    assert list(answers["label"]) == list(fitted.predict(some))
    assert answers.groupby("label").mean().shape[0] == 3

    said = client.feedback(name, answers, species[some.index])
    assert (said["counted"], said["refused"]) == (100, 0)
    kept = client.predict(some.head(5), name, ids=True).iloc[1:3]
    said = client.feedback(name, kept, list(species[kept.index]))
    assert said["counted"] == 2
    accuracy = client.metrics(name, period="PT1H", accuracy_by="feedback")["accuracy"]
    assert accuracy["truths"] == 102
    truths = list(client.truths(name, period="PT1H"))
    assert len(truths) == 102
    assert {one["truth"] for one in truths} == set(species[some.index])
    stages = client.metrics(name, period="PT1H", stages=True)["stages"]
    assert {one["stage"] for one in stages} >= {"inference", "encode"}
    assert client.drift(name)["model"] == name
    trained = pd.concat([iris.data] * 4).add_prefix("input.")
    assert client.set_baseline(name, 1, trained)["inputs"] == 600
    assert client.drift(name, version=1)["baseline"]["inputs"] == 600


def test_a_fitted_model_without_its_converter_is_explained(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "maas_convert", None)
    with pytest.raises(ImportError, match=r"fitted LogisticRegression .* pip install"):
        client.upload(LogisticRegression(), "iris")


def test_a_rejected_model_says_why(client: Client, name: str) -> None:
    with pytest.raises(MaasError, match="ONNX") as caught:
        client.upload(b"no model", name)
    assert caught.value.code == "MODEL_REJECTED"


def test_the_same_upload_makes_no_second_version(client: Client, name: str) -> None:
    assert client.upload(DEMO / "model.onnx", name)["version"] == 1
    assert client.upload(DEMO / "model.onnx", name)["version"] == 1
    assert client.upload(DEMO / "model.onnx", name, again=True)["version"] == 2


def test_an_upload_that_broke_off_goes_on(url: str, name: str, tmp_path: Path) -> None:
    """Files of 3 and 1 bytes are there; of one in two parts, the first."""
    big = tmp_path / "bundle" / "weights.bin"
    big.parent.mkdir()
    with big.open("wb") as file:
        file.truncate(PART_BYTES + 1)
    (big.parent / "model.onnx").write_bytes((DEMO / "model.onnx").read_bytes())
    sent: list[str] = []

    def make(limit: int) -> Client:
        class Cut(httpx.HTTPTransport):
            def handle_request(self, request: httpx.Request) -> httpx.Response:
                if request.method == "PUT":
                    if len(sent) == limit:
                        raise KeyboardInterrupt
                    sent.append(request.headers["content-length"])
                return super().handle_request(request)

        return Client(url, http=httpx.Client(transport=Cut()))

    with pytest.raises(KeyboardInterrupt):
        make(2).upload(big.parent, name, parallel=1)
    first = list(sent)
    progress: list[tuple[int, int]] = []
    version = make(99).upload(
        big.parent, name, parallel=1, on_progress=lambda *one: progress.append(one)
    )
    assert (version["version"], version["status"]) == (1, "READY")
    assert len(first) == 2 and len(sent) == 3, "only what is missing is sent"
    assert progress[-1][0] == progress[-1][1] == int(sent[2])


async def test_the_asynchronous_client_does_the_same(url: str, name: str) -> None:
    async with AsyncClient(url) as client:
        version = await client.upload(DEMO / "model.onnx", name)
        frame = pd.DataFrame({"text": TEXTS}, index=list("xyz"))
        answers = await client.predict(frame, name, batch=1, parallel=3)
        assert list(answers.index) == ["x", "y", "z"]
        assert list(answers["label"]) == ["positive", "negative", "positive"]
        said = await client.feedback(name, answers, ["positive", "positive", "positive"])
        assert said["counted"] == 3
        trained = [{"output.label": "positive"}] * 300 + [{"output.label": "negative"}] * 300
        assert (await client.set_baseline(name, 1, trained))["inputs"] == 600
        assert [one["version"] async for one in client.versions(name)] == [version["version"]]


def test_a_rollout_is_started_watched_and_ended(client: Client, name: str) -> None:
    client.upload(DEMO / "model.onnx", name)
    client.upload(DEMO / "model.onnx", name, alias="next", again=True)
    canary = {"canary": {"percent": 10, "bakeMinutes": 5}}
    started = client.start_rollout(name, 2, canary, minRequests=1)
    assert (started["baseline"], started["candidate"]) == (1, 2)
    assert client.rollout(name, started["id"])["percent"] == 10
    aborted = client.abort_rollout(name, started["id"])
    assert aborted["percent"] == 0
    assert [one["id"] for one in client.rollouts(name)["rollouts"]] == [started["id"]]
    again = client.start_rollout(name, 2, canary, force=True)
    assert client.promote_rollout(name, again["id"])["percent"] == 100
    assert client.model(name)["aliases"]["live"]["routes"][0]["version"] == 2
    with pytest.raises(MaasError):
        client.continue_rollout(name, again["id"])


def test_protocols_and_settings_are_at_hand(client: Client, name: str) -> None:
    client.upload(DEMO / "model.onnx", name)
    assert client.is_live() and client.is_ready() and client.is_ready(name, version="live")
    assert not client.is_ready("no-such-model")
    assert client.server()["name"]
    assert client.metadata(name)["inputs"][0]["datatype"] == "BYTES"
    tensors = {"inputs": [{"name": "text", "datatype": "BYTES", "shape": [1, 1], "data": ["好"]}]}
    assert client.infer(name, tensors, version=1)["outputs"]
    assert client.statistics(name)["model_stats"]
    assert client.statistics()["model_stats"]
    assert any(one["name"] == name for one in client.repository())
    assert name not in [one["id"] for one in client.embedding_models()["data"]]
    assert client.ready_model(name)["id"] == name
    assert client.configure(name, timeoutSeconds=9)["settings"]["timeoutSeconds"] == 9
    with pytest.raises(MaasError) as caught:
        client.embeddings("a text", name)
    assert 400 <= caught.value.status < 500
