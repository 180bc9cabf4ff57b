"""Uploads a model of any size: a file, or a folder with all that belongs to it.

    pip install requests
    python examples/upload.py my-model model.onnx --alias canary
    python examples/upload.py my-model path/to/folder

A folder is a bundle: model.onnx, its external data, tokenizer.json …

Every file goes straight to the store, by addresses that the service signs for it; those above 100
MiB go in parts, several at once, and what fails is sent again. An upload that broke off goes on
with `--version 3`: only what is missing is sent.
The address of the service comes from MAAS_URL, a key from MAAS_API_KEY. On AWS and without a key,
calls are signed with the credentials that AWS's own tools would use (`pip install botocore`); under
a domain of your own, MAAS_REGION says for which region.
"""

import argparse
import hashlib
import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

URL = os.environ.get("MAAS_URL", "http://127.0.0.1:8080").rstrip("/")
HEADERS = {"x-api-key": os.environ["MAAS_API_KEY"]} if "MAAS_API_KEY" in os.environ else {}
REGION = os.environ.get("MAAS_REGION") or next(
    iter(re.findall(r"\.execute-api\.([a-z0-9-]+)\.amazonaws\.", URL)), None
)
AT_ONCE = 4
ATTEMPTS = 5


class Signature(requests.auth.AuthBase):
    """AWS's Signature Version 4, for a service whose callers are known by IAM."""

    def __init__(self, region):
        import botocore.auth
        import botocore.session

        credentials = botocore.session.get_session().get_credentials() or sys.exit(
            "AWS finds no credentials; set MAAS_API_KEY, or AWS_PROFILE and its like."
        )
        self.signer = botocore.auth.SigV4Auth(credentials, "execute-api", region)

    def __call__(self, request):
        from botocore.awsrequest import AWSRequest

        signed = AWSRequest(request.method, request.url, data=request.body)
        self.signer.add_auth(signed)
        request.headers.update(signed.headers.items())
        return request


AUTH = Signature(REGION) if REGION and not HEADERS else None


def call(method, path, **options):
    response = requests.request(
        method, URL + path, headers=HEADERS, auth=AUTH, timeout=60, **options
    )
    if not response.ok:
        sys.exit(f"{response.status_code}: {response.json()['error']}")
    return response.json()


def describe(path, name):
    with path.open("rb") as file:
        return {
            "path": name,
            "bytes": path.stat().st_size,
            "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
        }


def is_hidden(path):
    """What Git and downloads from the hub leave in a folder."""
    return any(part.startswith(".") for part in path.parts)


class ExpiredError(Exception):
    """An address no longer counts: after its hour, or earlier, when the credentials that signed it do."""


class Stretch:
    """Bytes of a file, read as they are sent."""

    def __init__(self, path, offset, size):
        self.file, self.left = path.open("rb"), size
        self.file.seek(offset)

    def __len__(self):
        return self.left

    def read(self, size=-1):
        piece = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(piece)
        return piece


def put(path, url, headers, offset, size):
    for attempt in range(ATTEMPTS):
        try:
            body = Stretch(path, offset, size) if size else b""
            response = requests.put(url, data=body, headers=headers, timeout=600)
            if (
                response.ok or response.status_code == 412
            ):  # 412: an attempt before this one was taken, though its answer was lost
                return
            failure = f"{response.status_code} {response.text}"
            if response.status_code == 403 and re.search("[Ee]xpired", response.text):
                raise ExpiredError
            # 409: S3 was busy with another request for the same key, and asks for another attempt.
            if response.status_code < 500 and response.status_code != 409:
                break
        except requests.ConnectionError as error:
            failure = error
        time.sleep(2**attempt)
    raise SystemExit(f"{path}: {failure}")


def send(root, uploads):
    """Every request that the addresses ask for, a few at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = []
        for upload in uploads:
            path = root / upload["path"]
            for part in upload.get(
                "parts", [{"url": upload.get("url"), "offset": 0, "bytes": path.stat().st_size}]
            ):
                jobs.append(
                    pool.submit(
                        put,
                        path,
                        part["url"],
                        upload.get("headers", {}),
                        part["offset"],
                        part["bytes"],
                    )
                )
        for done, job in enumerate(jobs, 1):
            job.result()
            print(f"\r{done} of {len(jobs)} sent", end="", flush=True)
    print()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", help="the model's name in the service")
    parser.add_argument("path", type=Path, help="a model file, or a folder")
    parser.add_argument(
        "--alias", default="live", help="moves to the version when it is READY (live)"
    )
    parser.add_argument("--task", help="found from the files where it is left out")
    parser.add_argument("--description")
    parser.add_argument(
        "--entry", help="which of several .onnx files is served, as onnx/model_quantized.onnx"
    )
    parser.add_argument("--version", type=int, help="goes on with an upload that broke off")
    options = parser.parse_args()

    root = options.path if options.path.is_dir() else options.path.parent
    if options.version:
        started = call("POST", f"/models/{options.model}/versions/{options.version}/uploads")
    else:
        paths = (
            sorted(
                path
                for path in root.rglob("*")
                if path.is_file() and not is_hidden(path.relative_to(root))
            )
            if options.path.is_dir()
            else [options.path]
        )
        asked = {
            "alias": options.alias,
            "task": options.task,
            "description": options.description,
            "entry": options.entry,
        }
        files = [describe(path, path.relative_to(root).as_posix()) for path in paths]
        started = call(
            "POST",
            f"/models/{options.model}/versions",
            json={"files": files, **{key: value for key, value in asked.items() if value}},
        )

    address = f"/models/{options.model}/versions/{started['version']}"
    print(f"{URL}{address}")
    for attempt in range(ATTEMPTS):
        try:
            send(root, started["uploads"])
            break
        except ExpiredError:
            print("\nThe addresses have expired; asking for new ones of what is missing.")
            started = call("POST", f"{address}/uploads")
    else:
        sys.exit(
            f"The addresses expire faster than the files are sent; go on with --version {started['version']}"
        )
    version = call("POST", f"{address}/complete")
    while version["status"] == "VALIDATING":
        time.sleep(1)
        version = call("GET", address)

    print(version["status"])
    if version["status"] != "READY":
        sys.exit(version["rejection"]["message"])
    for direction in ("inputs", "outputs"):
        print(
            direction,
            *(
                f"{tensor['name']} {tensor['datatype']} {tensor['shape']}"
                for tensor in version["signature"][direction]
            ),
            sep="\n  ",
        )
    print(f"task: {version['task']}, loaded in {version['validation']['loadMs']:.0f} ms")


if __name__ == "__main__":
    main()
