"""The mapping file: what a provider decides about the move.

categories: {"Old name or folder": our-category}, category: for what has none, owner: of all
articles, languages: {pt: es}, skip: [blog/*].
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from portal.importing.model import Wishes
from portal.kernel.errors import Invalid
from portal.kernel.strict import LocaleCode, Strict, Text, read_sheet

_Category = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]


class _File(Strict):
    categories: dict[Text, _Category] = Field(default_factory=dict)
    category: _Category | None = None
    owner: str = ""
    languages: dict[str, LocaleCode] = Field(default_factory=dict)
    skip: list[Text] = Field(default_factory=list)


def load_wishes(path: Path | None) -> Wishes:
    """Return what the mapping file at `path` says. Raises Invalid with all that is wrong in it."""
    if path is None:
        return Wishes()
    try:
        sheet = read_sheet(path.read_text(encoding="utf-8"), path, "mapping")
    except UnicodeDecodeError as error:
        raise Invalid(f"{path}: is not UTF-8") from error
    found = sheet.read(_File)
    if found is None or sheet.findings:
        raise Invalid("\n".join(str(finding) for finding in sheet.findings) or f"{path}: is empty")
    return Wishes(
        categories=found.categories,
        category=found.category or "",
        owner=found.owner,
        languages=found.languages,
        skip=tuple(found.skip),
    )
