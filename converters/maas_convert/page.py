"""The report as one HTML page: nothing is fetched, the plots are inline SVG."""

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from .convert import Result
from .outputs import Array
from .parity import Parity, RowSet
from .report import describe_row, find_worst, headline, list_cells

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem} h2{font-size:1.1rem;margin-top:2rem} table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums} code{font-size:.85em;word-break:break-word}
.equal{color:#0a6b2d} .not{color:#a4161a} svg{background:#fafafa;border:1px solid #ddd}
figure{display:inline-block;margin:0 1rem 1rem 0} figcaption{font-size:.85rem;color:#555}
"""
SIZE, EDGE = 320, 40
MOST_POINTS = 1_500


def to_html(result: Result) -> str:
    source, parity = result.source, result.parity
    parts = [
        f"<h1>{escape(source.framework)} → ONNX: {escape(source.task)}</h1>",
        *write_parity(parity, result, "ONNX"),
    ]
    if result.quantized is not None:
        parts += write_parity(result.quantized, result, result.quantized.recipe)
    notes = "".join(f"<li>{escape(note)}</li>" for note in source.notes)
    parts += [f"<h2>Notes</h2><ul>{notes}</ul>"] if notes else []
    body = "\n".join(parts)
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta http-equiv='Content-Security-Policy' "
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Parity: {escape(source.framework)}</title><style>{STYLE}</style></head>"
        f"<body>\n{body}\n</body></html>\n"
    )


def write_parity(parity: Parity, result: Result, name: str) -> list[str]:
    kind = "equal" if parity.is_equal else "not"
    parts = [f"<h2 class='{kind}'>{escape(headline(parity, name))}</h2>"]
    parts.append(f"<p>Exported as: {escape(parity.recipe)}.</p>")
    rows = [cell for part in parity.sets for cell in list_cells(part, parity.tolerance)]
    heads = ("rows", "count", "flipped", "beyond tolerance", "output", "greatest", "mean")
    parts.append(write_table(heads, rows))
    parts += write_plots(parity)
    batches = [
        (str(size), f"{worst:.1e}", str(flips)) for size, (worst, flips) in parity.batches.items()
    ]
    parts.append(write_table(("rows of a run", "greatest difference", "flipped"), batches))
    parts.append(write_costs(parity))
    for part in parity.sets:
        parts += write_worst(part, result)
    return parts


def write_costs(parity: Parity) -> str:
    rows = [
        (
            which,
            f"{parity.sizes_bytes.get(which) or 0:,}",
            f"{times.get(1, 0):.2f}",
            f"{times.get(64, 0):.2f}",
        )
        for which, times in parity.latencies_ms.items()
    ]
    return write_table(("", "bytes", "ms, 1 row", "ms, 64 rows"), rows)


def write_table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def write_worst(part: RowSet, result: Result) -> list[str]:
    worst = find_worst(part)
    if not worst:
        return []
    rows = []
    for row in worst:
        found: dict[str, Any] = describe_row(part, row, result)
        cells = (str(row), str(found["input"])[:300], str(found["original"]), str(found["onnx"]))
        rows.append((*cells, "yes" if found["flipped"] else "", show_margin(found["margin"])))
    heads = ("row", "input", "original", "ONNX", "flipped", "margin")
    return [f"<h2>Rows that differ most: {escape(part.name)}</h2>", write_table(heads, rows)]


def show_margin(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"


def write_plots(parity: Parity) -> list[str]:
    figures = []
    for name in parity.sets[0].expected.numbers:
        expected = np.concatenate([np.ravel(s.expected.numbers[name]) for s in parity.sets])
        actual = np.concatenate([np.ravel(s.actual.numbers[name]) for s in parity.sets])
        figures.append(draw_scatter(name, expected, actual))
    worst = np.concatenate([s.comparison.worst for s in parity.sets])
    if len(worst) and parity.sets[0].expected.numbers:
        figures.append(draw_histogram(worst, parity.tolerance))
    return figures


def draw_scatter(name: str, expected: Array, actual: Array) -> str:
    """The original's number to the right, ONNX's upward: on the diagonal where they are equal."""
    expected, actual = np.asarray(expected, np.float64), np.asarray(actual, np.float64)
    finite = np.isfinite(expected) & np.isfinite(actual)
    expected, actual = expected[finite], actual[finite]
    if len(expected) == 0:
        return ""
    few = np.unique(np.linspace(0, len(expected) - 1, min(len(expected), MOST_POINTS)).astype(int))
    low, high = min(expected.min(), actual.min()), max(expected.max(), actual.max())
    span = (high - low) or 1.0
    inner = SIZE - 2 * EDGE
    points = "".join(
        f"<circle cx='{EDGE + (x - low) / span * inner:.1f}' "
        f"cy='{SIZE - EDGE - (y - low) / span * inner:.1f}' r='1.6'/>"
        for x, y in zip(expected[few], actual[few], strict=True)
    )
    end = SIZE - EDGE
    return figure(
        f"<path d='M{EDGE} {end}L{end} {EDGE}' stroke='#bbb'/>"
        f"<g fill='#1f6feb' fill-opacity='.5'>{points}</g>"
        + label(EDGE, SIZE - 12, f"{low:.3g}", "start")
        + label(end, SIZE - 12, f"{high:.3g}", "end"),
        f"{name}: original (right) and ONNX (up)",
    )


def draw_histogram(worst: Array, tolerance: float) -> str:
    """Rows by the power of ten of their greatest difference; those beyond the tolerance in red."""
    powers = np.log10(np.clip(np.where(np.isfinite(worst), worst, 10.0), 1e-17, 10.0))
    edges = np.arange(-17, 2)
    counts, _ = np.histogram(powers, edges)
    step, inner, most = (SIZE - 2 * EDGE) / len(counts), SIZE - 2 * EDGE, max(int(counts.max()), 1)
    limit = np.log10(tolerance) if tolerance > 0 else -np.inf
    bars = "".join(
        f"<rect x='{EDGE + at * step:.1f}' y='{SIZE - EDGE - count / most * inner:.1f}' "
        f"width='{step - 1:.1f}' height='{count / most * inner:.1f}' "
        f"fill='{'#a4161a' if edges[at] >= limit else '#1f6feb'}'/>"
        for at, count in enumerate(counts)
    )
    ticks = "".join(
        label(EDGE + (edge + 17) * step, SIZE - 12, f"1e{edge}", "middle")
        for edge in (-15, -10, -5, 0)
    )
    return figure(bars + ticks, f"rows by greatest difference; the highest bar is {most}")


def label(x: float, y: float, text: str, anchor: str) -> str:
    return f"<text x='{x:.1f}' y='{y}' font-size='11' text-anchor='{anchor}'>{escape(text)}</text>"


def figure(content: str, caption: str) -> str:
    return (
        f"<figure><svg width='{SIZE}' height='{SIZE}' viewBox='0 0 {SIZE} {SIZE}' role='img' "
        f"aria-label='{escape(caption)}'>{content}</svg><figcaption>{escape(caption)}</figcaption></figure>"
    )
