"""`yousaid redact`."""

import click

from .jsonlines import read_batches, write_lines
from .options import file_argument


@click.command()
@file_argument
def redact(file: str) -> None:
    """Cut identifiers out of texts: mail, phone, handle, card, IBAN, ids, plates, orders, addresses, names.

    {"id", "text"} in, {"id", "text", "redactions": {KIND: n}} out, line for line. What is cut leaves its
    kind, such as [phone], and cannot be had back.

    \b
    Example:
      echo '{"text": "Call me on +34 612 345 678"}' | yousaid redact
    """
    from yousaid.gate import redact as cut

    for lines in read_batches(file):
        found = cut([line.text for line in lines])
        write_lines(
            {"id": line.id, "text": text, "redactions": counts}
            for line, (text, counts) in zip(lines, found, strict=True)
        )
