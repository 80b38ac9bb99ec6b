"""The files of matters: read strictly, every error at once with its line."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from portal.kernel.findings import Finding
from portal.kernel.locale import Locale
from portal.kernel.strict import LocaleCode, Strict
from portal.kernel.text import fold
from portal.kernel.yamlmap import Path as Place
from portal.site import SiteError, open_sheet
from portal.tickets.rules.lexicon import WordList
from portal.tickets.rules.matters import Matters

_CODE = "matters"


class MattersError(SiteError):
    """The files of matters cannot be used."""


def load_matters(*folders: Path) -> dict[Locale, Matters]:
    """Read `matters/<locale>.yml` of every locale from the first of `folders` that has it.

    Raises MattersError.
    """
    loaded: dict[Locale, Matters] = {}
    findings: list[Finding] = []
    for locale in Locale:
        paths = [folder / "matters" / f"{locale}.yml" for folder in folders]
        path = next((path for path in paths if path.exists()), paths[-1])
        read, wrong = _load(path, locale)
        findings += wrong
        if read is not None:
            loaded[locale] = read
    if findings:
        raise MattersError(findings)
    return loaded


def _load(path: Path, locale: Locale) -> tuple[Matters | None, list[Finding]]:
    sheet = open_sheet(path, _CODE)
    file = sheet.read(_MattersFile)
    if file is None:
        return None, sheet.findings
    if file.locale is not locale:
        sheet.say((), f"locale must be {locale}, as the file name")
    for at, word in file.entries():
        if not _is_folded(word):
            sheet.say(at, f"{word!r} must be folded, with a word in it")
    return (None if sheet.findings else file.freeze()), sheet.findings


def _is_folded(entry: str) -> bool:
    return fold(entry) == entry and entry == " ".join(entry.split()) and bool(entry.strip("* "))


_Entries = Annotated[list[Annotated[str, StringConstraints(min_length=2)]], Field(min_length=1)]
_Lists = dict[str, _Entries]


class _MattersFile(Strict):
    locale: LocaleCode
    matters: _Lists
    programs: _Lists
    months: _Lists

    def entries(self) -> list[tuple[Place, str]]:
        """Return every entry with its place in the file."""
        return [
            ((section, name, at), word)
            for section in ("matters", "programs", "months")
            for name, words in getattr(self, section).items()
            for at, word in enumerate(words)
        ]

    def freeze(self) -> Matters:
        """Return the words as the rules use them."""
        return Matters(
            self.locale, _frozen(self.matters), _frozen(self.programs), _frozen(self.months)
        )


def _frozen(lists: _Lists) -> dict[str, WordList]:
    return {name: WordList.of(words) for name, words in lists.items()}
