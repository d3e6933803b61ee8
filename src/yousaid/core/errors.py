"""Every error that yousaid raises on purpose. New ones are drawn here first.

YousaidError                 exit code 1
├── UsageError               exit code 2: the command line is wrong
├── ConfigError              yousaid.toml or the home folder
├── InputError               a file or line that was handed in
├── PackError                a topic pack
├── RefusedError             the covenant says no (an author column, a never-kept subject, ...)
├── GateError                the gate failed: the batch is dropped, never kept (fails closed)
├── StoreError               the database cannot be read or written
└── TransitionError          an issue cannot go from this state to that one
"""


class YousaidError(Exception):
    """An error with a place and a remedy, printed as one sentence each.

    place:  where it is wrong, for example "reviews.csv, line 12" ("" if everywhere).
    remedy: what to do about it ("" if nothing helps).
    """

    exit_code = 1

    def __init__(self, message: str, *, place: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        head = f"{self.place}: {self.message}" if self.place else self.message
        parts = [head.rstrip(".") + "."]
        if self.remedy:
            parts.append(self.remedy.rstrip(".") + ".")
        return " ".join(parts)


class UsageError(YousaidError):
    """The command was called wrongly."""

    exit_code = 2


class ConfigError(YousaidError):
    """The configuration or the home folder cannot be used."""


class InputError(YousaidError):
    """A file or a line that was handed in cannot be used."""


class PackError(YousaidError):
    """A topic pack is wrong."""


class RefusedError(YousaidError):
    """The covenant forbids it, whoever asks."""


class GateError(YousaidError):
    """The gate failed; what it held is dropped."""


class StoreError(YousaidError):
    """The database cannot be read or written."""


class TransitionError(YousaidError):
    """An issue cannot go from this state to that one."""
