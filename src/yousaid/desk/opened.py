"""Texts that are not to be read yet: in the `workers` profile what was said in a place that invited us
opens at
three voices (covenant, C8), so that nobody is read alone there.
"""

from collections.abc import Sequence
from dataclasses import replace

from yousaid.core.disclosure import opens_text
from yousaid.store import query
from yousaid.store.rows import IssueDetail, LiveRow

from .installation import config, pack


def _opens(source_id: str, voices: int) -> bool:
    basis = config().source(source_id).basis.replace("-", "_")
    return opens_text(voices, profile=pack().profile, basis=basis)


def opened_rows(rows: Sequence[LiveRow]) -> list[LiveRow]:
    """Mentions for the live page, without the words of those that do not open yet."""
    if pack().profile != "workers":
        return list(rows)
    voices = query.voices_of({row.issue_id for row in rows if row.issue_id is not None})
    return [
        row if _opens(row.source_id, voices.get(row.issue_id or 0, 0)) else replace(row, text="")
        for row in rows
    ]


def opened_detail(detail: IssueDetail) -> IssueDetail:
    """An issue's page, without the words of mentions that do not open yet."""
    shown = tuple(
        mention
        if _opens(mention.source_id, detail.row.voices)
        else replace(mention, before="", text="", after="")
        for mention in detail.mentions
    )
    return replace(detail, mentions=shown)
