"""The judge: posts in, the same posts with their mentions out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from yousaid.core.pack import Pack
from yousaid.core.post import JUDGED_SCHEMA, MAX_TEXT, MENTION, clean_text

from .encoder import PieceEncoder
from .fingerprint import fingerprints
from .language import detect_languages
from .passages import Span, split_passages
from .refusal import Refusal
from .sentiment import sentiment
from .severity import severities
from .softmax import F32, I64
from .sorter import Sorted, Sorter

_BLOCK: Final = 512  # posts judged at a time: bounds the memory of a large batch
#: A mention without a topic is a problem of this usual severity when it sounds negative.
_UNSORTED_SEVERITY: Final = 1
_FEELING: Final = 3.0  # log-odds that a fully negative or positive tone moves the chance of a problem
_TOPIC_SAYS: Final = 0.95  # the most that the topic alone says about it
#: A passage of a post needs this much certainty to be a mention, and this much beside a certain one.
_LEAST: Final = 0.3
_BESIDE: Final = 0.5


@dataclass(frozen=True)
class Mention:
    """One mention of a text judged on its own: topic_id is None where the judge abstains, sentiment where
    it has none.
    """

    topic_id: str | None
    topic_prob: float
    severity: int
    sentiment: float | None
    text: str


@dataclass(frozen=True)
class Judgement:
    """Language and mentions of a text."""

    lang: str | None
    mentions: list[Mention]


@dataclass(frozen=True)
class _Passages:
    """Verdicts of all passages of some posts. post: of each; start, end: code points."""

    post: I64
    start: I64
    end: I64
    vectors: F32 | None
    sorted: Sorted
    feeling: F32 | None
    never: F32


@dataclass(frozen=True)
class _Mentions:
    """Mentions of some posts, in order. best: the passage that speaks for each."""

    post: I64
    start: I64
    end: I64
    best: I64
    topic: I64


class Judge:
    """Judges posts by one fitted pack. Keeps no text."""

    def __init__(
        self, pack: Pack, sorter: Sorter, refusal: Refusal, encoder: PieceEncoder | None, judge_id: str
    ) -> None:
        self.id = judge_id
        self.profile = pack.profile
        self.topics = list(pack.subs)
        self._sorter = sorter
        self._refusal = refusal
        self._encoder = encoder
        subs = list(pack.subs.values())
        # One more row at the end, for mentions without a topic.
        self._problem = np.array([sub.problem for sub in subs] + [True])
        self._usual = np.array([sub.severity for sub in subs] + [_UNSORTED_SEVERITY], np.int8)
        self._generic = np.array([sub.vague for sub in subs] + [False])
        self._feels = encoder is not None and pack.profile != "workers"

    def judge(self, admitted: pa.RecordBatch) -> pa.RecordBatch:
        """POST_SCHEMA in, JUDGED_SCHEMA out, row for row.

        `on_topic` is 0 at the mark under which a post is off topic and 1 at the median of the examples.
        """
        if not admitted.num_rows:
            return pa.RecordBatch.from_pylist([], schema=JUDGED_SCHEMA)
        blocks = [self._block(admitted.slice(at, _BLOCK)) for at in range(0, admitted.num_rows, _BLOCK)]
        table = pa.Table.from_batches(blocks, JUDGED_SCHEMA).combine_chunks()
        return table.to_batches()[0]

    def judge_texts(self, texts: Sequence[str], *, whole: bool) -> list[Judgement]:
        """Judgements of texts. whole: each text is one mention, else it is cut into passages."""
        out: list[Judgement] = []
        for at in range(0, len(texts), _BLOCK):
            out += self._judge_block([clean_text(text) for text in texts[at : at + _BLOCK]], whole)
        return out

    def _judge_block(self, texts: list[str], whole: bool) -> list[Judgement]:
        langs, _ = detect_languages(texts)
        spans = [[(0, len(t))] if whole else split_passages(t) or [(0, len(t))] for t in texts]
        passages = self._passages(texts, spans)
        mentions = self._merge(passages, [len(t) for t in texts])
        columns = self._columns(texts, passages, mentions)
        out = [Judgement(lang, []) for lang in langs]
        for i, post in enumerate(mentions.post.tolist()):
            topic = int(mentions.topic[i])
            out[post].mentions.append(
                Mention(
                    self.topics[topic] if topic >= 0 else None,
                    round(float(passages.sorted.prob[mentions.best[i]]), 4),
                    int(columns["severity"][i]),
                    None if passages.feeling is None else round(float(passages.feeling[mentions.best[i]]), 3),
                    texts[post][mentions.start[i] : mentions.end[i]],
                )
            )
        return out

    def _block(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        texts = [str(text)[:MAX_TEXT] for text in rows.column("text").to_pylist()]
        langs, probs = detect_languages(
            texts, [str(lang) if lang else None for lang in rows.column("lang").to_pylist()]
        )
        passages = self._passages(texts, [split_passages(t) or [(0, len(t))] for t in texts])
        mentions = self._merge(passages, [len(t) for t in texts])
        first = np.flatnonzero(np.diff(passages.post, prepend=-1))
        made: dict[str, pa.Array[Any]] = {
            "lang": pa.array(langs, pa.string()),
            "lang_prob": pa.array(probs, pa.float32(), mask=np.array([lang is None for lang in langs])),
            "mentions": self._mention_column(texts, passages, mentions),
            "never_kept_prob": pa.array(np.maximum.reduceat(passages.never, first), pa.float32()),
            "on_topic": pa.array(np.maximum.reduceat(passages.sorted.score, first), pa.float32()),
        }
        columns: list[pa.Array[Any]] = [
            made[name] if name in made else rows.column(name) for name in JUDGED_SCHEMA.names
        ]
        return pa.RecordBatch.from_arrays(columns, schema=JUDGED_SCHEMA)

    def _passages(self, texts: list[str], spans: list[list[Span]]) -> _Passages:
        counts = np.fromiter(map(len, spans), np.int64, len(spans))
        place = np.array([span for some in spans for span in some], np.int64).reshape(-1, 2)
        post = np.repeat(np.arange(len(texts)), counts)
        said = [text[a:b] for text, some in zip(texts, spans, strict=True) for a, b in some]
        # The same passage in several posts is looked at once.
        seen: dict[str, int] = {}
        back = np.fromiter((seen.setdefault(s, len(seen)) for s in said), np.int64, len(said))
        distinct = list(seen)
        vectors = self._encoder.encode(distinct) if self._encoder else None
        verdict = self._sorter.sort(distinct, vectors)
        spread = Sorted(
            verdict.topic[back],
            verdict.sure[back],
            verdict.prob[back],
            verdict.score[back],
            verdict.probs[back],
        )
        feeling = sentiment(vectors)[back] if self._feels and vectors is not None else None
        never = self._refusal.prob(distinct, vectors, self._encoder)[back]
        return _Passages(
            post, place[:, 0], place[:, 1], None if vectors is None else vectors[back], spread, feeling, never
        )

    def _merge(self, passages: _Passages, lengths: list[int]) -> _Mentions:
        """One mention a topic and post.

        Passages of the same topic that follow each other become one span, spoken for by the strongest; of
        several spans the strongest is kept. General praise or blame counts only when nothing specific is
        said, and a post of which nothing can be sorted is one mention without a topic.
        """
        prob = passages.sorted.prob
        firsts = np.flatnonzero(np.diff(passages.post, prepend=-1))
        best_prob = np.maximum.reduceat(np.where(passages.sorted.sure, prob, 0), firsts)[passages.post]
        alone = np.bincount(passages.post)[passages.post] == 1
        weak = prob < np.where(best_prob >= _BESIDE, _BESIDE, _LEAST)
        topic = np.where(passages.sorted.sure & (alone | ~weak), passages.sorted.topic, -1).tolist()
        score = passages.sorted.score.tolist()
        start, end = passages.start.tolist(), passages.end.tolist()
        rows: list[tuple[int, int, int, int, int]] = []
        generic = self._generic.tolist()
        bounds = [*firsts.tolist(), len(topic)]
        for post, (lo, hi) in enumerate(pairwise(bounds)):
            found: dict[int, tuple[int, int, int]] = {}  # topic: start, end, strongest passage
            last = -1
            for i in range(lo, hi):
                t = topic[i]
                if t >= 0:
                    old = found.get(t)
                    if old is None or (t != last and score[i] > score[old[2]]):
                        found[t] = (start[i], end[i], i)
                    elif t == last:
                        found[t] = (old[0], end[i], i if score[i] > score[old[2]] else old[2])
                last = t
            if len(found) > 1 and not all(generic[t] for t in found):
                found = {t: span for t, span in found.items() if not generic[t]}
            if not found:
                best = max(range(lo, hi), key=score.__getitem__)
                rows.append((post, 0, lengths[post], best, -1))
            rows += [(post, *span, t) for t, span in sorted(found.items(), key=lambda item: item[1])]
        table = np.array(rows, np.int64).reshape(-1, 5)
        return _Mentions(*(np.ascontiguousarray(column) for column in table.T))

    def _columns(
        self, texts: list[str], passages: _Passages, mentions: _Mentions
    ) -> dict[str, npt.NDArray[np.generic]]:
        """problem_prob, severity and the words of each mention."""
        said = [
            texts[post][a:b]
            for post, a, b in zip(
                mentions.post.tolist(), mentions.start.tolist(), mentions.end.tolist(), strict=True
            )
        ]
        probs = passages.sorted.probs[mentions.best, : len(self.topics)]
        problem = (probs @ self._problem[:-1]) / np.maximum(probs.sum(axis=1), 1e-9)
        known = mentions.topic >= 0
        if passages.feeling is not None:
            feeling = passages.feeling[mentions.best]
            # Without a topic the tone is all there is.
            base = np.where(known, np.clip(problem, 1 - _TOPIC_SAYS, _TOPIC_SAYS), 0.5)
            problem = 1 / (1 + np.exp(_FEELING * feeling) * (1 - base) / base)
        is_problem = self._problem[mentions.topic] & (problem >= 0.5)
        return {
            "problem_prob": problem.astype(np.float32),
            "severity": severities(said, self._usual[mentions.topic], is_problem),
            "fingerprint": fingerprints(said),
        }

    def _mention_column(self, texts: list[str], passages: _Passages, mentions: _Mentions) -> "pa.Array[Any]":
        made = self._columns(texts, passages, mentions)
        n = len(mentions.post)
        counts = np.bincount(mentions.post, minlength=len(texts))
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        topics = pa.array([*self.topics, None], pa.string())
        feeling = passages.feeling
        values = {
            "part": (np.arange(n) - np.repeat(offsets[:-1], counts)).astype(np.int16),
            "start": mentions.start.astype(np.int32),
            "end": mentions.end.astype(np.int32),
            "topic_id": topics.take(
                pa.array(np.where(mentions.topic < 0, len(self.topics), mentions.topic), pa.int64())
            ),
            "topic_prob": passages.sorted.prob[mentions.best],
            "sentiment": pa.nulls(n, pa.float32()) if feeling is None else feeling[mentions.best],
            "embedding": _half_floats(passages.vectors, mentions.best),
            **made,
        }
        arrays = [pa.array(values[f.name], f.type) for f in MENTION]
        structs = pa.StructArray.from_arrays(arrays, fields=list(MENTION))
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs)


def _half_floats(vectors: F32 | None, rows: I64) -> "pa.Array[Any]":
    """Vectors as float16 bytes, little endian; nulls where there are none."""
    if vectors is None:
        return pa.nulls(len(rows), pa.binary())
    data = vectors[rows].astype("<f2")
    ends = np.arange(len(rows) + 1, dtype=np.int32) * np.int32(data.shape[1] * 2)
    buffers = [None, pa.py_buffer(ends.tobytes()), pa.py_buffer(data.tobytes())]
    return pa.Array.from_buffers(pa.binary(), len(rows), buffers)
