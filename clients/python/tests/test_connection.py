"""What a connection that failed says: which address, and what to do."""

import socket
import ssl
from collections.abc import Iterator
from threading import Thread

import httpx
import pytest

from serverless_maas import AsyncClient, Client, MaasError


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def find_closed() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def plain() -> Iterator[str]:
    """A port that answers in plain HTTP, once, that it is elsewhere."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        one, _ = listener.accept()
        with one:
            one.recv(4096)
            one.sendall(
                b"HTTP/1.1 301 Moved\r\nlocation: https://x.test/\r\ncontent-length: 0\r\n\r\n"
            )

    thread = Thread(target=answer)
    thread.start()
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    thread.join()
    listener.close()


def test_a_port_that_nobody_listens_on_is_named() -> None:
    at = find_closed()
    with pytest.raises(httpx.ConnectError, match=rf"^Nothing listens on http://{at}: start the"):
        Client(f"http://{at}/prod", retries=1).is_live()


async def test_it_is_named_in_the_other_world_too() -> None:
    at = find_closed()
    async with AsyncClient(f"http://{at}", retries=0) as client:
        with pytest.raises(
            httpx.ConnectError, match=rf"^Nothing listens on http://{at}: start the"
        ):
            await client.is_live()


def test_a_port_without_tls_is_told(plain: str) -> None:
    with pytest.raises(httpx.ConnectError, match=rf"^https://{plain} does not speak TLS"):
        Client(f"https://{plain}", retries=0).is_live()


def test_a_redirect_says_where_to(plain: str) -> None:
    with pytest.raises(MaasError, match=r"it is at https://x.test/; give that address"):
        Client(f"http://{plain}").is_live()


def test_a_proxy_that_is_gone_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = find_closed()
    monkeypatch.setenv("HTTPS_PROXY", f"http://ann:secret@{at}")
    with pytest.raises(
        httpx.ConnectError, match=rf"by the proxy http://{at} \(.*NO_PROXY"
    ) as error:
        Client("https://models.example", retries=0).is_live()
    assert "secret" not in str(error.value)


def caused(error: httpx.ConnectError, cause: BaseException) -> httpx.ConnectError:
    error.__cause__ = cause
    return error


UNTRUSTED = ssl.SSLCertVerificationError(1, "certificate verify failed")
UNTRUSTED.verify_message = "self-signed certificate"
NAMELESS = socket.gaierror(-2, "Name or service not known")


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (
            httpx.ConnectTimeout(""),
            "No connection to http://maas.test within 60 s: look at the add",
        ),
        (
            httpx.ReadTimeout(""),
            "GET http://maas.test/prod/v2/health/live did not answer within 60",
        ),
        (httpx.WriteTimeout(""), "did not take what was sent within 60 s: pass a longer timeout="),
        (httpx.PoolTimeout(""), "No connection of http= was free within 60 s: raise its httpx.Lim"),
        (httpx.ReadError("reset"), r"to http://maas.test was cut before the answer came \(reset\)"),
        (
            httpx.ProxyError("407"),
            r"The proxy on the way to http://maas.test refused \(407\): look",
        ),
        (httpx.LocalProtocolError("Illegal header"), "cannot be sent: Illegal header"),
        (caused(httpx.ConnectError(""), UNTRUSTED), r"is not trusted \(self-signed certificate\)"),
        (caused(httpx.ConnectError("no"), NAMELESS), "The name in http://maas.test is not known"),
        (httpx.ConnectError("no route"), r"No connection to http://maas.test \(no route\): start"),
    ],
)
def test_a_failure_has_its_sentence(failure: httpx.TransportError, sentence: str) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise failure

    http = httpx.Client(transport=httpx.MockTransport(fail))
    with pytest.raises(type(failure), match=sentence):
        Client("http://maas.test/prod", retries=0, http=http).is_live()


def test_an_address_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'http://maas.test:80a' cannot be read: Invalid port"):
        Client("http://maas.test:80a")
