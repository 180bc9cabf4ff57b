"""What the attacks share: a client, small models, and services of their own."""

import atexit
import contextlib
import hashlib
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from onnx import TensorProto, helper, numpy_helper

CHECKOUT = Path(__file__).resolve().parents[2]
FLOAT, INT64, BOOL, STRING = (
    TensorProto.FLOAT,
    TensorProto.INT64,
    TensorProto.BOOL,
    TensorProto.STRING,
)
node, info, array = helper.make_node, helper.make_tensor_value_info, numpy_helper.from_array


def unique_name(prefix="attack"):
    return f"{prefix}-{secrets.token_hex(4)}"


def finish(faults):
    """Ends the attack: what came out wrong, a sentence each."""
    print("\n".join(f"WRONG: {fault}" for fault in faults) or "right")
    sys.exit(1 if faults else 0)


class Answer:
    """Status 0 where none came in time."""

    def __init__(self, status, body, headers, seconds):
        self.status, self.body, self.headers, self.seconds = status, body, headers, seconds

    @property
    def json(self):
        return json.loads(self.body)

    def __str__(self):
        return (
            f"{self.status} after {self.seconds:.1f} s: {self.body[:200].decode(errors='replace')}"
        )


class Client:
    def __init__(self, url=None):
        self.address = urlsplit(url or os.environ["MAAS_URL"])

    @property
    def url(self):
        return self.address.geturl()

    def call(self, method, path, body=None, headers=(), timeout=130):
        headers = dict(headers)
        if isinstance(body, (dict, list)):
            body, headers = (
                json.dumps(body).encode(),
                {"content-type": "application/json", **headers},
            )
        started = time.monotonic()
        connection = http.client.HTTPConnection(
            self.address.hostname, self.address.port, timeout=timeout
        )
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Answer(
                response.status, response.read(), response.headers, time.monotonic() - started
            )
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, str(error).encode(), {}, time.monotonic() - started)
        finally:
            connection.close()

    def predict(self, model, body, **options):
        return self.call("POST", f"/models/{model}/predict", body, **options)

    def upload(self, name, files, **fields):
        """Files by path: bytes, text, a model, or what is written as JSON.

        What is still validated when the service answers is waited for.
        """
        parts = [
            (f'name="{key}"', value.encode()) for key, value in {"name": name, **fields}.items()
        ]
        parts += [
            (f'name="model"; filename="{path}"', to_bytes(content))
            for path, content in files.items()
        ]
        lines = [
            b"--XxX\r\nContent-Disposition: form-data; "
            + head.encode()
            + b"\r\n\r\n"
            + content
            + b"\r\n"
            for head, content in parts
        ]
        form = {"content-type": "multipart/form-data; boundary=XxX"}
        answer = self.call("POST", "/upload", b"".join(lines) + b"--XxX--\r\n", form)
        if answer.status != 202:
            return answer
        record = self.settle(name, answer.json["version"])
        status = {"READY": 201, "REJECTED": 422}.get(record["status"], 202)
        return Answer(status, json.dumps(record).encode(), answer.headers, answer.seconds)

    def create(self, name, files, **fields):
        """A version that awaits its files: its record, with an address for each of them."""
        manifest = [
            {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for path, content in ((path, to_bytes(content)) for path, content in files.items())
        ]
        answer = self.call("POST", f"/models/{name}/versions", {"files": manifest, **fields})
        assert answer.status == 201, answer
        return answer.json

    def put(self, address, content, **headers):
        target = urlsplit(address["url"])
        return self.call(
            "PUT",
            f"{target.path}?{target.query}",
            to_bytes(content),
            {**address["headers"], **headers},
        )

    def submit(self, name, files, **fields):
        """Hands a version to its validation by presigned addresses. @returns its number"""
        created = self.create(name, files, **fields)
        for address in created["uploads"]:
            answer = self.put(address, files[address["path"]])
            assert answer.status == 200, answer
        answer = self.call("POST", f"/models/{name}/versions/{created['version']}/complete")
        assert answer.status == 202, answer
        return created["version"]

    def version(self, name, number):
        return self.call("GET", f"/models/{name}/versions/{number}").json

    def settle(self, name, number, seconds=90):
        """The record of a version once it is validated, or as it is when the time is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.version(name, number)["status"] == "VALIDATING":
            time.sleep(0.3)
        return self.version(name, number)


def to_bytes(content):
    if isinstance(content, bytes):
        return content
    if hasattr(content, "SerializeToString"):
        return content.SerializeToString()
    return (content if isinstance(content, str) else json.dumps(content)).encode()


class Service(Client):
    """`npm start` of this checkout, in a session of its own, until the attack ends."""

    def __init__(self, home, *flags, command=("npm", "start", "--", "--no-demo"), **environment):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        super().__init__(f"http://127.0.0.1:{port}")
        self.output = Path(tempfile.mkstemp(prefix="maas-output-")[1])
        env = {**os.environ, "PORT": str(port), "MAAS_HOME": str(home), **environment}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [*command, *flags],
                cwd=CHECKOUT,
                env=env,
                start_new_session=True,
                stdout=output,
                stderr=output,
            )
        atexit.register(self.stop)

    def await_start(self, seconds=120):
        """@returns whether it serves; False when it has ended, or when the time is over"""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            if self.call("GET", "/models", timeout=20).status == 200:
                return True
            time.sleep(0.2)
        return False

    @property
    def said(self):
        return self.output.read_text(errors="replace") if self.output.exists() else ""

    def stop(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(15)
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(15)
        self.output.unlink(missing_ok=True)


def make_folder(prefix="maas-attack-"):
    """A new folder, removed when the attack ends."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def make_model(nodes, inputs, outputs, tensors=None, metadata=None):
    constants = [array(np.asarray(value), name) for name, value in (tensors or {}).items()]
    graph = helper.make_graph(nodes, "graph", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, metadata or {})
    return model


def identity(metadata=None):
    """y = x"""
    columns = [info("x", FLOAT, ["N", 1])], [info("y", FLOAT, ["N", 1])]
    return make_model([node("Identity", ["x"], ["y"])], *columns, metadata=metadata)


def slow_model(trips, given_by_caller=False):
    """Counts in a loop: some 8 million trips in 15 seconds. With `given_by_caller` its input `n` says how often."""
    body = helper.make_graph(
        [node("Identity", ["c"], ["c2"]), node("Add", ["a", "one"], ["a2"])],
        "body",
        [info("i", INT64, []), info("c", BOOL, []), info("a", FLOAT, [1])],
        [info("c2", BOOL, []), info("a2", FLOAT, [1])],
        [array(np.ones(1, np.float32), "one")],
    )
    nodes = [node("Loop", ["n", "", "z"], ["y0"], body=body), node("Add", ["y0", "x"], ["y"])]
    inputs = [info("x", FLOAT, [1]), *([info("n", INT64, [1])] if given_by_caller else [])]
    tensors = {
        "z": np.zeros(1, np.float32),
        **({} if given_by_caller else {"n": np.array([trips], np.int64)}),
    }
    return make_model(nodes, inputs, [info("y", FLOAT, [1])], tensors)


# A text model that looks tokens up in a small table, and a tokenizer of letters and whatever words are wanted.
SPECIAL = ["[UNK]", "[PAD]", "[MASK]", "[CLS]", "[SEP]"]


def reader(width, per_token=False, names=("logits",), rows=8):
    table = np.float32([i * 37 % 11 - 5 for i in range(rows * width)]).reshape(rows, width) / 5
    nodes = [
        node("Clip", ["input_ids", "low", "high"], ["ids"]),
        node("Gather", ["table", "ids"], ["found"]),
    ]
    nodes += [
        node("Identity", ["found"], ["t"])
        if per_token
        else node("ReduceMean", ["found"], ["t"], axes=[1], keepdims=0)
    ]
    nodes += [
        node("Squeeze", ["t", "last"], [name])
        if len(names) > 1
        else node("Identity", ["t"], [name])
        for name in names
    ]
    shape = (["N", "T"] if per_token else ["N"]) + ([width] if len(names) == 1 else [])
    tensors = {
        "table": table,
        "low": np.int64(0),
        "high": np.int64(rows - 1),
        "last": np.int64([2]),
    }
    outputs = [info(name, FLOAT, shape) for name in names]
    return make_model(nodes, [info("input_ids", INT64, ["N", "T"])], outputs, tensors)


def tokenizer(words=(), **changes):
    vocabulary = {token: i for i, token in enumerate([*SPECIAL, *map(chr, range(97, 123)), *words])}
    return {
        "added_tokens": [
            {"id": i, "content": t, "special": True, "normalized": False}
            for i, t in enumerate(SPECIAL)
        ],
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "BertProcessing", "cls": ["[CLS]", 3], "sep": ["[SEP]", 4]},
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": vocabulary,
        },
        **changes,
    }


def text_bundle(model, words=(), config=None, **changes):
    settings = {
        "mask_token": "[MASK]",
        "pad_token": "[PAD]",
        "cls_token": "[CLS]",
        "model_max_length": 512,
    }
    return {
        "model.onnx": model,
        "tokenizer.json": tokenizer(words, **changes),
        "tokenizer_config.json": settings,
        "config.json": {"max_position_embeddings": 512, "model_type": "bert", **(config or {})},
    }
