"""Texts as a tokenizer's tensors, and numbers of tokens without those of padding."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..outputs import Array, Batch
from ..session import Session
from ..texts import TextSchema

QUESTION = "What is good?"


@dataclass
class TokenSchema:
    """Texts, cut to `longest` tokens and padded to the longest of their run."""

    tokenizer: Any
    longest: int
    question: bool = False
    pairs: int = 8
    steps: int = 6
    chunk: int = 16
    # Of the run before: the outputs of tokens are read by its mask.
    last_feeds: Batch = field(default_factory=dict)
    # Of the exported model, once it has been asked.
    session: Session | None = None

    def draw(self, count: int, random: np.random.Generator) -> Batch:
        return TextSchema().draw(count, random)

    def mix(self, a: Batch, b: Batch, share: Array) -> Batch:
        return TextSchema().mix(a, b, share)

    def encode(self, batch: Batch) -> Batch:
        texts = [str(text) or " " for text in batch["text"]]
        given = ([QUESTION] * len(texts), texts) if self.question else (texts,)
        found = self.tokenizer(
            *given, padding=True, truncation=True, max_length=self.longest, return_tensors="np"
        )
        return {name: np.asarray(values, np.int64) for name, values in found.items()}

    def feeds(self, batch: Batch, session: Session) -> Batch:
        """What the model asks for; positions and an empty cache where it wants them."""
        encoded = self.encode(batch)
        self.last_feeds, self.session = encoded, session
        feeds = {name: values for name, values in encoded.items() if name in session.inputs}
        rows = len(encoded["input_ids"])
        for name, given in session.inputs.items():
            if name == "position_ids":
                feeds[name] = np.maximum(encoded["attention_mask"].cumsum(axis=1) - 1, 0)
            elif name.startswith("past_key_values"):
                _, heads, _, size = given.shape
                feeds[name] = np.zeros((rows, heads, 0, size), session.dtype_of(name))
            elif name == "use_cache_branch":
                feeds[name] = np.zeros(1, np.bool_)
            elif name == "token_type_ids" and name not in feeds:
                feeds[name] = np.zeros_like(encoded["input_ids"])
        return {name: values.astype(session.dtype_of(name)) for name, values in feeds.items()}

    def to_body(self, batch: Batch) -> dict[str, Any]:
        return {"text": [str(text) for text in batch["text"]]}


WIDTH = 128


def pad_tokens(values: Array, mask: Array) -> Array:
    """[rows, tokens, …] as [rows, 128, …]: NaN, which equals itself, where no token is."""
    shape = (len(values), WIDTH, *values.shape[2:])
    padded = np.full(shape, np.nan)
    padded[:, : values.shape[1]] = values
    real = np.zeros((len(values), WIDTH), bool)
    real[:, : mask.shape[1]] = mask.astype(bool)
    padded[~real] = np.nan
    return padded


def summarise(logits: Array) -> Array:
    """[rows, tokens, vocabulary] as the greatest and the least number, their mean and spread."""
    parts = (logits.max(axis=-1), logits.min(axis=-1), logits.mean(axis=-1), logits.std(axis=-1))
    return np.stack(parts, -1)
