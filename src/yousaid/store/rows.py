"""What the store hands out: plain rows for pages and commands. No model object leaves the store."""

from dataclasses import dataclass, field
from datetime import datetime

from yousaid.core.trend import Growth


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty means all. `topic` is a topic ("app") or sub-topic ("app/crash")."""

    topic: str = ""
    source: str = ""
    product: str = ""
    lang: str = ""
    severity: int = 0  # at least
    state: str = ""  # one state; "open" (default of lists) means all open ones
    query: str = ""


@dataclass(frozen=True, slots=True)
class LiveRow:
    """One mention as it arrives. `seq` rises; it is the event id of the live feed."""

    seq: int
    post_id: str
    text: str  # the mention's own passage, redacted
    source_id: str
    product: str
    lang: str | None
    topic_id: str | None
    topic_prob: float
    severity: int
    sentiment: float | None
    issue_id: int | None
    seen_at: datetime  # whole hours
    said_at: datetime  # whole hours


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue in a list. Spans are `SPAN_DAYS` long and end with the newest day the store has."""

    id: int
    title: str
    topic_id: str
    product: str
    state: str
    voices: int  # lower bound, current span
    mentions: int  # current span
    mentions_ever: int
    severity: float  # mean of the span's mentions, 0..4
    change: Growth
    hurt: float
    spark: tuple[int, ...]  # mentions a bucket, oldest first
    first_day: datetime
    last_day: datetime


@dataclass(frozen=True, slots=True)
class IssueList:
    """A page of issues, what it leaves out, and whether a search was too narrow to answer."""

    rows: tuple[IssueRow, ...]
    total: int  # that match the filters
    unsearchable: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a breakdown."""

    name: str
    n: int
    severity: float = 0.0


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A mention on an issue's page: its passage and the rest of its post, redacted."""

    post_id: str
    before: str
    text: str
    after: str
    source_id: str
    lang: str | None
    region: str | None
    version: str | None
    rating: float | None
    severity: int
    topic_prob: float
    said_at: datetime


@dataclass(frozen=True, slots=True)
class StepRow:
    """One change of an issue: from which state to which, why, when, in which role."""

    at: datetime
    before: str
    after: str
    reason: str
    role: str


@dataclass(frozen=True, slots=True)
class IssueDetail:
    """An issue's page."""

    row: IssueRow
    days: tuple[tuple[datetime, int], ...]  # mentions a bucket over the whole history, oldest first
    bucket_days: int
    severities: tuple[int, int, int, int, int]
    versions: tuple[Share, ...]
    regions: tuple[Share, ...]
    langs: tuple[Share, ...]
    sources: tuple[Share, ...]
    steps: tuple[StepRow, ...]
    mentions: tuple[MentionRow, ...]
    mentions_total: int
    next_states: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class TopicCount:
    """A sub-topic's counts over the current span and the one before it."""

    topic_id: str
    mentions: int
    change: Growth
    severity: float
    issues_open: int
    spark: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source's health. `lag` is how old its newest posts were when they were read, in seconds."""

    id: str
    title: str
    product: str
    basis: str  # public | invited | handed_in
    posts: int
    mentions: int
    dropped: int  # rounded, all reasons together
    last_seen: datetime | None
    lag_seconds: float | None
    state: str  # ok | quiet | failing | done
    message: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The numbers of `yousaid status`."""

    posts: int
    mentions: int
    unsorted: int
    issues: int
    issues_open: int
    sources: int
    dropped: int  # rounded
    newest: datetime | None
    lag_seconds: float | None


@dataclass(frozen=True, slots=True)
class Facets:
    """What can be chosen in a filter, because something stored has it."""

    products: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]  # id, title
    langs: tuple[str, ...]
