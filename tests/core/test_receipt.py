"""A receipt is read however people write it down, and a slip is found before anything is done with it."""

import random
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yousaid.core.errors import InputError
from yousaid.core.receipt import ADDITIONS, ALPHABET, new_receipt, receipt_key, receipt_keys


def made(seed: int) -> str:
    """A receipt whose chance is always the same."""
    with mock.patch("yousaid.core.receipt.secrets.randbelow", random.Random(seed).randrange):
        return new_receipt()


CODE = made(7)
CODES = st.integers(0, 1 << 32).map(made)
PLACES = st.integers(0, 19)


def plain(code: str) -> str:
    return code.replace("-", "")


def test_a_receipt_has_five_groups_of_four() -> None:
    groups = CODE.split("-")
    assert [len(group) for group in groups] == [4] * 5
    assert set("".join(groups)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("ILOU")
    assert len(ALPHABET) == 32


def test_receipts_are_random_in_every_place() -> None:
    codes = [plain(new_receipt()) for _ in range(400)]
    assert len(set(codes)) == 400
    assert all(len({code[place] for code in codes}) > 24 for place in range(20))


@given(CODES, st.data())
def test_it_is_read_however_it_is_written(code: str, data: st.DataObject) -> None:
    written = ""
    for symbol in plain(code):
        alike = {"0": "0Oo", "1": "1IiLl"}.get(symbol, symbol + symbol.lower())
        written += data.draw(st.sampled_from(alike)) + data.draw(
            st.sampled_from(["", "-", " ", "–", ".", "\n"])
        )
    assert receipt_key(f" {written} ") == receipt_key(code) == f"receipt:{plain(code)}"


@given(CODES, PLACES, st.sampled_from(ALPHABET))
def test_every_wrong_symbol_is_found(code: str, place: int, symbol: str) -> None:
    whole = plain(code)
    if whole[place] != symbol:
        with pytest.raises(InputError, match="slip"):
            receipt_key(whole[:place] + symbol + whole[place + 1 :])


@given(CODES, PLACES, PLACES)
def test_any_two_symbols_that_changed_places_are_found(code: str, one: int, other: int) -> None:
    symbols = list(plain(code))
    symbols[one], symbols[other] = symbols[other], symbols[one]
    swapped = "".join(symbols)
    if swapped != plain(code):
        with pytest.raises(InputError, match="slip") as caught:
            receipt_key(swapped)
        assert "letter by letter" in caught.value.remedy


@pytest.mark.parametrize(
    "text", ["", "7WQ0", plain(CODE)[:-1], CODE + "0", "U" * 20, "ä" * 20, "ß" * 10, "!" * 20]
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no receipt code") as caught:
        receipt_key(text)
    assert "five groups" in caught.value.remedy


@given(st.text(max_size=30))
def test_nothing_else_that_people_type_is_a_fault(text: str) -> None:
    with pytest.raises(InputError) as caught:
        receipt_key(text)
    assert len(text) < 3 or text not in str(caught.value), "a code is not repeated in messages"


def test_additions_have_keys_of_their_own() -> None:
    keys = receipt_keys(CODE)
    assert keys[0] == receipt_key(CODE)
    assert keys[1] == receipt_key(CODE, 1) == f"{keys[0]}+1"
    assert len(set(keys)) == len(keys) == ADDITIONS + 1
    for number in (-1, ADDITIONS + 1):
        with pytest.raises(InputError, match="additions at most"):
            receipt_key(CODE, number)
