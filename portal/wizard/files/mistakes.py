"""Why a flow file has not the shape of a flow, in words its author can act on.

A guard or a rule may have one of several shapes; of the reader's errors about all of them, only
those about the shape that the author had in mind are told.
"""

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from portal.kernel.findings import Finding
from portal.kernel.yamlmap import Document
from portal.wizard.rules.issues import DataPath

_GUARD_KEYS = {
    "all": "All",
    "any": "Any",
    "not": "Not",
    "scope": "ScopeIs",
    "scope_of": "ScopeOf",
    "in": "FactIn",
    "gte": "FactAtLeast",
    "known": "FactKnown",
    "is": "FactIs",
}
_RULES = ("Rule", "Else", "PriorityRule", "PriorityElse")
_GRAMMAR = (
    "not a guard: write {fact, is|in|gte|known}, {scope, is}, {scope_of, is}, {all: […]},"
    " {any: […]} or {not: …}"
)


def findings_of(error: ValidationError, document: Document, path: Path) -> list[Finding]:
    """Return a finding for every mistake of `error`, without those of shapes nobody meant."""
    found = {_explained(detail, document.data) for detail in error.errors(include_url=False)}
    return [
        Finding(path, document.line_of(place[0]), "format", place[1]) for place in found if place
    ]


def _explained(detail: ErrorDetails, data: Any) -> tuple[DataPath, str] | None:  # noqa: ANN401
    """Return where and what, or None for a member of a union that was not meant."""
    path: DataPath = ()
    here = data
    missing = ""
    for part in detail["loc"]:
        if _is_within(here, part):
            here, path, missing = here[part], (*path, part), ""
        elif part in _RULES or part in _GUARD_KEYS.values():
            meant = _meant(str(part), here)
            if meant is None:
                return path, _GRAMMAR
            if meant != part:
                return None
        else:
            missing = f"{part}: "
    where = ".".join(str(part) for part in path)
    return path, f"{where}: {missing}{detail['msg']}" if where else f"{missing}{detail['msg']}"


def _is_within(here: Any, part: str | int) -> bool:  # noqa: ANN401
    if isinstance(here, dict):
        return part in here
    return isinstance(here, list) and isinstance(part, int) and part < len(here)


def _meant(member: str, here: Any) -> str | None:  # noqa: ANN401
    """Return the member of `member`'s union that the author of `here` had in mind."""
    keys = here if isinstance(here, dict) else {}
    if member not in _RULES:
        return next((name for key, name in _GUARD_KEYS.items() if key in keys), None)
    prefix = member.removesuffix("Else").removesuffix("Rule")
    return f"{prefix}Else" if "else" in keys else f"{prefix}Rule"
