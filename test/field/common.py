"""What the cases share: a client of the service, small hand-made models, a small tokenizer."""

import itertools
import json
import struct
import time
import zlib
from pathlib import Path

import numpy as np
import onnx
import requests
from onnx import TensorProto, helper, numpy_helper

MODELS = Path(__file__).parent / "models"
node, value = helper.make_node, helper.make_tensor_value_info
FLOAT, FLOAT16, UINT8, INT64, STRING = (
    TensorProto.FLOAT,
    TensorProto.FLOAT16,
    TensorProto.UINT8,
    TensorProto.INT64,
    TensorProto.STRING,
)


class Wrong(Exception):
    """What came is not what the user needed."""


def need(ok, got, wanted):
    if not ok:
        raise Wrong(f"got {str(got)[:420]}\n        wanted {wanted}")


class Service:
    _run, _count = format(int(time.time()), "x"), itertools.count()

    def __init__(self, url):
        self.url = url.rstrip("/")

    def name(self):
        return f"field-{self._run}-{next(self._count)}"

    def upload(self, files, **fields):
        """-> (name, response). Files by path: bytes, a model, text, or what is written as JSON."""
        name = fields.pop("name", None) or self.name()
        form = [("model", (path, to_bytes(content))) for path, content in files.items()]
        return name, requests.post(
            self.url + "/upload", files=form, data={"name": name, **fields}, timeout=120
        )

    def serve(self, files, **fields):
        """-> name of a model that is READY, else Wrong."""
        name, response = self.upload(files, **fields)
        need(response.status_code == 201, f"{response.status_code} {response.text}", "201, READY")
        return name

    def predict(self, name, body=None, **options):
        if body is not None:
            options["json"] = body
        return requests.post(f"{self.url}/models/{name}/predict", timeout=60, **options)

    def answer(self, name, body=None, **options):
        response = self.predict(name, body, **options)
        need(
            response.status_code == 200,
            f"{response.status_code} {response.text}",
            "200 with an answer",
        )
        return response.json()

    def post(self, path, **options):
        return requests.post(self.url + path, timeout=60, **options)


def to_bytes(content):
    if isinstance(content, bytes):
        return content
    if isinstance(content, onnx.ModelProto):
        return content.SerializeToString()
    return (content if isinstance(content, str) else json.dumps(content)).encode()


def said(response):
    """The sentence of a refusal."""
    try:
        error = response.json().get("error", "")
    except (ValueError, AttributeError):
        return response.text
    return error.get("message", "") if isinstance(error, dict) else error


def refused(response, *words):
    """Whether a call was refused, as the caller's fault, in a sentence that has each of the words
    (a tuple: any of them).
    """
    text = said(response).lower()
    return 400 <= response.status_code < 500 and all(
        any(one.lower() in text for one in ((word,) if isinstance(word, str) else word))
        for word in words
    )


def near(a, b, tolerance=1e-4):
    try:
        return np.allclose(
            np.asarray(a, float), np.asarray(b, float), rtol=tolerance, atol=tolerance
        )
    except (TypeError, ValueError):
        return False


def model(nodes, inputs, outputs, tensors=(), opset=17, ir=8):
    graph = helper.make_graph(
        nodes,
        "graph",
        inputs,
        outputs,
        [numpy_helper.from_array(np.asarray(array), name) for name, array in dict(tensors).items()],
    )
    return helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 3)],
        ir_version=ir,
    )


def made(name):
    """A model from models/, and what its framework says."""
    return (MODELS / f"{name}.onnx").read_bytes(), json.loads(
        (MODELS / "expected.json").read_text()
    )[name]


def softmax(x):
    x = np.exp(np.asarray(x, float) - np.max(x))
    return x / x.sum()


# A tokenizer of 13 words; "Good" and "BAD" are words of their own for what does not lower its texts.
WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "good",
    "bad",
    "movie",
    "the",
    "is",
    "a",
    "Good",
    "BAD",
]


def tokenizer(lowercase=True):
    special = lambda name: {"SpecialToken": {"id": name, "type_id": 0}}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": i,
                "content": word,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for i, word in enumerate(WORDS[:5])
        ],
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": lowercase,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [special("[CLS]"), {"Sequence": {"id": "A", "type_id": 0}}, special("[SEP]")],
            "pair": [
                special("[CLS]"),
                {"Sequence": {"id": "A", "type_id": 0}},
                special("[SEP]"),
                {"Sequence": {"id": "B", "type_id": 1}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 1}},
            ],
            "special_tokens": {
                name: {"id": name, "ids": [WORDS.index(name)], "tokens": [name]}
                for name in ("[CLS]", "[SEP]")
            },
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {word: i for i, word in enumerate(WORDS)},
        },
    }


TOKENIZER_CONFIG = {
    "tokenizer_class": "BertTokenizer",
    "model_max_length": 512,
    "do_lower_case": True,
    "pad_token": "[PAD]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "unk_token": "[UNK]",
    "mask_token": "[MASK]",
}
CLASSIFIER_CONFIG = {
    "model_type": "bert",
    "architectures": ["BertForSequenceClassification"],
    "id2label": {"0": "NEG", "1": "POS"},
    "label2id": {"NEG": 0, "POS": 1},
    "max_position_embeddings": 512,
}

_random = np.random.RandomState(0)
EMBEDDINGS = _random.randn(len(WORDS), 4).astype(np.float32)
HEAD = _random.randn(4, 2).astype(np.float32)


