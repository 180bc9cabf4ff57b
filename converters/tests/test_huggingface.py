"""Folders of transformers, made here with random weights."""

import os
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("optimum", reason="of Hugging Face folders, which tests/networks has")

import requests
import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers

import maas_convert
from maas_convert.cli import main
from maas_convert.texts import HARD_TEXTS

URL = os.environ.get("MAAS_URL", "").rstrip("/")
BERT: dict[str, Any] = {
    "vocab_size": 200, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
    "intermediate_size": 32, "max_position_embeddings": 64,
}  # fmt: skip
HEADS = {
    "text-classification": transformers.BertForSequenceClassification,
    "token-classification": transformers.BertForTokenClassification,
    "question-answering": transformers.BertForQuestionAnswering,
    "fill-mask": transformers.BertForMaskedLM,
    "feature-extraction": transformers.BertModel,
}


def save_tokenizer(folder: Path, inputs: list[str]) -> None:
    core = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    core.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.WordPieceTrainer(vocab_size=200, special_tokens=special, show_progress=False)
    core.train_from_iterator(HARD_TEXTS, trainer)
    core.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=core, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]",
        sep_token="[SEP]", mask_token="[MASK]", model_max_length=64,
        model_input_names=inputs,
    ).save_pretrained(folder)  # fmt: skip


def save_model(task: str, folder: Path) -> None:
    torch.manual_seed(0)
    if task == "image-classification":
        config: Any = transformers.ViTConfig(
            hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
            image_size=16, patch_size=8, num_labels=3,
        )  # fmt: skip
        transformers.ViTForImageClassification(config).save_pretrained(folder)
        transformers.ViTImageProcessor(size={"height": 16, "width": 16}).save_pretrained(folder)
        return
    inputs = ["input_ids", "token_type_ids", "attention_mask"]
    save_tokenizer(folder, inputs[::2] if task == "text-generation" else inputs)
    if task == "text-generation":
        config = transformers.GPT2Config(
            vocab_size=200, n_embd=16, n_layer=2, n_head=2, n_positions=64,
            bos_token_id=2, eos_token_id=3, pad_token_id=0,
        )  # fmt: skip
        transformers.GPT2LMHeadModel(config).save_pretrained(folder)
        return
    labels = 2 if task == "question-answering" else 3
    HEADS[task](transformers.BertConfig(**BERT, num_labels=labels)).save_pretrained(folder)


@pytest.mark.parametrize("task", [*HEADS, "text-generation", "image-classification"])
def test_folder_is_equal_and_served(task: str, tmp_path: Path) -> None:
    save_model(task, tmp_path / "model")
    result = maas_convert.convert(tmp_path / "model", rows=60)
    assert result.source.task == task
    assert result.is_equal, [attempt.failure for attempt in result.attempts]
    written = {path.name for path in maas_convert.write(result, tmp_path / "bundle")}
    assert {"model.onnx", "config.json", "samples.jsonl"} <= written
    if URL:
        files = [
            ("model", (path.name, path.read_bytes())) for path in (tmp_path / "bundle").iterdir()
        ]
        name = {"name": f"folder-{task}"}
        if task == "text-generation":  # the service has no task for it
            name["task"] = "tensor"
        answer = requests.post(f"{URL}/upload", data=name, files=files, timeout=300)
        assert answer.status_code == 201, answer.text
        assert answer.json()["task"] in (task, "tensor")


def test_folder_is_compared_on_the_callers_texts(tmp_path: Path) -> None:
    save_model("text-classification", tmp_path / "model")
    texts = ["a good book", "", "the 很好 house", "a " * 300]
    result = maas_convert.convert(tmp_path / "model", texts)
    assert result.is_equal, [attempt.failure for attempt in result.attempts]
    assert result.parity.sets[0].name == "your data"


def test_folder_without_a_head_is_asked_for_its_task(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    assert main([str(tmp_path), "-o", str(tmp_path / "b")]) == 2
    assert "--task" in capsys.readouterr().err
