"""Import a file: check it whole, then let it in a batch at a time. Killed and started again, it goes on."""

from collections.abc import Callable
from datetime import UTC, datetime

from yousaid.sources.file import FileSource
from yousaid.store import write

from .understand_posts import Intake, Tally

BATCH = 1_000


def import_posts(
    intake: Intake, source: FileSource, *, progress: Callable[[int], None] = lambda rows: None
) -> Tally:
    """Import a file through the gate into the store; importing it twice changes nothing.

    progress: called with the number of rows since the last call. InputError before anything is
    written when any row of the file cannot be read.
    """
    source.check()
    intake.ensure_source(source.source_id)
    total = Tally()
    for batch in source.batches(write.load_cursor(source.source_id), BATCH):
        one = intake.take(batch.items, source.source_id, cursor=batch.cursor)
        total += one
        progress(one.seen)
    intake.tidy_issues()
    write.close_windows(datetime.now(UTC))  # a file holds old posts: their windows are over (C9)
    write.set_source_health(source.source_id, state="done", message="")
    return total