def text_classifier(mask="attention_mask", end=None, last=False):
    """The mean of the tokens' vectors, or the last one, times HEAD: what BERT, or GPT-2, does in the end."""
    if last:
        pooled = [
            node("Gather", ["E", "input_ids"], ["e"]),
            node("Gather", ["e", "last"], ["p"], axis=1),
            node("Identity", [mask], ["unused"]),
        ]
    else:
        pooled = [
            node("Gather", ["E", "input_ids"], ["e"]),
            node("Cast", [mask], ["m"], to=FLOAT),
            node("Unsqueeze", ["m", "two"], ["m3"]),
            node("Mul", ["e", "m3"], ["em"]),
            node("ReduceSum", ["em", "one"], ["s"], keepdims=0),
            node("ReduceSum", ["m3", "one"], ["c"], keepdims=0),
            node("Div", ["s", "c"], ["p"]),
        ]
    head = [node("MatMul", ["p", "W"], ["scores" if end else "logits"])] + (
        [node(end, ["scores"], ["logits"])] if end else []
    )
    return model(
        pooled + head,
        [
            value("input_ids", INT64, ["batch", "sequence"]),
            value(mask, INT64, ["batch", "sequence"]),
        ],
        [value("logits", FLOAT, ["batch", 2])],
        {
            "E": EMBEDDINGS,
            "W": HEAD,
            "two": np.array([2]),
            "one": np.array([1]),
            "last": np.array(-1),
        },
    )


def text_scores(*words):
    """What text_classifier() gives for the words, as probabilities of NEG and POS."""
    ids = [WORDS.index(word) for word in ("[CLS]", *words, "[SEP]")]
    return softmax(EMBEDDINGS[ids].mean(0) @ HEAD)


def text_bundle(**changes):
    return {
        "model.onnx": text_classifier(),
        "tokenizer.json": tokenizer(),
        "tokenizer_config.json": TOKENIZER_CONFIG,
        "config.json": CLASSIFIER_CONFIG,
        **changes,
    }


def embedder():
    """A vector per token, as `optimum-cli export onnx --task feature-extraction` names it."""
    return model(
        [
            node("Gather", ["E", "input_ids"], ["last_hidden_state"]),
            node("Identity", ["attention_mask"], ["unused"]),
        ],
        [
            value("input_ids", INT64, ["batch", "sequence"]),
            value("attention_mask", INT64, ["batch", "sequence"]),
        ],
        [value("last_hidden_state", FLOAT, ["batch", "sequence", 4])],
        {"E": EMBEDDINGS},
    )


def mean_vector(*words):
    return EMBEDDINGS[[WORDS.index(word) for word in ("[CLS]", *words, "[SEP]")]].mean(0)


EMBEDDER_FILES = {
    "tokenizer.json": tokenizer(),
    "tokenizer_config.json": TOKENIZER_CONFIG,
    "config.json": {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "max_position_embeddings": 512,
    },
    "modules.json": [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {
            "idx": 1,
            "name": "1",
            "path": "1_Pooling",
            "type": "sentence_transformers.models.Pooling",
        },
    ],
    "1_Pooling/config.json": {
        "word_embedding_dimension": 4,
        "pooling_mode_cls_token": False,
        "pooling_mode_mean_tokens": True,
        "pooling_mode_max_tokens": False,
        "pooling_mode_mean_sqrt_len_tokens": False,
    },
}

PREPROCESSOR = {
    "image_processor_type": "ViTImageProcessor",
    "do_resize": True,
    "size": {"height": 8, "width": 8},
    "resample": 2,
    "do_center_crop": False,
    "do_rescale": True,
    "rescale_factor": 1 / 255,
    "do_normalize": False,
}
IMAGE_CONFIG = {"id2label": {"0": "bright", "1": "dark"}}


def image_classifier(channels=3, datatype=FLOAT, end=None):
    """Mean brightness → (bright, dark): for a picture all of grey g, the logits are ±2·channels·g/255."""
    nodes = [
        node("Cast", ["pixel_values"], ["x"], to=FLOAT),
        node("GlobalAveragePool", ["x"], ["g"]),
        node("Flatten", ["g"], ["f"]),
        node("MatMul", ["f", "W"], ["scores" if end else "logits"]),
    ]
    return model(
        nodes + ([node(end, ["scores"], ["logits"])] if end else []),
        [value("pixel_values", datatype, ["batch", channels, 8, 8])],
        [value("logits", FLOAT, ["batch", 2])],
        {"W": np.float32([[2, -2]] * channels)},
    )


def brightness(grey, channels=3):
    return softmax(np.array([2, -2]) * channels * grey / 255)


def png(pixels):
    """A PNG of an array [height, width, 3] of bytes."""
    height, width, _ = pixels.shape
    chunk = lambda kind, data: (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    )
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows, 1))
        + chunk(b"IEND", b"")
    )


def grey_png(grey):
    return png(np.full((20, 20, 3), grey, np.uint8))


def weighted_sum(rows="N", datatype=FLOAT):
    """y = x · (1, 2, 3, 4)"""
    return model(
        [node("MatMul", ["x", "W"], ["y"])],
        [value("x", datatype, [rows, 4])],
        [value("y", datatype, [rows, 1])],
        {"W": np.array([[1], [2], [3], [4]], np.float16 if datatype == FLOAT16 else np.float32)},
    )
