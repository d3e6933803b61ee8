"""Run the checks of the covenant that can run on an installation, and note in the log how they came out."""

from collections.abc import Sequence
from typing import Final

from yousaid.config import Config
from yousaid.store import log

from . import covenant_pages as pages
from . import covenant_probes as probes
from . import covenant_scratch as scratch
from . import covenant_store as stored
from .check_home import OPERATOR
from .covenant_results import ABSENT, FAILED, NOT_RUN, OK, Check, Home, Look, run_look

#: Every look at the installation itself: promise, what is looked at, how.
LOOKS: Final[tuple[tuple[str, str, Look], ...]] = (
    ("C1", "no column of the database is about a person", stored.no_column_of_a_person),
    ("C2", "every source, set up or read, through the refusals again", stored.sources_may_be_read),
    ("C2", "no place for sessions, cookies or credentials in the database", stored.no_sessions),
    ("C3", "titles and descriptions of the topic pack", stored.pack_may_be_used),
    ("C3", "an error in the gate or behind it keeps nothing", probes.gate_fails_closed),
    ("C3", "lines that are never kept, in six languages, alone and mixed", probes.never_kept_is_dropped),
    ("C3", "lines that only look like them", probes.near_misses_are_kept),
    ("C3", "every stored text against today's words", stored.texts_may_be_kept),
    ("C5", "identifiers of seven kinds", probes.identifiers_are_cut),
    ("C5", "every stored text, redacted once more", stored.texts_are_redacted),
    ("C6", "no six words in a row of a stored text on a public page", pages.nobody_is_quoted),
    ("C7", "a search for nonsense and one for a handle find nothing", stored.nobody_is_searched_for),
    ("C7", "rare stored words are answered as nonsense is", stored.rare_words_find_nothing),
    ("C8", "numbers of the public page", pages.public_numbers_are_rounded),
    (
        "C8",
        "a public table: under ten voices, open windows, cuts off the grid",
        probes.small_cells_are_hidden,
    ),
    ("C9", "no sketch or key of a window that is over", stored.windows_that_are_over_forget),
    ("C9", "sizes of sketches and keys", stored.sketches_have_keys),
    ("C10", "no text older than the retention", stored.old_texts_are_gone),
    ("C10", "the database overwrites what is deleted", stored.deleted_bytes_are_overwritten),
    ("C11", "the public page is the configuration", pages.page_is_the_configuration),
    ("C11", "the page at its public address; a local trial says that it is one", pages.page_can_be_fetched),
    ("C12", "every entry of the log seals the one before", stored.log_is_whole),
    ("C12", "the database refuses to change the log", stored.log_is_guarded),
    ("C13", "from outside this machine only public pages", pages.desk_is_for_this_machine),
    ("C13", "no address that exports", pages.nothing_is_exported),
    ("C14", "no column to answer a person, or to join what was said with work", stored.nobody_is_acted_upon),
    ("C14", "no address to answer a person at", pages.nobody_is_answered),
    ("C14", "no mood stored where the pack is about workers", stored.workers_have_no_moods),
)
#: What there is nothing to check of yet.
MISSING: Final = (
    Check("C4", "the form to hand something over", ABSENT),
    Check("C13", "accounts and roles", ABSENT),
)


def verify(config: Config) -> list[Check]:
    """All checks of a home whose store is open, in the order of the promises. Nothing of it is changed."""
    home = Home(config)
    tried = scratch.try_out()
    checks = [run_look(promise, looked_at, look, home) for promise, looked_at, look in LOOKS]
    checks += [
        run_look(promise, looked_at, lambda _, key=key: tried[key], home)  # type: ignore[misc]
        for key, promise, looked_at in scratch.STEPS
    ]
    return sorted([*checks, *MISSING], key=lambda check: int(check.promise[1:]))


def failed(checks: Sequence[Check]) -> list[str]:
    """Promises of which a check failed, each once, in their order."""
    return list(dict.fromkeys(check.promise for check in checks if check.result == FAILED))


def unseen(checks: Sequence[Check]) -> list[str]:
    """Promises of which checks could not run and none passed: nobody knows whether they are kept."""
    passed = {check.promise for check in checks if check.result == OK}
    not_run = [check.promise for check in checks if check.result == NOT_RUN]
    return list(dict.fromkeys(promise for promise in not_run if promise not in passed))


def note(checks: Sequence[Check]) -> None:
    """Write into the log how the checks came out: numbers, and the promises of which one failed."""
    results = [check.result for check in checks]
    detail = {"passed": results.count(OK), "failed": results.count(FAILED), "not_run": results.count(NOT_RUN)}
    log.append("verify", role=OPERATOR, detail={**detail, "promises": failed(checks)})
