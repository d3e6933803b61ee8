"""What redaction must find on sets that nothing was learnt from; skipped where they are not beside the repository."""

import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from yousaid.gate import redact

DATA = Path(__file__).parents[2] / "../shared/data"
#: Of few identifiers one may be missed.
SMALL = 60
STRUCTURED = {
    "pii_presidio/synth_v2": (
        "CREDIT_CARD",
        "DOMAIN_NAME",
        "EMAIL_ADDRESS",
        "IBAN_CODE",
        "IP_ADDRESS",
        "PHONE_NUMBER",
        "US_SSN",
    ),
    "pii_synthetic_en_es/dev": (
        "EMAIL",
        "HANDLE",
        "IBAN",
        "NATIONAL_ID",
        "ORDER_ID",
        "PHONE",
        "PLATE",
        "URL",
        "ADDRESS",
    ),
}
KEEP = ("Grab", "GrabFood", "Foodpanda", "Deliveroo", "Singapore")


def rows(name: str) -> list[dict[str, str]]:
    path = DATA / f"{name}.parquet"
    if not path.is_file():
        pytest.skip(f"there is no {name} beside the repository")
    found: list[dict[str, str]] = pq.read_table(path).to_pylist()
    return found


def is_whole(text: str, span: tuple[int, int], redacted: str) -> bool:
    """Whether no word of text[span] is left beyond those that stand outside of it too."""
    rest = f"{text[: span[0]]} {text[span[1] :]}"
    redacted = re.sub("\\[[a-z_]+\\]", " ", redacted)
    words = re.findall("[^ \n,.;:()]{2,}", text[slice(*span)])
    return all(redacted.count(word) <= rest.count(word) for word in words)


@cache
def found(name: str, *, lower: bool = False) -> dict[str, list[bool]]:
    """For each kind: which of its identifiers were cut whole."""
    table = rows(name)
    texts = [row["text"].lower() if lower else row["text"] for row in table]
    kinds: dict[str, list[bool]] = defaultdict(list)
    for text, row, (redacted, _) in zip(texts, table, redact(texts), strict=True):
        for start, end, kind in json.loads(row["spans"]):
            kinds[kind].append(is_whole(text, (start, end), redacted))
    return kinds


def share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


@pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for name, kinds in STRUCTURED.items() for kind in kinds]
)
def test_structured_identifiers_are_cut_whole(name: str, kind: str) -> None:
    hits = found(name)[kind]
    assert share(hits) >= (0.98 if len(hits) < SMALL else 0.99)


def test_names_are_cut_whole() -> None:
    assert share(found("pii_presidio/synth_v2")["PERSON"]) >= 0.8
    assert share(found("pii_synthetic_en_es/dev")["PERSON"]) >= 0.9


def test_names_are_cut_whole_without_capitals() -> None:
    assert share(found("pii_presidio/synth_v2", lower=True)["PERSON"]) >= 0.5


def test_street_addresses_are_cut_whole() -> None:
    assert share(found("pii_presidio/synth_v2")["STREET_ADDRESS"]) >= 0.5


def test_few_real_reviews_are_touched() -> None:
    """Reviews name hardly anybody: what is touched, rightly or not, bounds what is touched wrongly."""
    texts = [row["text"] for row in rows("delivery_reviews_ios_sg/reviews")]
    assert sum(bool(counts) for _, counts in redact(texts, keep=KEEP)) / len(texts) <= 0.03
