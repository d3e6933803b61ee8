"""What is installed is whole: the built package holds every file that the program reads at run time."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house.files import ROOT, name_of, repository_files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package built from a copy of what the repository holds, fetching nothing."""
    copy = tmp_path_factory.mktemp("copy")
    for path in repository_files():
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    build = "import setuptools.build_meta as b; print(b.build_wheel('.'))"
    done = subprocess.run(
        [sys.executable, "-c", build], cwd=copy, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return copy / done.stdout.splitlines()[-1]


def test_the_package_holds_every_file_of_the_program(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        name_of(p).removeprefix("src/") for p in repository_files() if name_of(p).startswith("src/yousaid/")
    }
    assert len(wanted) > 20, "the files were not found"
    missing = sorted(wanted - held)
    assert not missing, "name these in [tool.setuptools.package-data]"


def test_the_package_carries_its_licence_and_its_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    texts = {
        name.split("/", 1)[1]: archive.read(name).decode()
        for name in archive.namelist()
        if ".dist-info/" in name
    }
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in texts["licenses/LICENSE"]
    assert "License-Expression: AGPL-3.0-or-later" in texts["METADATA"]
    assert "yousaid = yousaid.cli:main" in texts["entry_points.txt"]


def test_the_program_runs_on_its_runtime_dependencies_alone(tmp_path: Path) -> None:
    everything = """
import importlib, pkgutil, sys
sys.modules.update(dict.fromkeys(sys.argv[1:]))
import django, yousaid
django.setup()
names = [m.name for m in pkgutil.walk_packages(yousaid.__path__, "yousaid.") if m.name != "yousaid.__main__"]
for name in names:
    if ".migrations" not in name:
        importlib.import_module(name)
print(len(names))
"""
    environment = os.environ | {"YOUSAID_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "yousaid.settings"}
    done = subprocess.run(
        [sys.executable, "-c", everything, *_names_of_test_tools()],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 30, "the modules were not found"


def _names_of_test_tools() -> list[str]:
    """The modules that only constraints/dev.txt brings, without the extra for PostgreSQL."""
    locked = {
        lock: set(
            re.findall(
                r"^(\S+)==", (ROOT / f"constraints/{lock}.txt").read_text(encoding="utf-8"), re.MULTILINE
            )
        )
        for lock in ("runtime", "dev")
    }
    tools = {name for name in locked["dev"] - locked["runtime"] if not name.startswith("psycopg")}
    found = [
        module
        for module, owners in packages_distributions().items()
        if {re.sub(r"[-_.]+", "-", owner).lower() for owner in owners} <= tools
    ]
    assert {"pytest", "mypy", "hypothesis"} <= set(found), "the test tools were not found"
    return found
