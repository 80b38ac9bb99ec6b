"""The lexicon files: read strictly, every error at once with its line, into frozen words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from portal.kernel.findings import Finding
from portal.kernel.locale import Locale
from portal.kernel.text import fold
from portal.kernel.yamlmap import read_yaml
from portal.tickets.rules.lexicon import GROUPS, Lexicon, SecretWords, WordList

_CODE = "lexicon"
_SHORTEST_STEM = 3


class LexiconError(Exception):
    """A lexicon file cannot be used; `findings` says all that is wrong with it."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = tuple(findings)


def load_lexicon(path: Path) -> Lexicon:
    """Read the lexicon of one locale; raise LexiconError with every mistake in the file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError([Finding(path, 1, _CODE, f"cannot be read: {error}")]) from error
    document = read_yaml(text)
    findings = [Finding(path, p.line, _CODE, p.message) for p in document.problems]
    words = None
    try:
        words = _LexiconFile.model_validate(document.data)
    except ValidationError as error:
        for mistake in error.errors():
            at = tuple(part for part in mistake["loc"] if part != "[key]")
            name = ".".join(str(part) for part in at)
            message = f"{name}: {mistake['msg']}" if name else mistake["msg"]
            findings.append(Finding(path, document.line_of(at), _CODE, message))
    if findings or words is None:
        raise LexiconError(findings)
    return words.freeze()


def load_lexicons(*folders: Path) -> dict[Locale, Lexicon]:
    """Read `lexicon/<locale>.yml` of every locale from the first of `folders` that has it.

    Secrets and empty words are then shared, as people mix languages. Raise LexiconError.
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
    return dict(_share(loaded))


def _load_for(locale: Locale, folders: Sequence[Path]) -> Lexicon:
    paths = [folder / "lexicon" / f"{locale}.yml" for folder in folders]
    path = next((path for path in paths if path.exists()), paths[-1])
    lexicon = load_lexicon(path)
    if lexicon.locale is not locale:
        raise LexiconError([Finding(path, 1, _CODE, f"locale must be {locale}, as the file name")])
    return lexicon


def _share(loaded: dict[Locale, Lexicon]) -> Iterator[tuple[Locale, Lexicon]]:
    secrets, vague = SecretWords(), WordList()
    for lexicon in loaded.values():
        secrets, vague = secrets | lexicon.secrets, vague | lexicon.vague
    for locale, lexicon in loaded.items():
        yield locale, replace(lexicon, secrets=secrets, vague=vague)


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


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _ObjectsFile(_Strict):
    mail: _Entries
    website: _Entries
    domain: _Entries
    certificate: _Entries
    database: _Entries
    ftp: _Entries
    server: _Entries
    panel: _Entries
    billing: _Entries


class _SecretsFile(_Strict):
    cues: _Whole
    not_cues: _Whole
    links: _Whole
    weak_links: _Whole
    not_values: _Entries


class _LexiconFile(_Strict):
    locale: Annotated[Locale, Field(strict=False)]
    stop: _Entries
    noise: _Entries
    objects: _ObjectsFile
    symptoms: _Entries
    actions: _Entries
    step_actions: _Entries
    fillers: _Entries
    conjunctions: _Whole
    offensive: _Entries
    secrets: _SecretsFile

    def freeze(self) -> Lexicon:
        stop, noise = WordList.of(self.stop), WordList.of(self.noise)
        secrets = SecretWords(
            frozenset(self.secrets.cues),
            frozenset(self.secrets.not_cues),
            frozenset(self.secrets.links),
            frozenset(self.secrets.weak_links),
            WordList.of(self.secrets.not_values) | stop,
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
            conjunctions=WordList.of(self.conjunctions),
            offensive=WordList.of(self.offensive),
            secrets=secrets,
        )
