"""The heart: raw posts in, posts with verdicts out, the rest is gone.

It knows no web, no database, no network, no clock. The live loop, a team's workers and a bulk run
all call this one function.
"""

from typing import Protocol

import pyarrow as pa

from .core.errors import GateError
from .core.post import UNDERSTOOD_SCHEMA


class GateLike(Protocol):
    """What `understand` needs of a gate."""

    def admit(self, raw: pa.RecordBatch) -> pa.RecordBatch:
        """RAW_SCHEMA in, POST_SCHEMA out: audience, never-kept terms, redaction."""
        ...

    def release(self, judged: pa.RecordBatch) -> pa.RecordBatch:
        """JUDGED_SCHEMA in, UNDERSTOOD_SCHEMA out: veto and allow-list."""
        ...


class JudgeLike(Protocol):
    """What `understand` needs of a judge."""

    def judge(self, admitted: pa.RecordBatch) -> pa.RecordBatch:
        """POST_SCHEMA in, JUDGED_SCHEMA out, row for row."""
        ...


def understand(raw: pa.RecordBatch, *, gate: GateLike, judge: JudgeLike) -> pa.RecordBatch:
    """Posts with verdicts (UNDERSTOOD_SCHEMA) of a batch of RAW_SCHEMA; what is not kept is gone.

    It fails closed: any error inside becomes a GateError without content, and nothing of the batch is kept.
    """
    try:
        admitted = gate.admit(raw)
        if admitted.num_rows == 0:
            return pa.RecordBatch.from_pylist([], schema=UNDERSTOOD_SCHEMA)
        return gate.release(judge.judge(admitted))
    except Exception as error:
        raise GateError(
            f"{raw.num_rows} posts could not be sorted ({type(error).__name__}); none of them was kept",
            remedy="Report it with the version of yousaid; the text itself is not needed",
        ) from None
