"""Writes `serverless_maas/_sync` from `_async`: the same code without `async` and `await`."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).parent / "serverless_maas"
BY_HAND = "concurrency.py"
"""The half that differs."""
HEADER = "# Made of `_async` by write_sync.py: change that, and run it.\n"
WORDS = (
    (r"\bAsync([A-Z]\w*)", r"\1"),
    (r"\basync (def|with|for)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\b__a(enter|exit)__\b", r"__\1__"),
    (r"\baclose\b", "close"),
    (r"\b_async\b", "_sync"),
    (r"\basync for\b", "for"),
)


def to_sync(text: str) -> str:
    for pattern, replacement in WORDS:
        text = re.sub(pattern, replacement, text)
    return HEADER + text


def list_written() -> dict[Path, str]:
    return {
        PACKAGE / "_sync" / file.name: to_sync(file.read_text(encoding="utf8"))
        for file in sorted((PACKAGE / "_async").glob("*.py"))
        if file.name != BY_HAND
    }


if __name__ == "__main__":
    for path, text in list_written().items():
        path.write_text(text, encoding="utf8")
