"""Topic packs: what ships is good, and what is wrong is named with its place."""

from pathlib import Path

import pytest

from yousaid.core.errors import PackError
from yousaid.core.pack import Pack, load_pack, shipped_packs

HEAD = 'id = "p"\naudience = "customers"\ntitle = "P"\ndescription = "D"\n'
TOPIC = """
id = "app"
title = {en = "App", es = "Aplicación"}
description = "About the app"
[[sub]]
id = "crash"
title = {en = "Crashes", es = "Cierres"}
description = "It closes"
severity = 3
[sub.examples]
en = ["it crashes", "the app closes by itself"]
es = ["se cierra sola"]
never = ["car crash"]
"""


def write_pack(folder: Path, head: str = HEAD, **topics: str) -> Path:
    (folder / "topics").mkdir(parents=True)
    (folder / "pack.toml").write_text(head, encoding="utf-8")
    for name, text in topics.items():
        (folder / "topics" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_pack_of_ones_own_is_read_from_a_folder(tmp_path: Path) -> None:
    pack = load_pack(write_pack(tmp_path / "p", app=TOPIC))
    crash = pack.subs["app/crash"]
    assert crash.severity == 3
    assert crash.called("es") == "Cierres"
    assert crash.called("de") == "Crashes"
    assert crash.never == ("car crash",)
    assert list(pack.labelled())[-1] == ("se cierra sola", "app/crash", "es")
    assert pack.called("app", "es") == "Aplicación"
    assert pack.called(None) == ""


def test_the_digest_changes_with_what_the_judge_learns_from(tmp_path: Path) -> None:
    one = load_pack(write_pack(tmp_path / "a", app=TOPIC))
    same = load_pack(write_pack(tmp_path / "b", app=TOPIC))
    other = load_pack(write_pack(tmp_path / "c", app=TOPIC.replace("it crashes", "it hangs")))
    assert one.digest == same.digest != other.digest


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (TOPIC.replace("severity = 3", "severity = 9"), r"app\.toml, sub-topic 1 \(crash\): severity"),
        (TOPIC.replace("severity = 3", 'severity = "high"'), "severity is no whole number"),
        (TOPIC.replace('id = "crash"', 'id = "a/b"'), "may hold no slash"),
        (TOPIC.replace('title = {en = "Crashes", es = "Cierres"}\n', ""), "title is missing"),
        (
            TOPIC.replace('en = ["it crashes", "the app closes by itself"]\nes = ["se cierra sola"]', ""),
            "no examples",
        ),
        (TOPIC.replace('["se cierra sola"]', "[1, 2]"), r"examples\.es is no list of texts"),
        (TOPIC + TOPIC[TOPIC.index("[[sub]]") :], "'app/crash' stands twice"),
        ("id = ", "no valid TOML"),
        ('id = "app"\ntitle = "A"\ndescription = "D"\n', "no sub-topics"),
    ],
)
def test_a_wrong_topic_is_named_with_file_and_key(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(PackError, match=says):
        load_pack(write_pack(tmp_path / "p", app=text))


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (HEAD.replace("customers", "everybody"), "Use customers or workers"),
        (HEAD.replace('id = "p"\n', ""), "id is missing"),
        (HEAD + 'version = "two"\n', "version is no whole number"),
        (HEAD + "keep = [1]\n", "keep is no list"),
    ],
)
def test_a_wrong_head_is_named(tmp_path: Path, head: str, says: str) -> None:
    with pytest.raises(PackError, match=says):
        load_pack(write_pack(tmp_path / "p", head, app=TOPIC))


def test_an_unknown_pack_is_answered_with_the_known_ones() -> None:
    with pytest.raises(PackError, match="delivery-app"):
        load_pack("no-such-pack")


def test_a_folder_without_topics_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="no topics"):
        load_pack(write_pack(tmp_path / "p"))


@pytest.fixture(params=shipped_packs())
def shipped(request: pytest.FixtureRequest) -> Pack:
    return load_pack(request.param)


def test_a_shipped_pack_is_large_enough(shipped: Pack) -> None:
    assert len(shipped.topics) >= 12
    assert len(shipped.subs) >= 45


def test_a_shipped_pack_speaks_english_and_spanish(shipped: Pack) -> None:
    for sub in shipped.subs.values():
        assert {"en", "es"} <= sub.title.keys() & sub.description.keys(), sub.id
        assert len(sub.examples["en"]) >= 8, sub.id
        assert len(sub.examples["es"]) >= 4, sub.id


def test_no_example_speaks_for_two_sub_topics(shipped: Pack) -> None:
    seen: dict[str, str] = {}
    for text, sub, _ in shipped.labelled():
        assert seen.setdefault(text.casefold(), sub) == sub, text


def test_praise_and_wishes_are_no_problems(shipped: Pack) -> None:
    for sub in shipped.subs.values():
        assert sub.problem or sub.severity == 0, sub.id
