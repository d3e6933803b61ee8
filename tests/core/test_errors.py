"""An error is one or two sentences: where, what, and what to do."""

from yousaid.core import errors


def test_an_error_names_place_and_remedy() -> None:
    error = errors.InputError(
        "the column is missing", place="reviews.csv, line 1", remedy="Name it with --map"
    )
    assert str(error) == "reviews.csv, line 1: the column is missing. Name it with --map."


def test_without_place_and_remedy_it_is_one_sentence() -> None:
    assert str(errors.StoreError("the disk is full.")) == "the disk is full."


def test_every_error_is_drawn_in_the_tree() -> None:
    drawn = errors.__doc__ or ""
    for name, thing in vars(errors).items():
        if isinstance(thing, type) and issubclass(thing, errors.YousaidError):
            assert name in drawn
            assert thing.exit_code in (1, 2)
