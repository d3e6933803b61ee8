"""`yousaid sentiment`."""

import click

from .jsonlines import read_batches, round_to, write_lines
from .options import file_argument


@click.command()
@file_argument
def sentiment(file: str) -> None:
    """Whether texts are positive, neutral or negative, line for line.

    {"id", "text"} in, {"id", "lang", "sentiment", "label"} out; sentiment is -1 to 1.

    \b
    Example:
      echo '{"text": "Quick and friendly, thank you"}' | yousaid sentiment
    """
    from yousaid.core.post import clean_text
    from yousaid.core.verdict import feeling
    from yousaid.judge import detect_languages
    from yousaid.judge.fitting import shared_encoder
    from yousaid.judge.sentiment import sentiment as sentiment_of

    encoder = shared_encoder()
    for lines in read_batches(file):
        texts = [clean_text(line.text) for line in lines]
        langs, _ = detect_languages(texts)
        values = [float(value) for value in sentiment_of(encoder.encode(texts))]
        write_lines(
            {"id": line.id, "lang": lang, "sentiment": round_to(value), "label": feeling(value)}
            for line, lang, value in zip(lines, langs, values, strict=True)
        )
