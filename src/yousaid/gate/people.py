"""Complaints about a named person: never kept, even though the name itself is cut (covenant, C3)."""

import re
from typing import Final

#: Words that blame or praise-less judge a person, in a sentence where a name stood. Folded stems.
_BLAME: Final = re.compile(
    "(?i:thief|thieves|steal|stole|rude|liar|lied|lies|lying|lazy|stupid|idiot|moron|"
    "incompetent|useless|scammer|scam|cheat|fraud|fired|fire him|fire her|sack|"
    "abus|insult|shout|yell|harass|bully|bullie|threat|attitude|arrogant|unprofessional|"
    "condescend|unfriendly|disrespect|racist|pervert|creep|drunk|smoking|"
    "horrible|terrible|awful|disgust|worst|refus|ignor|hung up|blame|complain|report|suspend|"
    "punish|discipline|watch out|beware|never gives|favou?rit|always gives|hates|crook|"
    "corrupt|"
    "ladr[oó]n|rob[oó]|robar|maleducad|grosser|mentir|menti[oó]|vago|in[uú]til|estaf|"
    "incompetente|echar|despid|despedir|acos|insult|amenaz|chul|borde|grit|miente|echen|no "
    "sirve|rob[aó] |favou?rs|thie|"
    "dieb|schrei|schrie|klaut|unf[aä]hig|gestohlen|unfreundlich|l[uü]gt|l[uü]gner|faul|"
    "unversch[aä]mt|frech|voleur|vole|virez|crie|ment[,.]|ment |nul|impoli|menteur|malpoli|"
    "ladro|rubat|ruba |urla|licenzia|incapac|mente|maleducato|bugiard|scortes|rude|ladr[aã]o|"
    "roub|rouba|demit|grita|in[uú]til|mentiros|grosseir)"
)
_SENTENCE: Final = re.compile("[.!?\n]+(?: |$)|\n")


def blames_named(redacted: str) -> bool:
    """Whether a sentence of a redacted text blames somebody whose name was cut, or the next one does."""
    if "[name]" not in redacted:
        return False
    sentences = _SENTENCE.split(redacted)
    return any(
        "[name]" in sentence and _BLAME.search(f"{sentence} {following}")
        for sentence, following in zip(sentences, [*sentences[1:], ""], strict=True)
    )
