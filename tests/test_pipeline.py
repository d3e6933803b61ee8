"""The one function fails closed: whatever breaks inside, nothing of the batch is kept and nothing is told."""

import traceback
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from yousaid.core.errors import GateError
from yousaid.core.post import UNDERSTOOD_SCHEMA, RawPost, raw_batch
from yousaid.pipeline import understand

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SECRET = "the courier left it at number twelve"


def batch() -> pa.RecordBatch:
    return raw_batch([RawPost(key="k", said_at=NOW, text=SECRET)], source_id="s", seen_at=NOW)


class Door:
    """A gate that lets nothing in."""

    def admit(self, raw: pa.RecordBatch) -> pa.RecordBatch:
        return raw.slice(0, 0)

    def release(self, judged: pa.RecordBatch) -> pa.RecordBatch:
        raise AssertionError("nothing was admitted")


class BrokenJudge:
    """A judge that fails and would spill what it holds."""

    def judge(self, admitted: pa.RecordBatch) -> pa.RecordBatch:
        raise RuntimeError(f"cannot judge: {admitted['text'][0]}")


class OpenDoor(Door):
    """A gate that lets everything in."""

    def admit(self, raw: pa.RecordBatch) -> pa.RecordBatch:
        return raw


def test_a_batch_of_which_nothing_is_admitted_is_never_judged() -> None:
    out = understand(batch(), gate=Door(), judge=BrokenJudge())
    assert out.num_rows == 0
    assert out.schema == UNDERSTOOD_SCHEMA


def test_an_error_drops_the_batch_and_carries_no_text() -> None:
    with pytest.raises(GateError, match="1 posts could not be sorted") as caught:
        understand(batch(), gate=OpenDoor(), judge=BrokenJudge())
    told = "".join(traceback.format_exception(caught.value))
    assert SECRET not in told
