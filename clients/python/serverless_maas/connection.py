"""What a connection that failed is told as: the address that was tried, and what to do."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from urllib.request import getproxies, proxy_bypass

import httpx

WHERE = "start the service (npx serverless-maas start), or say where it is (url=, MAAS_URL)"
PROXY = (
    "look at HTTP_PROXY, HTTPS_PROXY and NO_PROXY, or pass a client of your own (http=) with"
    " trust_env=False"
)
CERTIFICATE = (
    "where a CA of your own signed it, pass a client of your own (http=) with"
    " verify=ssl.create_default_context(cafile='ca.pem'); else look at the address and the clock"
)


def explain(error: httpx.TransportError, request: httpx.Request, by_environment: bool) -> str:
    """A sentence; of the address it has no query, as that of a presigned one is a secret.

    `by_environment`: the client reads which proxies there are from the environment.
    """
    origin = to_address(request.url.copy_with(raw_path=b"/"))
    said = str(error) or type(error).__name__
    if isinstance(error, httpx.TimeoutException):
        return explain_timeout(error, request, origin)
    if isinstance(error, httpx.ProxyError):
        return f"The proxy on the way to {origin} refused ({said}): {PROXY}."
    if isinstance(error, httpx.ConnectError):
        proxy = find_proxy(request.url) if by_environment else None
        return explain_connect(error, proxy, origin, said)
    if isinstance(error, (httpx.NetworkError, httpx.RemoteProtocolError)):
        tls = "; look whether it speaks https" if request.url.scheme == "http" else ""
        return f"The connection to {origin} was cut before the answer came ({said}){tls}."
    return f"{request.method} {to_address(request.url)} cannot be sent: {said}"


def explain_timeout(error: httpx.TimeoutException, request: httpx.Request, origin: str) -> str:
    kinds = {
        httpx.ConnectTimeout: "connect",
        httpx.WriteTimeout: "write",
        httpx.PoolTimeout: "pool",
    }
    kind = kinds.get(type(error), "read")
    limit = request.extensions.get("timeout", {}).get(kind)
    within = "in time" if limit is None else f"within {limit:g} s"
    longer = "pass a longer timeout= to the client"
    if kind == "connect":
        return (
            f"No connection to {origin} {within}: look at the address (url=, MAAS_URL), and at"
            f" firewalls and proxies on the way, or {longer}."
        )
    if kind == "pool":
        return f"No connection of http= was free {within}: raise its httpx.Limits, or {longer}."
    what = "did not take what was sent" if kind == "write" else "did not answer"
    asked = f"{request.method} {to_address(request.url)}"
    return f"{asked} {what} {within}: {longer}, or send less at once (batch=)."


def explain_connect(error: Exception, proxy: str | None, origin: str, said: str) -> str:
    causes = list(list_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = cause.verify_message
            return f"The certificate of {origin} is not trusted ({why}): {CERTIFICATE}."
        if isinstance(cause, ssl.SSLError):
            return f"{origin} does not speak TLS ({said}): is it http, not https?"
    if proxy is not None:
        return f"No connection to {origin} by the proxy {proxy} ({said}): {PROXY}."
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return f"The name in {origin} is not known ({said}): look at url= or MAAS_URL."
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return f"Nothing listens on {origin}: {WHERE}."
    return f"No connection to {origin} ({said}): {WHERE}."


def list_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def find_proxy(url: httpx.URL) -> str | None:
    """That of the environment, as httpx reads it, without a password."""
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if proxy is None or proxy_bypass(url.host):
        return None
    return to_address(httpx.URL(proxy if "://" in proxy else f"http://{proxy}"))


def to_address(url: httpx.URL) -> str:
    return str(url.copy_with(query=None, userinfo=b"")).rstrip("/")
