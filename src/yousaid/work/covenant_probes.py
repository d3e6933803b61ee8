"""Probes of `yousaid covenant verify`: made-up lines through the gate and numbers through the thresholds.

They are reject material and nothing else: no rule is made of them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pyarrow as pa

from yousaid.core import disclosure
from yousaid.core.disclosure import STEP, Cell, Cut, K, publish
from yousaid.core.errors import GateError, RefusedError
from yousaid.core.post import RAW_SCHEMA, RawPost, raw_batch
from yousaid.core.voices import window_of
from yousaid.gate import Gate, redact
from yousaid.pipeline import understand

from .covenant_results import Home, Unable

_NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
#: Lines that no gate may let in: two a language.
NEVER: Final = (
    "On Friday all riders go on strike for better pay",
    "I want to join the union, who knows how that works here?",
    "El viernes vamos todos a la huelga",
    "Quiero afiliarme al sindicato de repartidores",
    "Am Freitag streiken alle Fahrer",
    "Ich will in die Gewerkschaft eintreten",
    "Vendredi tous les livreurs sont en grève",
    "Je veux adhérer au syndicat",
    "Na sexta os entregadores fazem greve",
    "Quero entrar no sindicato",
    "Venerdì tutti i rider fanno sciopero",
    "Voglio iscrivermi al sindacato",
)
#: Lines that look alike and are about the product.
NEAR: Final = (
    "After a lightning strike the app would not start any more",
    "The pin for Union Square is on the wrong side of the street",
    "El mapa no encuentra la calle y la app se cierra",
    "Die App stürzt ab, sobald ich die Karte öffne",
    "L'application plante quand j'ouvre la carte",
    "O aplicativo fecha quando abro o mapa",
    "L'app si chiude quando apro la mappa",
)
#: A text, and what may not be left of it.
CUT: Final = (
    ("Write to ana.example@example.org about the refund", "ana.example"),
    ("Call me on +34 612 345 678 about the refund", "345"),
    ("I am @example_rider and the map is wrong", "example_rider"),
    ("My card 4111 1111 1111 1111 was charged twice", "4111"),
    ("My account is DE89 3704 0044 0532 0130 00", "3704"),
    ("See https://example.org/u/somebody for my order", "somebody"),
    ("My name is Ana Example and the app crashes", "Ana Example"),
)


def _gate() -> Gate:
    return Gate(id_key=bytes(32))


def _raw(texts: Sequence[str]) -> pa.RecordBatch:
    posts = [RawPost(key=f"probe:{n}", said_at=_NOW, text=text) for n, text in enumerate(texts)]
    return raw_batch(posts, source_id="probe", product="", seen_at=_NOW)


def never_kept_is_dropped(home: Home) -> str | Unable:
    """C3: lines that are never kept are not; with a fault beside them neither."""
    mixed = [f"The app crashes when I open it. {line}" for line in NEVER]
    n = _gate().admit(_raw([*NEVER, *mixed])).num_rows
    return f"{n} of {2 * len(NEVER)} lines that are never kept came through" if n else ""


def near_misses_are_kept(home: Home) -> str | Unable:
    """C3: lines that look like them are kept; a gate that drops everything shows nothing."""
    n = len(NEAR) - _gate().admit(_raw(NEAR)).num_rows
    return f"{n} of {len(NEAR)} lines about the product were dropped" if n else ""


class _Broken:
    """A judge that fails."""

    def judge(self, admitted: pa.RecordBatch) -> pa.RecordBatch:
        raise ValueError("made up")


def gate_fails_closed(home: Home) -> str | Unable:
    """C3: after an error in the gate or behind it nothing of the batch is kept."""
    gate, line = _gate(), "The app crashes when I open it"
    spoilt: list[pa.Array[Any]] = [_raw([line]).column(name) for name in RAW_SCHEMA.names]
    offsets = pa.py_buffer(bytes([0, 0, 0, 0, 2, 0, 0, 0]))
    spoilt[RAW_SCHEMA.get_field_index("text")] = pa.StringArray.from_buffers(
        1, offsets, pa.py_buffer(b"\xff\xfe")
    )
    try:
        gate.admit(pa.RecordBatch.from_arrays(spoilt, schema=RAW_SCHEMA))
    except GateError:
        pass
    else:
        return "text that is no text went through the gate"
    try:
        understand(_raw([line]), gate=gate, judge=_Broken())
    except GateError as error:
        return "the error quotes the post" if "crashes" in str(error) else ""
    return "a batch was kept although its judge failed"


def identifiers_are_cut(home: Home) -> str | Unable:
    """C5: made-up identifiers."""
    found = redact([text for text, _ in CUT])
    n = sum(rest in cut for (_, rest), (cut, _) in zip(CUT, found, strict=True))
    return f"{n} of {len(CUT)} identifiers were left in" if n else ""


def small_cells_are_hidden(home: Home) -> str | Unable:
    """C8: nothing under ten voices, nothing exact, no window that is open, no cut off the grid."""
    now = datetime.now(UTC)
    over = window_of(now) - 2
    posts = [n.to_bytes(16, "big") for n in range(K + 2)]
    secret = bytes(range(32))
    cells = {Cell(over): Cut(K - 1, posts), Cell(over, topic="app"): Cut(K + 2, posts)}
    shown = publish(cells, secret=secret, now=now)
    if shown[Cell(over)] is not None or any(n is not None and n % STEP for n in shown.values()):
        return "a public table shows a number under ten voices, or an exact one"
    if any(disclosure.public_count(n) is not None for n in range(K)):
        return "a number under ten voices is shown"
    for cell in (
        Cell(window_of(now + timedelta(days=1))),
        Cell(over, region="x"),
        Cell(over, topic="app/crash"),
    ):
        try:
            publish({cell: Cut(K, posts)}, secret=secret, now=now)
        except RefusedError:
            continue
        return "a public table may hold an open window, or a cut that is not on the grid"
    return ""
