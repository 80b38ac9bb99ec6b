"""The catalogue that is shipped, and a reader of it, made once."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portal.diagnostics.files import load_codes
from portal.diagnostics.model.codes import Codes, ErrorCode
from portal.diagnostics.model.readings import Reading
from portal.diagnostics.rules.reading import Reader
from portal.site import DEFAULTS

FILE = DEFAULTS / "error_codes.yml"
OURS = ("faro.example",)


@cache
def codes() -> Codes:
    """Return the shipped catalogue."""
    return load_codes(FILE)[0]


@cache
def reader() -> Reader:
    """Return a reader of the shipped catalogue."""
    return Reader(codes())


def read(text: str) -> Reading:
    """Return what `text` says by the shipped catalogue."""
    return reader().read(text, ours=OURS)


def entry(name: str) -> ErrorCode:
    """Return the shipped entry called `name`."""
    found = codes().find(name)
    assert found is not None
    return found


def samples(name: str) -> Any:
    """Return the samples in the file `name` beside this one."""
    return yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
