"""Grouping a whole collection at once."""

import numpy as np
import pytest

from tests.group.world import World, agreement
from yousaid.group import group_texts
from yousaid.group.state import Vector


def collection(sizes: list[int]) -> tuple[list[str], Vector, list[int]]:
    """Texts that share no words, their embeddings, and which problem each is about."""
    said = World().said(sizes)
    embeddings = np.array([one.embedding for one in said], dtype=np.float32)
    return [f"w{one.post}x" for one in said], embeddings, [one.problem for one in said]


def test_embeddings_alone_find_the_problems() -> None:
    texts, embeddings, problems = collection([60, 40, 30, 20])
    issues = group_texts(texts, embeddings=embeddings)
    assert agreement(issues, problems) > 0.9


def test_shared_words_alone_find_the_problems() -> None:
    texts = [
        f"{problem} {i}"
        for i in range(12)
        for problem in ("the card reader broke", "map shows wrong street", "voucher code expired today")
    ]
    issues = group_texts(texts, embeddings=None)
    assert agreement(issues, [i % 3 for i in range(len(texts))]) == 1.0


def test_texts_of_different_topics_never_share_an_issue() -> None:
    texts, embeddings, _ = collection([10, 10])
    topics = ["a" if i % 2 else "b" for i in range(20)]
    issues = group_texts(texts, embeddings=embeddings, topics=topics)
    assert not {i for i, t in zip(issues, topics, strict=True) if t == "a"} & {
        i for i, t in zip(issues, topics, strict=True) if t == "b"
    }


def test_the_same_words_always_go_together() -> None:
    texts, embeddings, _ = collection([30, 30])
    texts[4], texts[50] = "The MAP is wrong!", "the map is wrong"
    issues = group_texts(texts, embeddings=embeddings)
    assert issues[4] == issues[50]


def test_the_same_collection_gives_the_same_issues() -> None:
    texts, embeddings, _ = collection([300, 200, 100])
    assert group_texts(texts, embeddings=embeddings) == group_texts(texts, embeddings=embeddings)


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["one"], ["one", "", "!!"]])
def test_next_to_nothing_can_be_grouped(texts: list[str]) -> None:
    zeros = np.zeros((len(texts), 512), dtype=np.float32)
    assert len(group_texts(texts, embeddings=None)) == len(texts)
    assert len(group_texts(texts, embeddings=zeros)) == len(texts)


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        group_texts(["one", "two"], embeddings=None, topics=["a"])
    with pytest.raises(ValueError, match="length"):
        group_texts(["one", "two"], embeddings=np.zeros((1, 512), dtype=np.float32))
