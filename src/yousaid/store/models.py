"""The tables. No column says who spoke: there is no such thing to store.

Times of posts are whole hours since the Unix epoch (`*_hour`), days since then (`day`): small, and no finer
than the covenant allows. Words that repeat (topics, languages, versions, ...) are kept once in Label.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from yousaid.core.lifecycle import STATES


class RowNumber(models.BigIntegerField):  # type: ignore[type-arg]  # no subscript at run time
    """A 64-bit key that the writer numbers itself; on SQLite it is the rowid, so rows lie in this order."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """`integer` makes a primary key the rowid on SQLite."""
        return "integer" if connection.vendor == "sqlite" else "bigint"

    def rel_db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The type of columns that point here."""
        return self.db_type(connection)


class Counter(models.Model):
    """The last numbers given out, and the version of everything that is read (one row each)."""

    what = models.CharField(primary_key=True, max_length=16)
    n = models.BigIntegerField(default=0)


class Label(models.Model):
    """A word that repeats: what it is a word of (topic, product, lang, ...) and the word."""

    id = models.AutoField(primary_key=True)
    kind = models.CharField(max_length=12)
    word = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["kind", "word"], name="store_label_word")
        ]


class Source(models.Model):
    """Where posts come from, how it is doing, and how far it was read."""

    id = models.AutoField(primary_key=True)
    slug = models.CharField(max_length=200, unique=True)
    title = models.CharField(max_length=300)
    product = models.CharField(max_length=300, default="", blank=True)
    basis = models.CharField(max_length=10, default="public")
    posts = models.BigIntegerField(default=0)
    mentions = models.BigIntegerField(default=0)
    last_seen_hour = models.IntegerField(null=True)
    lag_seconds = models.FloatField(null=True)
    state = models.CharField(max_length=10, default="ok")
    message = models.CharField(max_length=500, default="", blank=True)
    cursor = models.TextField(null=True)


class DropTotal(models.Model):
    """How many posts of a source and day were not kept. Why is not known; it is shown rounded only."""

    id = models.AutoField(primary_key=True)
    source = models.ForeignKey(Source, models.CASCADE, db_constraint=False, db_index=False)
    day = models.IntegerField()
    n = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["source", "day"], name="store_drop_day")
        ]


class Post(models.Model):
    """Something said in public or handed over. It has no author."""

    id = RowNumber(primary_key=True)
    post_id = models.BinaryField(max_length=16, unique=True)  # the first four bytes are the hour
    source = models.ForeignKey(Source, models.CASCADE, db_constraint=False, db_index=False)
    product = models.ForeignKey(Label, models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    kind = models.CharField(max_length=10)
    said_hour = models.IntegerField()
    seen_hour = models.IntegerField()
    lang = models.ForeignKey(
        Label, models.CASCADE, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    lang_prob = models.FloatField(null=True)
    text = models.TextField()  # redacted; empty once erased
    redactions = models.SmallIntegerField(default=0)
    rating = models.FloatField(null=True)
    region = models.ForeignKey(
        Label, models.CASCADE, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    version = models.ForeignKey(
        Label, models.CASCADE, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    score = models.IntegerField(null=True)
    replies = models.IntegerField(null=True)
    policy = models.ForeignKey(Label, models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    facets = models.TextField(default="")  # tokens that narrow a search inside its index

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["seen_hour"], condition=~models.Q(text=""), name="store_post_to_erase")
        ]


class Issue(models.Model):
    """Mentions of one problem. `centroid` is what the grouping needs to go on."""

    id = RowNumber(primary_key=True)
    key = models.CharField(max_length=64, unique=True)
    topic = models.ForeignKey(Label, models.CASCADE, db_constraint=False, related_name="+")
    product = models.ForeignKey(Label, models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    state = models.CharField(max_length=14, default="new", choices=[(s, s) for s in STATES])
    title = models.CharField(max_length=300, default="", blank=True)
    centroid = models.BinaryField()
    n = models.BigIntegerField(default=0)  # as the grouping counts
    mentions = models.BigIntegerField(default=0)
    first_day = models.IntegerField()
    last_day = models.IntegerField()
    resolved_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, db_index=False)
    changed = models.BigIntegerField(default=0)  # Counter "version" at the last change

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["changed"], name="store_issue_changed")]


class IssueStep(models.Model):
    """One change of an issue's state, in which role it was made, and why."""

    id = models.AutoField(primary_key=True)
    issue = models.ForeignKey(Issue, models.CASCADE)
    at = models.DateTimeField()
    before = models.CharField(max_length=14)
    after = models.CharField(max_length=14)
    reason = models.CharField(max_length=1_000)
    role = models.CharField(max_length=20)


class Mention(models.Model):
    """A passage of a post that speaks of one thing. Its id is the number of the live feed's event."""

    id = RowNumber(primary_key=True)
    post = models.ForeignKey(Post, models.CASCADE, db_index=False)
    part = models.SmallIntegerField()
    start = models.IntegerField()
    end = models.IntegerField()
    day = models.IntegerField()
    topic = models.ForeignKey(
        Label, models.CASCADE, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    topic_prob = models.FloatField()
    problem_prob = models.FloatField()
    severity = models.SmallIntegerField()
    sentiment = models.FloatField(null=True)
    fingerprint = models.BigIntegerField()
    source = models.ForeignKey(Source, models.CASCADE, db_constraint=False, db_index=False)
    product = models.ForeignKey(Label, models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    lang = models.ForeignKey(
        Label, models.CASCADE, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    issue = models.ForeignKey(Issue, models.SET_NULL, db_index=False, null=True)
    judge = models.ForeignKey(Label, models.CASCADE, db_constraint=False, db_index=False, related_name="+")

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["post", "issue"], name="store_mention_post"),
            models.Index(fields=["issue", "id"], name="store_mention_issue"),
            models.Index(fields=["topic", "id"], name="store_mention_topic"),
        ]


class VoiceWindow(models.Model):
    """The voices of an issue in 28 days. Once `sketch` and `key` are destroyed only the count is left."""

    id = models.AutoField(primary_key=True)
    issue = models.ForeignKey(Issue, models.CASCADE, db_index=False)
    window = models.IntegerField()
    count = models.IntegerField(default=0)  # a lower bound
    sketch = models.BinaryField(null=True)
    key = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["issue", "window", "count"], name="store_voices_issue"),
            models.Index(fields=["window"], condition=models.Q(key__isnull=False), name="store_voices_open"),
        ]


