"""Merging one issue into another: every row that belonged to the one belongs to the other."""

from typing import Final

from django.db.backends.utils import CursorWrapper

#: A state that a person chose is kept rather than one that nobody touched.
_UNTOUCHED: Final = ("new",)


def merge(cursor: CursorWrapper, gone_key: str, into_key: str, version: int) -> bool:
    """Merge the issue `gone_key` into `into_key`; False when it is unknown, the same, or merged already."""
    from .models import Issue  # not at the top: this module is imported before Django is set up

    found = {issue.key: issue for issue in Issue.objects.filter(key__in=(gone_key, into_key))}
    gone, into = found.get(gone_key), found.get(into_key)
    while into is not None and into.merged_into_id is not None:
        into = Issue.objects.get(id=into.merged_into_id)
    if gone is None or into is None or gone.id == into.id or gone.merged_into_id is not None:
        return False
    _move_rows(cursor, gone.id, into.id)
    if into.state in _UNTOUCHED and gone.state not in _UNTOUCHED:
        into.state, into.resolved_at = gone.state, gone.resolved_at
    into.mentions += gone.mentions
    into.first_day, into.last_day = min(into.first_day, gone.first_day), max(into.last_day, gone.last_day)
    into.title = into.title or gone.title
    into.changed = version
    into.save(update_fields=["state", "resolved_at", "mentions", "first_day", "last_day", "title", "changed"])
    gone.merged_into_id, gone.mentions, gone.n, gone.changed = into.id, 0, 0, version
    gone.centroid = b""
    gone.save(update_fields=["merged_into", "mentions", "n", "changed", "centroid"])
    return True


def _move_rows(cursor: CursorWrapper, gone: int, into: int) -> None:
    from .models import IssueStep

    cursor.execute("UPDATE store_mention SET issue_id = %s WHERE issue_id = %s", [into, gone])
    cursor.execute("UPDATE store_issue SET merged_into_id = %s WHERE merged_into_id = %s", [into, gone])
    cursor.execute(
        "INSERT INTO store_issueday (issue_id, day, mentions, severity)"
        " SELECT %s, day, mentions, severity FROM store_issueday WHERE issue_id = %s"
        " ON CONFLICT (issue_id, day) DO UPDATE SET mentions = store_issueday.mentions + excluded.mentions,"
        " severity = store_issueday.severity + excluded.severity",
        [into, gone],
    )
    cursor.execute("DELETE FROM store_issueday WHERE issue_id = %s", [gone])
    cursor.execute(
        "INSERT INTO store_issuefacet (issue_id, source_id, lang)"
        " SELECT %s, source_id, lang FROM store_issuefacet WHERE issue_id = %s"
        " ON CONFLICT (source_id, lang, issue_id) DO NOTHING",
        [into, gone],
    )
    cursor.execute("DELETE FROM store_issuefacet WHERE issue_id = %s", [gone])
    # Two sketches have two keys and cannot be joined: both counts stay, and the larger one is the lower
    # bound.
    cursor.execute("UPDATE store_voicewindow SET issue_id = %s WHERE issue_id = %s", [into, gone])
    IssueStep.objects.filter(issue_id=gone).update(issue_id=into)
