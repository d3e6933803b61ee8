"""A small pack of our own and homes that use it: fitting it takes a second."""

import json
from pathlib import Path

import pytest

from tests.cli.line import call

EXAMPLES = {
    "lifts": [
        "The lift at the station is out of order",
        "Elevator broken again at the north entrance",
        "Lift stuck between two floors",
        "No working lift, I had to carry the pram up",
        "The elevator has been closed for a month",
        "Lift doors do not open",
    ],
    "delays": [
        "The bus came twenty minutes late",
        "Line 4 is never on time",
        "My train was delayed and I missed my connection",
        "We waited half an hour for the tram",
        "The bus did not come at all",
        "Late again this morning",
    ],
    "tickets": [
        "The ticket machine took my money and printed nothing",
        "I was charged twice for one ticket",
        "The app does not show the ticket I bought",
        "Ticket machine out of service",
        "The card reader at the gate rejects my pass",
        "I paid and got no ticket",
    ],
}
OFF_TOPIC = [
    "I like pasta with basil",
    "What a goal in the last minute",
    "My cat sleeps all day",
    "New phone, who dis",
]


def labelled() -> list[dict[str, str | None]]:
    """The examples as labelled lines."""
    lines: list[dict[str, str | None]] = [
        {"text": text, "topic": topic} for topic, texts in EXAMPLES.items() for text in texts
    ]
    return lines + [{"text": text, "topic": None} for text in OFF_TOPIC]


@pytest.fixture(scope="session")
def transit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a pack about buses and lifts, made by `yousaid pack fit`."""
    folder = tmp_path_factory.mktemp("packs")
    lines = folder / "labelled.jsonl"
    lines.write_text("".join(json.dumps(line) + "\n" for line in labelled()), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUSAID_HOME", str(folder / "fits"))
        said = call("pack", "fit", "transit", "--examples", str(lines), "--out", str(folder / "transit"))
    assert said.code == 0, said.err
    return folder / "transit"


@pytest.fixture(autouse=True)
def fits(transit: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of every command that names none: the fitted pack is in its cache."""
    folder = transit.parent / "fits"
    monkeypatch.setenv("YOUSAID_HOME", str(folder))
    return folder
