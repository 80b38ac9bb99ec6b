"""The lexicon files: read strictly, every error at once with its line, into frozen words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from portal.kernel.findings import Finding
from portal.kernel.locale import Locale
from portal.kernel.strict import LocaleCode, Strict
from portal.kernel.text import fold, words
from portal.site import SiteError, open_sheet
from portal.tickets.rules.lexicon import (
    GROUPS,
    Lexicon,
    PressureWords,
    SecretWords,
    SplitWords,
    WordList,
)

_CODE = "lexicon"
_SHORTEST_STEM = 3


class LexiconError(SiteError):
    """A lexicon file cannot be used."""


def load_lexicon(path: Path, offensive: Path | None = None) -> Lexicon:
    """Read the lexicon of one locale; raise LexiconError with every mistake in the file.

    `offensive` is a list of words made by others.
    """
    sheet = open_sheet(path, _CODE)
    file = sheet.read(_LexiconFile)
    if sheet.findings or file is None:
        raise LexiconError(sheet.findings)
    return file.freeze(_lines(offensive) if offensive else [])


def load_lexicons(*folders: Path) -> dict[Locale, Lexicon]:
    """Read `lexicon/<locale>.yml` of every locale from the first of `folders` that has it.

    Beside it stand `offensive/<locale>.txt`, a list made by others, and `letters.txt`. Secrets
    and empty words are then shared, as people mix languages. Raise LexiconError.
    """
    loaded: dict[Locale, Lexicon] = {}
    findings: list[Finding] = []
    for locale in Locale:
        try:
            loaded[locale] = _load_for(locale, folders)
        except LexiconError as error:
            findings += error.findings
    if findings:
        raise LexiconError(findings)
    letters = frozenset(_letters(_first_of(folders, "letters.txt")))
    return dict(_share(loaded, letters))


def _load_for(locale: Locale, folders: Sequence[Path]) -> Lexicon:
    path = _first_of(folders, f"{locale}.yml")
    lexicon = load_lexicon(path, _first_of(folders, f"offensive/{locale}.txt"))
    if lexicon.locale is not locale:
        raise LexiconError([Finding(path, 1, _CODE, f"locale must be {locale}, as the file name")])
    return lexicon


def _first_of(folders: Sequence[Path], name: str) -> Path:
    paths = [folder / "lexicon" / name for folder in folders]
    return next((path for path in paths if path.exists()), paths[-1])


def _lines(path: Path) -> list[str]:
    """Return the lines of a plain list, without its comments."""
    lines = _read(path).splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _letters(path: Path) -> Iterator[str]:
    for line in _lines(path):
        two, _, thirds = line.partition(" ")
        yield from (two + third for third in thirds)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError([Finding(path, 1, _CODE, f"cannot be read: {error}")]) from error


def _share(
    loaded: dict[Locale, Lexicon], letters: frozenset[str]
) -> Iterator[tuple[Locale, Lexicon]]:
    secrets, vague = SecretWords(), WordList()
    for lexicon in loaded.values():
        secrets, vague = secrets | lexicon.secrets, vague | lexicon.vague
    for locale, lexicon in loaded.items():
        yield locale, replace(lexicon, secrets=secrets, vague=vague, letters=letters)


def _check_folded(entry: str) -> str:
    if entry != " ".join(entry.split()) or fold(entry) != entry:
        raise ValueError(f"{entry!r} must be folded (lower case, no accents), with single blanks")
    word = entry.removesuffix("*")
    if "*" in word or not word:
        raise ValueError(f"{entry!r}: an asterisk stands at the end of a stem only")
    if word != entry and len(word) < _SHORTEST_STEM:
        raise ValueError(f"{entry!r}: a stem this short catches innocent words; list the forms")
    return entry


def _check_whole(entry: str) -> str:
    if entry.endswith("*"):
        raise ValueError(f"{entry!r}: only whole words and phrases here")
    return entry


def _check_unique(entries: list[str]) -> list[str]:
    twice = sorted({entry for entry in entries if entries.count(entry) > 1})
    if twice:
        raise ValueError(f"listed twice: {', '.join(twice)}")
    return entries


_Entry = Annotated[str, AfterValidator(_check_folded)]
_Entries = Annotated[list[_Entry], Field(min_length=1), AfterValidator(_check_unique)]
_Whole = Annotated[
    list[Annotated[_Entry, AfterValidator(_check_whole)]],
    Field(min_length=1),
    AfterValidator(_check_unique),
]


_MaybeNone = Annotated[
    list[Annotated[_Entry, AfterValidator(_check_whole)]], AfterValidator(_check_unique)
]


class _ObjectsFile(Strict):
    mail: _Entries
    website: _Entries
    domain: _Entries
    certificate: _Entries
    database: _Entries
    ftp: _Entries
    server: _Entries
    panel: _Entries
    access: _Entries
    billing: _Entries


class _SecretsFile(Strict):
    cues: _Whole
    not_cues: _Whole
    links: _Whole
    weak_links: _Whole
    not_values: _Entries
    qualifiers: _Whole
    pairs: _Whole
    reverse_links: _Whole


class _PressureFile(Strict):
    phrases: _Entries
    demands: _Entries
    haste: _Whole
    negations: _Whole


class _SplitFile(Strict):
    conjunctions: _Whole
    failing: _Entries
    another: _Entries
    adding: _Whole
    consequence: _Whole
    wish: _Entries
    in_passing: _Entries
    prepositions: _Whole


class _LexiconFile(Strict):
    locale: LocaleCode
    stop: _Entries
    noise: _Entries
    objects: _ObjectsFile
    symptoms: _Entries
    actions: _Entries
    step_actions: _Entries
    fillers: _Entries
    offensive: _Entries
    innocent: _Whole
    accented: _MaybeNone
    pressure: _PressureFile
    split: _SplitFile
    secrets: _SecretsFile

    def freeze(self, offensive: Sequence[str]) -> Lexicon:
        stop, noise = WordList.of(self.stop), WordList.of(self.noise)
        secrets = SecretWords(
            frozenset(self.secrets.cues),
            frozenset(self.secrets.not_cues),
            frozenset(self.secrets.links),
            frozenset(self.secrets.weak_links),
            WordList.of(self.secrets.not_values) | stop,
            frozenset(self.secrets.qualifiers),
            frozenset(self.secrets.pairs),
            frozenset(self.secrets.reverse_links),
        )
        return Lexicon(
            locale=self.locale,
            stop=stop,
            noise=noise,
            vague=stop | noise,
            objects=tuple((name, WordList.of(getattr(self.objects, name))) for name in GROUPS),
            symptoms=WordList.of(self.symptoms),
            actions=WordList.of(self.actions),
            step_actions=WordList.of(self.step_actions),
            fillers=WordList.of(self.fillers),
            offensive=WordList.of(self.offensive) | self._taken_over(offensive),
            secrets=secrets,
            split=SplitWords(**_lists(self.split)),
            pressure=PressureWords(**_lists(self.pressure)),
            offensive_typed=self._accented(offensive),
        )

    def _accented(self, offensive: Sequence[str]) -> WordList:
        return WordList.of(w.casefold() for w in offensive if fold(w) in self.accented)

    def _taken_over(self, offensive: Sequence[str]) -> WordList:
        folded = {" ".join(words(entry)) for entry in offensive}
        return WordList.of(folded - {*self.innocent, *self.accented})


def _lists(file: BaseModel) -> dict[str, WordList]:
    return {name: WordList.of(getattr(file, name)) for name in type(file).model_fields}
