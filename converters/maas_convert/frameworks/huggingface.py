"""Folders of Hugging Face's transformers, by task; Optimum exports them."""

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ConvertError, UsageError
from ..extras import require
from ..options import Options
from ..outputs import Array, Batch, Kind, Outputs, count_rows
from ..source import Recipe, Source
from ..tensors import TensorSchema, TensorSpec, to_tensor
from .huggingface_texts import TokenSchema, pad_tokens, summarise

# What the heads of transformers' classes serve.
TASKS = {
    "ForSequenceClassification": "text-classification",
    "ForTokenClassification": "token-classification",
    "ForQuestionAnswering": "question-answering",
    "ForMaskedLM": "fill-mask",
    "ForImageClassification": "image-classification",
    "ForCausalLM": "text-generation",
    "LMHeadModel": "text-generation",
    "Model": "feature-extraction",
}
CLASSES = {
    "text-classification": "AutoModelForSequenceClassification",
    "token-classification": "AutoModelForTokenClassification",
    "question-answering": "AutoModelForQuestionAnswering",
    "fill-mask": "AutoModelForMaskedLM",
    "image-classification": "AutoModelForImageClassification",
    "text-generation": "AutoModelForCausalLM",
    "feature-extraction": "AutoModel",
}
EXPORTED_AS = {"text-generation": "text-generation-with-past"}
OUTPUTS = {
    "feature-extraction": ("last_hidden_state",),
    "question-answering": ("start_logits", "end_logits"),
}
# Beside what Optimum copies: sentence-transformers' own files.
FILES = (
    "modules.json", "config_sentence_transformers.json", "sentence_bert_config.json",
    "1_Pooling/config.json", "preprocessor_config.json",
)  # fmt: skip


def is_model(model: Any) -> bool:
    return isinstance(model, Path) and (model / "config.json").is_file()


def open_model(folder: Path, options: Options) -> Source:
    """Raises UsageError where neither the folder nor the caller says what the model is for."""
    transformers = require("transformers", "huggingface")
    require("optimum.exporters.onnx", "huggingface")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    task = options.task or find_task(config)
    if task not in CLASSES:
        raise UsageError(f"The task {task!r} is none of {', '.join(CLASSES)}.")
    model = getattr(transformers, CLASSES[task]).from_pretrained(str(folder)).eval()
    schema = make_schema(transformers, folder, task, model)
    names = OUTPUTS.get(task, ("logits",))

    def ask(batch: Batch) -> Outputs:
        feeds = schema.encode(batch) if isinstance(schema, TokenSchema) else dict(batch)
        numbers = {name: run_model(model, feeds, name) for name in names}
        return to_outputs(numbers, feeds, task)

    def read(raw: Any, expected: Outputs) -> Outputs:
        """Of ONNX Runtime's outputs those that are compared; the tokens' mask comes along."""
        feeds = schema.last_feeds if isinstance(schema, TokenSchema) else {}
        return to_outputs({name: raw[name] for name in names}, feeds, task)

    source = Source(
        framework=f"transformers {transformers.__version__}, {config.get('model_type', 'model')}",
        task=task,
        schema=schema,
        ask=ask,
        recipes=[Recipe("Optimum", lambda target: export(folder, task, target), read)],
        size_bytes=sum(f.stat().st_size for f in folder.glob("*.safetensors"))
        or sum(f.stat().st_size for f in folder.glob("*.bin")),
        files={name: (folder / name).read_bytes() for name in FILES if (folder / name).is_file()},
    )
    source.make_sample = lambda batch: make_sample(model, schema, batch, names, task)
    return source


def find_task(config: dict[str, Any]) -> str:
    for name in config.get("architectures") or []:
        for ending, task in TASKS.items():
            if name.endswith(ending):
                return task
    raise UsageError(
        "config.json does not say what the model is for (architectures): name it with --task, one "
        f"of {', '.join(CLASSES)}."
    )


def make_schema(transformers: Any, folder: Path, task: str, model: Any) -> Any:
    if task == "image-classification":
        size = model.config.image_size
        height, width = (size, size) if isinstance(size, int) else size
        channels = getattr(model.config, "num_channels", 3)
        spec = TensorSpec("pixel_values", np.float32, (channels, height, width), -2.0, 2.0)
        return TensorSchema([spec], pairs=8, steps=16, chunk=16)
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(folder))
    longest = min(128, int(getattr(model.config, "max_position_embeddings", 128)) - 2)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return TokenSchema(tokenizer, longest, question=task == "question-answering")


def run_model(model: Any, feeds: Batch, name: str) -> Array:
    torch = require("torch", "huggingface")
    given = {key: torch.from_numpy(np.ascontiguousarray(value)) for key, value in feeds.items()}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.asarray(getattr(model(**given), name).float().numpy())


def to_outputs(numbers: dict[str, Array], feeds: Batch, task: str) -> Outputs:
    """Labels of a classifier by its highest number; numbers of tokens without those of padding."""
    if task in ("text-classification", "image-classification"):
        scores = numbers["logits"]
        if scores.shape[1] < 2:
            return Outputs(Kind.NUMBERS, None, numbers)
        return Outputs(Kind.CLASSES, scores.argmax(1), numbers, tuple(range(scores.shape[1])))
    mask = feeds["attention_mask"]
    if task in ("fill-mask", "text-generation"):
        numbers = {name: summarise(values) for name, values in numbers.items()}
    return Outputs(Kind.NUMBERS, None, {n: pad_tokens(v, mask) for n, v in numbers.items()})


def export(folder: Path, task: str, target: Path) -> None:
    exporters = require("optimum.exporters.onnx", "huggingface")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exporters.main_export(
            str(folder), output=str(target), task=EXPORTED_AS.get(task, task), do_validation=False
        )
    if not (target / "model.onnx").is_file():
        made = ", ".join(sorted(file.name for file in target.glob("*.onnx")))
        raise ConvertError(f"Optimum made no model.onnx, but {made or 'nothing'}")


def make_sample(
    model: Any, schema: Any, batch: Batch, names: tuple[str, ...], task: str
) -> dict[str, Any]:
    """A text and its label where the service answers so; else the tensors of one row."""
    assert count_rows(batch) == 1
    feeds = schema.encode(batch) if isinstance(schema, TokenSchema) else dict(batch)
    if task == "text-classification" and model.config.num_labels > 1:
        logits = run_model(model, feeds, "logits")[0].astype(np.float64)
        return {"input": {"text": str(batch["text"][0])}, "output": to_record(model, logits)}
    outputs = [{"name": n, "data": to_tensor(n, run_model(model, feeds, n))["data"]} for n in names]
    is_asked = isinstance(schema, TokenSchema) and schema.session is not None
    asked = schema.feeds(batch, schema.session) if is_asked else feeds
    given = {"inputs": [to_tensor(name, values) for name, values in asked.items()]}
    return {"input": given, "output": {"outputs": outputs}}


def to_record(model: Any, logits: Array) -> list[dict[str, Any]]:
    is_multiple = getattr(model.config, "problem_type", None) == "multi_label_classification"
    odds = np.exp(logits - logits.max())
    scores = 1 / (1 + np.exp(-logits)) if is_multiple else odds / odds.sum()
    best = int(scores.argmax())
    return [{"label": model.config.id2label[best], "score": float(scores[best])}]
