"""What every source gives: batches of posts with a cursor that says how far they reach."""

from dataclasses import dataclass

from yousaid.core.post import RawPost

#: Rows a batch: as fast as 25,000, and small enough that the live view moves.
SIZE = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """Posts of a source. `items` and `cursor` are committed in one transaction.

    cursor: where the next batch begins; only the source that made it can read it.
    wait:   seconds to wait before the next batch, None when there is no need.
    """

    items: list[RawPost]
    cursor: str
    wait: float | None = None
