"""The numbers of an evaluation as one self-contained page. It holds no text of any line."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

_NUMBERS: Final = (
    ("accuracy", "right among lines with a topic"),
    ("macro_f1", "F1, every topic counting alike"),
    ("coverage", "lines with a topic that got an answer"),
    ("precision", "right among answers given"),
    ("off_topic_rejected", "lines without a topic left unanswered"),
    ("auroc", "on topic told from off topic"),
    ("calibration_error", "stated certainty off the mark by"),
)
_STYLE: Final = """
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums}
body{max-width:56rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.125rem;margin-top:2rem}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(12rem,1fr));gap:1rem}
dl div{border-top:2px solid;padding-top:.5rem}dt{font-size:.8125rem}dd{margin:0;font-size:1.75rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:right;padding:.25rem .5rem;border-bottom:1px solid #8885}
th:first-child,td:first-child{text-align:left}
"""


def draw_page(result: Mapping[str, Any]) -> str:
    """An HTML page of the object that `yousaid eval` prints."""
    numbers = "".join(
        f"<div><dt>{escape(said)}</dt><dd>{_percent(result[name])}</dd></div>" for name, said in _NUMBERS
    )
    title = f"How well {escape(result['pack'])} sorts"
    parts = [
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>',
        '<meta name="viewport" content="width=device-width"><style>',
        _STYLE,
        f"</style><h1>{title}</h1><p>{result['lines']:,} labelled lines, {result['off_topic']:,} of them ",
        f"off topic. Judge: {escape(result['judge'])}.</p><dl>{numbers}</dl>",
        _table("Languages", ("lines", "accuracy", "coverage"), result["languages"].items()),
        _table("Topics", ("lines", "precision", "recall", "f1"), result["topics"].items()),
        _table(
            "Certainty",
            ("lines", "stated", "right"),
            ((f"from {_percent(row['from'])}", row) for row in result["calibration"]),
        ),
        "</html>\n",
    ]
    return "".join(parts)


def _table(title: str, columns: Sequence[str], rows: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    body = "".join(
        f"<tr><td>{escape(name)}</td>" + "".join(f"<td>{_cell(row[c], c)}</td>" for c in columns) + "</tr>"
        for name, row in rows
    )
    first = title.rstrip("s").lower()
    return f'<h2>{title}</h2><table><tr><th scope="col">{first}</th>{head}</tr>{body}</table>'


def _cell(value: float | None, column: str) -> str:
    return f"{value:,}" if column == "lines" and value is not None else _percent(value)


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"
