"""The source of exactly what runs here, for whoever is listened to (AGPL, section 13)."""

import io
import tarfile
from importlib.metadata import files
from pathlib import Path

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

import yousaid

PACKAGE = Path(yousaid.__file__).parent
TOP = PACKAGE.parents[1]
BESIDE = ("LICENSE", "NOTICE", "README.md", "pyproject.toml", "Makefile", "constraints")


def archive() -> bytes:
    """The package as it is installed, with its licence and what builds it where that is there, as .tar.gz."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=6) as tar:
        tar.add(PACKAGE, "yousaid/src/yousaid", filter=_public)
        if (TOP / "pyproject.toml").is_file():
            for name in BESIDE:
                tar.add(TOP / name, f"yousaid/{name}", filter=_public)
        else:
            for path in files("yousaid") or ():
                if path.name in BESIDE:
                    tar.add(str(path.locate()), f"yousaid/{path.name}", filter=_public)
    return packed.getvalue()


def _public(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Without bytecode, and without the names of this machine's accounts."""
    if "__pycache__" in member.name:
        return None
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


@require_safe
def source(request: HttpRequest) -> FileResponse:
    """Download the source."""
    name = f"yousaid-{yousaid.__version__}-as-it-runs-here.tar.gz"
    return FileResponse(io.BytesIO(archive()), as_attachment=True, filename=name)
