"""What no source may be, whoever asks (covenant, C1, C2, C3, C11, C14). Each refusal says why, and what is
possible.

The rules look at the settings of a source as an operator writes them, before anything of it is read or
stored.
They hold for every kind of source, also for those that come with a later release.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from .errors import RefusedError

BASES: Final = ("public", "invited", "handed-in")
#: What the record of an invitation says: who agreed (an office, not a person), when, where the notice is,
#: until when.
AGREEMENT: Final = ("agreed_by", "agreed_on", "notice", "until")

#: Settings that would hide a source or the whole installation.
SECRECY: Final = frozenset(
    ["secret", "hidden", "covert", "silent", "unlisted", "private_page", "listed", "public_page", "announce"]
)
_CLOSED_WORDS: Final = (
    "private closed members members_only followers followers_only direct dm unlisted internal secret"
)
_CLOSED: Final = frozenset(_CLOSED_WORDS.split())
_LOGIN_WORDS: Final = (
    "login username user_name password passwd pass cookie cookies session session_id browser "
    "browser_profile profile_dir "
    "member_token user_token member_login account user otp two_factor phone_number"
)
_LOGIN: Final = frozenset(_LOGIN_WORDS.split())
_PERSON_WORDS: Final = (
    "author authors author_column handle handles user_column name_column by from follow follows "
    "people persons members "
    "employee employees couriers drivers accounts profiles watchlist roster nickname avatar"
)
_PERSON: Final = frozenset(_PERSON_WORDS.split())
#: Places that only members see, by their address.
_CLOSED_PLACE: Final = re.compile(
    r"(?i)(?:facebook\.com/groups|fb\.com/groups|chat\.whatsapp\.com|wa\.me|t\.me/(?:\+|joinchat)|telegram\.me/(?:\+|joinchat)"
    r"|discord\.(?:gg|com/(?:invite|channels))|slack\.com|teams\.(?:microsoft|live)\.com|signal\.(?:group|me)|line\.me/ti/g"
    r"|open\.kakao|groups\.google\.com/u/|vk\.com/im|messenger\.com|instagram\.com/direct|invite\.viber|groupme\.com"
    r"|zalo\.me/g|weixin|wechat)"
)
_HANDLE: Final = re.compile(
    r"(?:^|[\s(,])(?:@[A-Za-z0-9_.]{2,}|/?u/[A-Za-z0-9_-]{2,}|https?://\S*/(?:@|users?/|profile/))"
)
_OPERATOR: Final = re.compile(
    r"(?i)(?:^|[\s(-])(?:from|to|by|author|user|username|account|member|owner|involves|commenter|assignee|mentions|de|von|in"
    r"_reply_to|list|filter:follows|near|geocode):\s*\S"
)


def check_source(name: str, fields: Mapping[str, Any], *, place: str) -> None:
    """RefusedError when the settings of a source break the covenant in any profile.

    name: its id. fields: what stands in its table. place: the file, for the message.
    """
    place = f"{place}, sources.{name}"
    lower = {str(key).lower(): value for key, value in fields.items()}
    hidden = SECRECY & lower.keys()
    if hidden:
        raise RefusedError(
            f"{min(hidden)} would hide a source, and everything that listens is public (C11)",
            place=place,
            remedy="Leave it out: each source stands on /listening, with what it is and what is not "
            "kept of it",
        )
    login = _LOGIN & lower.keys()
    if login:
        raise RefusedError(
            f"{min(login)} would log in as a member, and closed spaces are not read (C2)",
            place=place,
            remedy="Register an app of your own with the platform for what is public there, or ask "
            "the moderators: "
            'a source with basis = "invited" needs their agreement and a notice in the place itself',
        )
    person = _PERSON & lower.keys()
    if person:
        raise RefusedError(
            f"{min(person)} would tell who spoke, and posts are kept without their authors (C1)",
            place=place,
            remedy="Leave it out; how many distinct people spoke is counted without keeping who (--voice)",
        )
    _check_reach(lower, place)
    _check_query(lower.get("query"), place)


def _check_reach(fields: Mapping[str, Any], place: str) -> None:
    """Nothing that only members can see."""
    words = {
        str(fields.get(key, "")).lower().replace("-", "_")
        for key in ("basis", "visibility", "audience", "reach")
    }
    address = str(fields.get("address", ""))
    if words & _CLOSED or _CLOSED_PLACE.search(address):
        raise RefusedError(
            "this is a closed space, and what is said among its members is not read (C2)",
            place=place,
            remedy="Offer the community a way to hand things over (a form, an inbox, a channel of "
            "your own), or ask its "
            'moderators for an open place with a notice: basis = "invited"',
        )
    if "@" in address.split("://", 1)[-1].split("/", 1)[0]:
        raise RefusedError(
            "the address holds a login, and nothing here logs in as a member (C2)",
            place=place,
            remedy="Give the public address alone",
        )


def _check_query(query: object, place: str) -> None:
    """No search for what single persons say."""
    if query is None:
        return
    text = str(query)
    if _OPERATOR.search(text) or _HANDLE.search(text):
        raise RefusedError(
            "this query asks for what certain people say, and people are not searched for (C7)",
            place=place,
            remedy='Search for the product and what goes wrong with it, for example: "my app" crash',
        )


def check_profile(name: str, fields: Mapping[str, Any], *, profile: str, place: str) -> None:
    """RefusedError when a source may not be read in this profile.

    In `workers` those who speak depend on the operator for their living. They are heard where they hand
    something
    over, in places whose moderators agreed, and in reviews of the operator's own app; nowhere else.
    """
    place = f"{place}, sources.{name}"
    basis = str(fields.get("basis") or "public")
    if basis == "invited":
        missing = [key for key in AGREEMENT if not str(fields.get(key) or "").strip()]
        if missing:
            raise RefusedError(
                f"an invited source needs the record of the invitation; {missing[0]} is missing (C2)",
                place=place,
                remedy=f"Write {', '.join(AGREEMENT)}: which moderators agreed, when, where the "
                f"notice stands, until when",
            )
    if profile != "workers":
        return
    if str(fields.get("query") or ""):
        raise RefusedError(
            "a pack for workers allows no search by keywords in what they say elsewhere (profile "
            "workers, C14)",
            place=place,
            remedy='Let them hand it over (basis = "handed-in") or agree with the moderators of a '
            'place (basis = "invited")',
        )
    if basis == "public" and fields.get("own_reviews") is not True:
        raise RefusedError(
            "a pack for workers hears what is handed over, invited, or reviews of your own app, and "
            "nothing else",
            place=place,
            remedy='Write basis = "handed-in", basis = "invited" with its agreement, or own_reviews = true',
        )
