"""The one road of posts into a home: gate, judge, group, store, a batch at a time.

Import, the demo and every live source call `Intake.take`. Raw text exists only in its arguments.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import pyarrow as pa

from yousaid.config import Config, digest_of
from yousaid.core.errors import RefusedError
from yousaid.core.pack import Pack
from yousaid.core.post import RawPost, raw_batch
from yousaid.gate import Gate
from yousaid.group import Grouper, IssueState, Placed
from yousaid.judge import Judge
from yousaid.pipeline import understand
from yousaid.store import log, query, write

from .check_home import OPERATOR, check_allowed, load_allowed
from .fit_pack import ready_judge
from .name_issues import name_issues
from .watch_page import PageWatch

#: Posts in a batch from which its new issues are consolidated before they are stored.
SETTLED: Final = 100


@dataclass(slots=True)
class Tally:
    """What became of posts so far. Already known ones are neither kept again nor dropped."""

    seen: int = 0
    known: int = 0
    kept: int = 0
    dropped: int = 0
    mentions: int = 0
    new_issues: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in Tally.__slots__))


class Intake:
    """Gate, judge and grouper of one home, ready to take posts. Not shared between threads."""

    def __init__(self, config: Config, *, tier: str = "default") -> None:
        self.config = config
        self.pack: Pack = load_allowed(config)
        public = config.public(self.pack)
        self._watch = PageWatch(config, digest_of(public))
        self._stopped = False
        log.note_configuration(public, OPERATOR)
        self.gate = Gate(id_key=config.secret("post ids"), keep=self.pack.keep)
        self.judge: Judge = ready_judge(self.pack, config.pack, tier=tier, cache=config.cache)
        self._grouper = self._grouper_of(())
        self._at_seq = -1
        self._erasures = -1

    def ensure_source(self, source_id: str) -> None:
        """Make a source known to the store, as the configuration describes it. RefusedError when it may
        not be
        read, or when nothing may be collected because the public page is not there.
        """
        source = self.config.source(source_id)
        check_allowed(self.config, self.pack, source)
        self._require_page()
        write.ensure_source(
            source_id, title=source.title, product=source.product, basis=source.basis.replace("-", "_")
        )

    def _require_page(self) -> None:
        """RefusedError while the public page cannot be fetched; that it went and came back stands in the
        log."""
        try:
            self._watch.require()
        except RefusedError:
            if not self._stopped:
                log.append("collection_stopped", role=OPERATOR)
            self._stopped = True
            raise
        if self._stopped:
            log.append("collection_resumed", role=OPERATOR)
            self._stopped = False

    def take(
        self,
        posts: Sequence[RawPost],
        source_id: str,
        *,
        cursor: str | None = None,
        since: datetime | None = None,
    ) -> Tally:
        """Let posts of one source in; rows and cursor are committed together or not at all.

        since: the moment from which the lag counts (when the newest was said); None: no lag is noted.
        GateError when the batch could not be sorted: then nothing of it is kept and the cursor stays.
        RefusedError when the public page is gone: collection ends with it (C11).
        """
        self._require_page()
        product = self.config.source(source_id).product
        raw = raw_batch(posts, source_id=source_id, product=product, seen_at=datetime.now(UTC))
        ids = self.gate.post_ids(raw)
        known = write.known_posts(ids)
        if known:
            raw = raw.filter([post_id not in known for post_id in ids])
        kept = understand(raw, gate=self.gate, judge=self.judge)
        dropped = raw.num_rows - kept.num_rows
        stored = self.keep(kept, source_id, dropped=dropped, cursor=cursor, since=since)
        return Tally(
            seen=len(posts),
            known=len(posts) - raw.num_rows,
            kept=stored.posts,
            dropped=dropped,
            mentions=stored.mentions,
            new_issues=stored.new_issues,
        )

    def keep(
        self,
        batch: pa.RecordBatch,
        source_id: str,
        *,
        dropped: int = 0,
        cursor: str | None = None,
        since: datetime | None = None,
    ) -> write.Stored:
        """Put understood posts to their issues and store all of it in one transaction."""
        self._follow_store()
        placed, merges = self._place(batch)
        try:
            stored = write.store_batch(
                batch,
                placed,
                self._grouper.touched(),
                source_id=source_id,
                judge_id=self.judge.id,
                dropped=dropped,
                lag_seconds=None if since is None else (datetime.now(UTC) - since).total_seconds(),
                cursor=cursor,
                erasures=self._erasures,
            )
            if merges:
                write.merge_issues(merges, self._grouper.touched(), erasures=self._erasures)
        except BaseException:
            self._at_seq = -1  # the grouper moved but the store did not: read it anew
            raise
        self._at_seq = query.newest_seq()
        return stored

    def _place(self, batch: pa.RecordBatch) -> tuple[list[Placed], list[tuple[str, str]]]:
        """Where each mention goes, and which stored issues were found to be one.

        A large batch is consolidated before it is stored, because voices of issues that are merged later
        cannot be added up: their sketches have different keys (C9).
        """
        placed = self._grouper.place(batch)
        if batch.num_rows < SETTLED:
            return placed, []
        fresh = {mention.issue for mention in placed if mention.new}
        into: dict[str, str] = {}
        merges = []
        for gone, stays in reversed(self._grouper.consolidate(frozen=write.frozen_issues())):
            into[gone] = into.get(stays, stays)
            if gone not in fresh:
                merges.append((gone, into[gone]))
        moved = [
            replace(mention, issue=into[mention.issue], new=False) if mention.issue in into else mention
            for mention in placed
        ]
        return moved, merges

    def _follow_store(self) -> None:
        """Read the issues anew when somebody else wrote or erased something since our last batch."""
        newest, erasures = query.newest_seq(), query.erasures()
        if (newest, erasures) != (self._at_seq, self._erasures):
            self._grouper = self._grouper_of(write.load_issue_states())
            self._at_seq, self._erasures = newest, erasures

    def _grouper_of(self, states: Iterable[tuple[bytes, str, str, str]]) -> Grouper:
        return Grouper((IssueState.from_bytes(*state) for state in states), problems=self.pack.issue_topics)

    def tidy_issues(self, *, patience: int = 0) -> int:
        """Join issues that came to mean the same and give new ones their titles; how many were joined.

        patience: an issue younger than this many mentions of its topic may wait for company.
        """
        self._follow_store()
        pairs = self._grouper.consolidate(frozen=write.frozen_issues(), patience=patience)
        if pairs:
            write.merge_issues(pairs, self._grouper.touched(), erasures=self._erasures)
        name_issues(self.pack, self.config.language)
        return len(pairs)
