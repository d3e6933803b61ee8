"""Erasing from the command line, to the last byte of the home, and what is erased does not come back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.line import call
from yousaid.config import load_config
from yousaid.core.post import RawPost
from yousaid.core.receipt import new_receipt, receipt_key
from yousaid.store import log, open_store, query, write
from yousaid.store.rows import Filters
from yousaid.work.understand_posts import Intake

SENTENCE = "Whatever was held there is erased, and will not be let in again.\n"
TEXTS = {
    "11": "The lift at Zanzibarensis is out of order again",
    "12": "Line 4 to Quokkaville is never on time",
    "13": "The ticket machine at Numbatfield took my money and printed nothing",
}


def _file(folder: Path, dated: bool = True) -> Path:
    rows = [f'{n},"{text}",{"2026-10-02" if dated else ""},2' for n, text in TEXTS.items()]
    path = folder / "reviews.csv"
    path.write_text("reviewId,content,at,stars\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def _import(home: Path, path: Path) -> str:
    said = call("import", str(path), "--source", "ios", "--voice", "one-per-post", "--home", str(home))
    assert said.code == 0, said.err
    return said.out


def _where(home: Path, word: str) -> list[str]:
    """Files of the home that hold a word, the write-ahead log among them."""
    found = {path.name: path.read_bytes().lower() for path in home.rglob("*") if path.is_file()}
    assert "yousaid.sqlite3" in found
    return [name for name, data in found.items() if word.lower().encode() in data]


@pytest.fixture
def home(tmp_path: Path, transit: Path) -> Path:
    """A home that listens to the buses."""
    said = call("init", str(tmp_path / "desk"), "--pack", str(transit))
    assert said.code == 0, said.err
    return tmp_path / "desk"


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_a_post_of_a_file_is_erased_by_what_stands_in_its_id_column(
    home: Path, tmp_path: Path, dated: bool
) -> None:
    path = _file(tmp_path, dated)
    _import(home, path)
    assert _where(home, "Zanzibarensis"), "else this test shows nothing"

    said = call("erase", "--source", "ios", " 11 ", "--home", str(home))

    assert (said.code, said.out) == (0, SENTENCE), said.err
    assert _where(home, "Zanzibarensis") == []
    assert _where(home, "Quokkaville")
    assert "0 posts kept" in _import(home, path)
    assert _where(home, "Zanzibarensis") == []
    assert query.totals().posts == 2


def test_several_at_once_and_the_log_tells_how_many_about(home: Path, tmp_path: Path) -> None:
    _import(home, _file(tmp_path))
    assert call("erase", "--source", "ios", "11", "12", "13", "--home", str(home)).out == SENTENCE
    assert query.totals().posts == 0
    (entry,) = log.entries(action="erase")
    assert (entry.role, entry.facts) == ("operator", {"posts": 5, "why": "reference"})


def test_the_answer_is_the_same_whatever_was_held(home: Path, tmp_path: Path) -> None:
    path = _file(tmp_path)
    _import(home, path)
    answers = [
        call("erase", "--source", "ios", name, "--home", str(home)) for name in ("11", "11", "never here")
    ]
    answers.append(call("erase", "--receipt", new_receipt(), "--home", str(home)))
    assert {(said.code, said.out, said.err) for said in answers} == {(0, SENTENCE, "")}


def test_what_is_erased_before_it_comes_stays_out(home: Path, tmp_path: Path) -> None:
    path = _file(tmp_path)
    (home / "yousaid.toml").write_text(
        (home / "yousaid.toml").read_text(encoding="utf-8") + '\n[sources.ios]\ntitle = "iOS"\n',
        encoding="utf-8",
    )
    assert call("erase", "--source", "ios", "12", "--home", str(home)).code == 0
    assert "2 posts kept, about 0 not kept" in _import(home, path)
    assert _where(home, "Quokkaville") == []


def test_a_submission_is_taken_back_with_all_its_additions(home: Path) -> None:
    config = open_store(home)
    code, other = new_receipt(), new_receipt()
    intake = Intake(config)
    write.ensure_source("tell", basis="handed_in")
    texts = [*TEXTS.values(), "The bus to Wallabyton came twenty minutes late"]
    keys = [receipt_key(code), receipt_key(code, 1), receipt_key(code, 20), receipt_key(other)]
    posts = [
        RawPost(key=key, said_at=datetime.now(UTC), text=text, kind="submission", audience="handed_in")
        for key, text in zip(keys, texts, strict=True)
    ]
    assert intake.take(posts, "tell").kept == 4

    said = call("erase", "--receipt", code.lower().replace("-", " "), "--home", str(home))

    assert (said.code, said.out) == (0, SENTENCE), said.err
    for word in ("Zanzibarensis", "Quokkaville", "Numbatfield"):
        assert _where(home, word) == []
    assert [row.text for row in query.live_recent(Filters(), 9)] == [texts[3]]
    assert intake.take(posts, "tell").kept == 0, "a replay of the form brings nothing back"
    assert [entry.facts for entry in log.entries(action="withdraw")] == [{"posts": 5, "why": "receipt"}]
    everything = b"".join(path.read_bytes() for path in home.rglob("yousaid.sqlite3*"))
    assert not [form for form in (code, code.replace("-", "")) if form.encode() in everything]


def test_an_address_where_it_was_said_is_a_reference_too(home: Path) -> None:
    config = open_store(home)
    intake = Intake(config)
    write.ensure_source("forum")
    address = "https://forum.example.org/t/77/3"
    post = RawPost(key=address, said_at=datetime.now(UTC), text=TEXTS["11"])
    assert intake.take([post], "forum").kept == 1

    assert call("erase", "--source", "forum", address, "--home", str(home)).code == 0

    assert _where(home, "Zanzibarensis") == []
    assert _where(home, "forum.example.org") == []


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ([], 2, "it is not said what to erase"),
        (["11"], 2, "it is not said what to erase"),
        (["--source", "ios"], 2, "it is not said what to erase"),
        (["--source", "ios", "11", "--receipt", "x"], 2, "it is not said what to erase"),
        (["--receipt", "7WQ0"], 1, "this is no receipt code. It has five groups"),
        (["--receipt", "0000-0000-0000-0000-0001"], 1, "there is a slip in the receipt code"),
        (["--source", "iso", "11"], 1, "there is no source 'iso'. Known: tell."),
    ],
)
def test_what_cannot_be_done_is_said(home: Path, words: list[str], code: int, says: str) -> None:
    said = call("erase", *words, "--home", str(home))
    assert (said.code, says in said.err) == (code, True), said.err
    assert load_config(home).sqlite_path.exists() == (words[:2] == ["--source", "iso"])


def test_a_home_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    said = call("erase", "--source", "ios", "11", "--home", str(tmp_path / "nowhere"))
    assert (said.code, "there is no such folder" in said.err) == (1, True)
