"""Rows that are texts."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .outputs import Array, Batch
from .session import Session

# What breaks exporters of text models, beside words that the model knows.
HARD_TEXTS = (
    "", " ", "a", "A", "UPPER CASE", "two  blanks", "tab\tand\nline", "Ünïcödé naïve façade",
    "这是一个正面的文本", "很好 很差", "русский текст", "日本語のテキスト", "한국어", "x y z",
    "3.14 and 1e-3", "ΣΑΣ", "it's a well-known fact", "snake_case_word", "👍 good", "e\u0301",
    "the of and a", "not good, not bad",
    "good\u00a0bad", "good\u3000bad", "word " * 60,
)  # fmt: skip


@dataclass
class TextSchema:
    """One input of strings, [N, 1] or [N]; `words` are those that the model knows."""

    words: tuple[str, ...] = ()
    joint: str = " "
    pairs: int = 32
    steps: int = 8
    chunk: int = 1_000

    def draw(self, count: int, random: np.random.Generator) -> Batch:
        texts = list(HARD_TEXTS[:count])
        words = np.array(self.words or " ".join(HARD_TEXTS).split(), object)
        while len(texts) < count:
            drawn = random.choice(words, int(random.integers(1, 13)))
            texts.append(vary(self.joint.join(map(str, drawn)), random))
        return {"text": np.array(texts, object)}

    def mix(self, a: Batch, b: Batch, share: Array) -> Batch:
        """The beginning of `b` before the end of `a`, cut between words."""
        texts = [
            mix_texts(left, right, float(part))
            for left, right, part in zip(a["text"], b["text"], share, strict=True)
        ]
        return {"text": np.array(texts, object)}

    def feeds(self, batch: Batch, session: Session) -> Batch:
        ((name, given),) = session.inputs.items()
        texts = np.array([str(text) for text in batch["text"]], object)
        return {name: texts.reshape(-1, 1) if len(given.shape) == 2 else texts}

    def to_body(self, batch: Batch) -> dict[str, Any]:
        return {"text": [str(text) for text in batch["text"]]}


def vary(text: str, random: np.random.Generator) -> str:
    """A tenth each in capitals, with a mark, and with two blanks."""
    lot = random.random()
    if lot < 0.1:
        return text.upper()
    if lot < 0.2:
        return text.replace(" ", ", ") + "!"
    return text.replace(" ", "  ", 1) if lot < 0.3 else text


def mix_texts(a: str, b: str, share: float) -> str:
    left, right = str(a).split(" "), str(b).split(" ")
    return " ".join(right[: round(len(right) * share)] + left[round(len(left) * share) :])
