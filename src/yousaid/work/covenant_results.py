"""What a check of the covenant comes to, and how one is run without ever passing by accident."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from yousaid.config import Config
from yousaid.core.errors import RefusedError, YousaidError
from yousaid.core.pack import Pack, load_pack

OK: Final = "ok"
FAILED: Final = "FAILED"
ABSENT: Final = "not in this release"
NOT_RUN: Final = "could not run"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the table. promise: "C1".."C14"; result: one of the four above; why: "" for ok."""

    promise: str
    looked_at: str
    result: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Unable:
    """What a look answers when it could not be taken: that is no pass."""

    why: str


class Home:
    """The installation that is looked at; its store is open."""

    def __init__(self, config: Config) -> None:
        self.config = config

    @cached_property
    def pack(self) -> Pack:
        """The topic pack as it stands in its files, refused or not."""
        return load_pack(self.config.pack)


#: A look at an installation: what is wrong in a sentence, "" for nothing, or why nobody can tell.
Look = Callable[[Home], str | Unable]


def run_look(promise: str, looked_at: str, look: Look, home: Home) -> Check:
    """One check. A refusal of the covenant is a failure, any other error a check that could not run.

    Of an error that is none of ours only the type is told: its message may hold somebody's words.
    """
    try:
        found = look(home)
    except RefusedError as error:
        return Check(promise, looked_at, FAILED, str(error))
    except YousaidError as error:
        return Check(promise, looked_at, NOT_RUN, str(error))
    except Exception as error:
        return Check(promise, looked_at, NOT_RUN, f"it ended with {type(error).__name__}")
    if isinstance(found, Unable):
        return Check(promise, looked_at, NOT_RUN, found.why)
    return Check(promise, looked_at, FAILED if found else OK, found)


def about(n: int) -> str:
    """How many there are, so that one cannot be told: rounded to 5, or "some"."""
    from yousaid.core.disclosure import rounded_total

    return f"about {rounded_total(n):,}" if rounded_total(n) else "a few"
