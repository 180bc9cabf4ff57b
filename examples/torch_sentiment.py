"""A PyTorch text model from training to a table of predictions, over HTTP.

    pip install torch tokenizers transformers onnx -r examples/requirements.txt
    python examples/torch_sentiment.py [address of the service]

Where PyTorch is absent, a model made the same way is uploaded: that of the tests.
"""

import os
import sys
import tempfile
from pathlib import Path

import pandas
import requests

try:
    import json

    import onnx
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast
except ImportError as missing:
    torch = None
    print(f"{missing}: the ready model is taken.")

LABELS = ["negative", "positive"]
READY = Path(__file__).parent.parent / "test/fixtures/references/torch-sentiment/one-file"
WORDS = {
    "positive": "正面 积极 优秀 出色 满意 喜欢 推荐 完美 开心 舒服 漂亮 值得 很好 不错 good great love perfect".split(),
    "negative": "负面 消极 糟糕 恶劣 失望 讨厌 后悔 垃圾 难看 无聊 没用 麻烦 很差 不好 bad terrible hate boring".split(),
}
FRAMES = ["{}", "很{}", "这是一个{}的文本", "{}的酒店", "我觉得这本书{}", "it is {}"]


def export(path):
    """Trains a small network and writes it as one file that answers to plain text."""
    rows = [
        (frame.format(word), LABELS.index(label))
        for label, words in WORDS.items()
        for word in words
        for frame in FRAMES
    ]

    core = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    core.normalizer, core.pre_tokenizer = (
        normalizers.BertNormalizer(),
        pre_tokenizers.BertPreTokenizer(),
    )
    core.train_from_iterator(
        (text for text, _ in rows),
        trainers.WordPieceTrainer(
            vocab_size=2000,
            special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]"],
            show_progress=False,
        ),
    )
    core.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=core,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=128,
        model_input_names=["input_ids", "attention_mask"],
    )

    class TextNet(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = torch.nn.Embedding(len(tokenizer), 48, padding_idx=0)
            self.classifier = torch.nn.Linear(48, len(LABELS))

        def forward(self, input_ids, attention_mask):
            mask = attention_mask.unsqueeze(2).to(torch.float32)
            return self.classifier(
                (self.embedding(input_ids) * mask).sum(1) / mask.sum(1).clamp(min=1)
            )

    torch.manual_seed(0)
    net = TextNet()
    encoded = tokenizer(
        [text for text, _ in rows], padding=True, truncation=True, return_tensors="pt"
    )
    tensors, sides = (
        (encoded["input_ids"], encoded["attention_mask"]),
        torch.tensor([side for _, side in rows]),
    )
    adam = torch.optim.AdamW(net.parameters(), 1e-2)
    for _ in range(200):
        loss = torch.nn.functional.cross_entropy(net(*tensors), sides)
        adam.zero_grad()
        loss.backward()
        adam.step()
    net.eval()

    # 1. The model as an ONNX file.
    torch.onnx.export(
        net,
        tensors,
        path,
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        opset_version=18,
        dynamo=False,
        dynamic_axes={
            "input_ids": {0: "batch", 1: "sequence"},
            "attention_mask": {0: "batch", 1: "sequence"},
            "logits": {0: "batch"},
        },
    )

    # A network reads token ids: its tokenizer and the names of its classes travel inside the file,
    # as metadata_props `maas:<file name>`.
    folder = Path(path).parent
    tokenizer.save_pretrained(folder)
    (folder / "config.json").write_text(
        json.dumps(
            {
                "architectures": ["TextNetForSequenceClassification"],
                "id2label": dict(enumerate(LABELS)),
                "problem_type": "single_label_classification",
            }
        )
    )
    model = onnx.load(path)
    onnx.helper.set_model_props(
        model,
        {f"maas:{file.name}": file.read_text(encoding="utf-8") for file in folder.glob("*.json")},
    )
    onnx.save(model, path)


url = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("MAAS_URL", "http://127.0.0.1:8080")
if torch:
    os.chdir(tempfile.mkdtemp())
    export("model.onnx")
else:
    os.chdir(READY)

# 2. Upload it.
response = requests.post(url + "/upload", files={"model": open("model.onnx", "rb")})
print(response.status_code, response.json())
response.raise_for_status()

# 3. Ask it.
response = requests.post(url + "/predict", json={"text": "这是一个正面的文本"})
print(response.status_code, response.json())
response.raise_for_status()

# 4. Look at the answers as a table.
print(pandas.DataFrame(response.json()).groupby("label").mean())