class IssueDay(models.Model):
    """Mentions of an issue on a day, and the sum of their severities."""

    id = models.AutoField(primary_key=True)
    issue = models.ForeignKey(Issue, models.CASCADE, db_index=False)
    day = models.IntegerField()
    mentions = models.IntegerField()
    severity = models.IntegerField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["issue", "day"], name="store_issue_day")
        ]


class IssueFacet(models.Model):
    """That an issue has mentions of this source and language: enough to narrow a list."""

    id = models.AutoField(primary_key=True)
    issue = models.ForeignKey(Issue, models.CASCADE, db_index=False)
    source = models.ForeignKey(Source, models.CASCADE, db_constraint=False, db_index=False)
    lang = models.IntegerField()  # Label, 0 = unknown

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["source", "lang", "issue"], name="store_issue_facet")
        ]


class RollupHour(models.Model):
    """Mentions of an hour, kept for 14 days. Labels are 0 where there is none."""

    id = models.AutoField(primary_key=True)
    hour = models.IntegerField()
    topic = models.IntegerField()
    source = models.IntegerField()
    mentions = models.IntegerField()
    severity = models.IntegerField()
    negative = models.IntegerField()
    neutral = models.IntegerField()
    positive = models.IntegerField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["hour", "topic", "source"], name="store_rollup_hour")
        ]


class RollupDay(models.Model):
    """Mentions of a day, kept for ever. Labels are 0 where there is none."""

    id = models.AutoField(primary_key=True)
    day = models.IntegerField()
    topic = models.IntegerField()
    region = models.IntegerField()
    source = models.IntegerField()
    product = models.IntegerField()
    mentions = models.IntegerField()
    severity = models.IntegerField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["day", "topic", "region", "source", "product"], name="store_rollup_day"
            )
        ]


class LogEntry(models.Model):
    """One line of the log that cannot be edited silently (C12); the database refuses to change or delete it.

    `at` is UTC to the minute, `detail` canonical JSON, `seal` the hash of the seal before and of all this.
    """

    seq = RowNumber(primary_key=True)
    at = models.CharField(max_length=17)
    role = models.CharField(max_length=20)
    action = models.CharField(max_length=20)
    detail = models.TextField()
    seal = models.BinaryField(max_length=32)


class LogSum(models.Model):
    """What a day's line of the log will say: a live source writes one line a day, not one a batch."""

    id = models.AutoField(primary_key=True)
    action = models.CharField(max_length=20)
    about = models.CharField(max_length=200)  # the source's slug, or nothing
    day = models.IntegerField()
    seen = models.BigIntegerField()
    kept = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["action", "about"], name="store_log_sum")
        ]


class Tombstone(models.Model):
    """That something was erased by reference and must not come back: a hash of the reference, and the day."""

    mark = models.BinaryField(primary_key=True, max_length=16)
    day = models.IntegerField()
