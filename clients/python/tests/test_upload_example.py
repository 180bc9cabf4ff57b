"""examples/upload.py, where the store does not take a file at the first attempt."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import requests

SCRIPT = Path(__file__).parents[3] / "examples" / "upload.py"
URL = "http://s3.test/key"


@pytest.fixture
def upload(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("upload", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module.time, "sleep", lambda seconds: None)
    return module


def answer(monkeypatch: pytest.MonkeyPatch, *answers: tuple[int, str]) -> list[bytes]:
    """The store's answers, one after the other. Returns the bodies that it is sent."""
    left, sent = list(answers), []

    def put(url: str, data: Any, **options: Any) -> requests.Response:
        sent.append(data.read())
        response = requests.Response()
        response.status_code, text = left.pop(0)
        response._content = text.encode()
        return response

    monkeypatch.setattr(requests, "put", put)
    return sent


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"a model")
    return path


def test_file_is_sent_again_when_the_store_is_busy_with_its_key(
    upload: ModuleType, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = answer(monkeypatch, (409, "ConditionalRequestConflict"), (200, ""))
    upload.put(model, URL, {}, 0, 7)
    assert sent == [b"a model"] * 2


def test_new_address_is_asked_for_when_one_has_expired(
    upload: ModuleType, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = answer(monkeypatch, (403, "<Code>ExpiredToken</Code>"))
    with pytest.raises(upload.ExpiredError):
        upload.put(model, URL, {}, 0, 7)
    assert len(sent) == 1


def test_refusal_is_not_sent_again(
    upload: ModuleType, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = answer(monkeypatch, (403, "<Code>AccessDenied</Code>"))
    with pytest.raises(SystemExit, match="403"):
        upload.put(model, URL, {}, 0, 7)
    assert len(sent) == 1
