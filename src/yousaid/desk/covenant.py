"""The covenant as people read it: fourteen promises, how each is kept, and what of it this release lacks."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise in plain words. `lacks` says honestly what this release does not do ("" for nothing)."""

    id: str
    says: Lazy
    how: Lazy
    lacks: Lazy | str = ""


PROMISES: Final[tuple[Promise, ...]] = (
    Promise(
        "C1",
        _("We hold no authors."),
        _(
            "Of a post we take its words and a few facts about it from a fixed list. There is no place for a"
            " name, an account or an address of a person, in the database or in any log."
        ),
    ),
    Promise(
        "C2",
        _("No closed spaces."),
        _(
            "Nothing here logs in as a member, keeps cookies, reads direct messages or private groups. What "
            "is not public, invited by its moderators or handed over on purpose is not read."
        ),
    ),
    Promise(
        "C3",
        _("Only the product's own subjects."),
        _(
            "What is not about the topics listed above is thrown away in memory, before anything is written."
            " Some subjects are never kept, whatever the topics say; they are listed under “Never kept”. A "
            "post that mixes such a subject with a fault is thrown away whole. Nothing records why a post "
            "was not kept."
        ),
        _("A machine decides this by words and examples, and it makes mistakes in both directions."),
    ),
    Promise(
        "C4",
        _("Handed over is not overheard."),
        _(
            "Who hands something over does so on purpose, without an account and without a cookie, and can "
            "erase it again with a receipt."
        ),
        _("This release has no form to hand something over yet, so nobody is given a receipt."),
    ),
    Promise(
        "C5",
        _("Identifiers are cut out of the text before it is stored."),
        _(
            "Mail addresses, phone numbers, handles, cards and accounts, national ids, plates, order "
            "numbers, addresses and names are replaced by a word in brackets. It cannot be undone: the "
            "original is not kept."
        ),
        _("Names are the hardest to find: some slip through."),
    ),
    Promise(
        "C6",
        _("No verbatim quote leaves the building."),
        _(
            "A quote put into a search engine finds who wrote it. So whatever is published carries counts "
            "and summaries written by people, never the words of a post."
        ),
    ),
    Promise(
        "C7",
        _("No search for people."),
        _(
            "A search that only a few people's words would answer says the same as one for a word that "
            "nobody used: nothing."
        ),
    ),
    Promise(
        "C8",
        _("No small numbers in public."),
        _(
            "A number shown to everybody stands for at least ten voices and is rounded. Times are kept by "
            "the hour and shown by the day."
        ),
        _("This release publishes no counts of what was said, only rounded totals of what was not kept."),
    ),
    Promise(
        "C9",
        _("Voices are counted, not kept."),
        _(
            "To tell many people from one loud one we keep a sketch from which a count can be read, but no "
            "person. Its key is destroyed after 28 days; the number stays. Our numbers of voices are lower "
            "bounds."
        ),
        _(
            "Until then, whoever holds our database together with our keys could test whether a certain "
            "voice was counted."
        ),
    ),
    Promise(
        "C10",
        _("Text is kept for a while, then really deleted."),
        _(
            "Words are erased after the days stated above, never more than ninety; only counts stay. Deleted"
            " bytes are overwritten."
        ),
        _(
            "This release reads files that are handed to it, so it has to be told that a post was deleted "
            "elsewhere; then it is gone here and does not come back."
        ),
    ),
    Promise(
        "C11",
        _("Everything that listens is public."),
        _(
            "This page and its machine-readable twin are made from the running configuration: every source, "
            "every topic, the models, the limits, the purpose and whom to ask."
        ),
        _(
            "This release reads no live source, only files. They are let in only while this page can be "
            "fetched at its public address; a local trial has none and says so on every page."
        ),
    ),
    Promise(
        "C12",
        _("The log cannot be edited silently."),
        _(
            "Changes of configuration, imports, exports and views of text go into a log in which every line "
            "seals the one before it; its newest seal is printed here."
        ),
        _(
            "Whoever owns the database could make a whole log anew; only a seal that somebody noted "
            "elsewhere shows it."
        ),
    ),
    Promise(
        "C13",
        _("Roles, and few exports."),
        _(
            "Nobody may do anything that their role does not say, and it takes two people to change topics "
            "or limits. Exports are counts."
        ),
        _(
            "This release has no accounts and no exports: the desk answers only on the machine it runs on, "
            "to whoever uses that machine."
        ),
    ),
    Promise(
        "C14",
        _("Nobody is acted upon."),
        _(
            "There is no reply to a person, no list of people, no score of a person, and nothing here can be"
            " joined with shifts or accounts. When those who speak depend on the operator for their living, "
            "not even moods are judged."
        ),
    ),
)

#: What is never kept, whatever the topics say.
NEVER_KEPT: Final[tuple[Lazy, ...]] = (
    _("organising, unions, strikes and protests"),
    _("pay levels and working conditions (that a payment failed is a fault and may be heard)"),
    _("politics, religion, health, origin and sexuality"),
    _("contact with the press, researchers, lawyers or authorities"),
    _("complaints about a named person"),
)

#: Printed under the promises.
FORK: Final[Lazy] = _(
    "Open source can be forked, and a fork can remove all this. What we give: it is not a setting; "
    "removing it means editing marked code and losing its tests; the licence obliges whoever serves "
    "a changed version to show its source to its users; and the community can check this page and "
    "the seal of the log, and notice that they are gone."
)
