"""`yousaid covenant`: verify."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from yousaid.core.errors import RefusedError

from .homes import open_home
from .options import home_option

if TYPE_CHECKING:
    from yousaid.work.covenant_results import Check


@click.group()
def covenant() -> None:
    """The promises to the people who are listened to, and whether they are kept here.

    \b
    Example:
      yousaid covenant verify
    """


@covenant.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON line a check.")
@home_option
def verify(as_json: bool, home: str | None) -> None:
    """Run every check that can run on an installation, and note in its log how they came out.

    Nothing is changed but that entry of the log: what has to write does so in a folder of its own. The exit
    code is 1 when a check failed, or when nothing of a promise could be checked at all.

    \b
    Example:
      yousaid covenant verify --home my-desk
      yousaid covenant verify --json
    """
    config = open_home(home)
    from yousaid.work import verify_covenant

    checks = verify_covenant.verify(config)
    for check in checks:
        click.echo(json.dumps(asdict(check), ensure_ascii=False) if as_json else _line(check))
    verify_covenant.note(checks)
    failed, unseen = verify_covenant.failed(checks), verify_covenant.unseen(checks)
    if failed or unseen:
        what = [f"{', '.join(failed)} failed"] if failed else []
        what += [f"nothing of {', '.join(unseen)} could be checked"] if unseen else []
        raise RefusedError(
            " and ".join(what),
            place=f"the covenant of {config.home}",
            remedy="The lines above say what was found, docs/how-to/verify-an-installation.md what to do",
        )
    if not as_json:
        click.echo(_sum(checks))


def _line(check: "Check") -> str:
    head = f"{check.promise:<4} {check.result:<19} {check.looked_at}"
    return f"{head}: {check.why}" if check.why else head


def _sum(checks: "list[Check]") -> str:
    from yousaid.work.covenant_results import NOT_RUN, OK

    results = [check.result for check in checks]
    line = f"{results.count(OK)} checks passed"
    n = results.count(NOT_RUN)
    return f"{line}, {n} could not run." if n else f"{line}."
