"""The provider's data files, read strictly: every mistake at once, each with its line.

Who reads a file describes its shape by models on `Strict`, and asks a `Sheet` for the values. A
mistake never raises: what is wrong stands in the sheet's findings.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from portal.kernel.findings import Finding, Level
from portal.kernel.locale import LOCALES, Locale
from portal.kernel.yamlmap import Document, read_yaml
from portal.kernel.yamlmap import Path as Place

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A text with something in it."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""What a thing is called in addresses, such as the key of an article."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
"""What a thing is called inside files, such as a node of a flow."""

LocaleCode = Annotated[Locale, Field(strict=False)]
"""A locale as files write it; strict mode takes no string for an enum."""

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


def _complete(said: dict[Locale, T]) -> dict[Locale, T]:
    """Refuse what lacks a locale: its pages would fail only when somebody reads them."""
    missing = [locale for locale in LOCALES if locale not in said]
    if missing:
        raise ValueError(f"lacks {', '.join(missing)}")
    return said


InEvery = Annotated[dict[LocaleCode, T], AfterValidator(_complete)]
"""The same thing in every locale."""

Texts = InEvery[Text]
"""One text in every locale."""


class Strict(BaseModel):
    """A part of a data file: a key that nobody knows is a mistake, and no type is guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


@dataclass
class Sheet:
    """One data file on its way to values, and what was found wrong in it so far."""

    path: PurePath
    code: str
    document: Document = field(default_factory=lambda: Document(None))
    findings: list[Finding] = field(default_factory=list)

    @property
    def data(self) -> object:
        """What the file holds, of whatever shape; None where it could not be read."""
        return self.document.data

    def say(
        self, place: Place, message: str, level: Level = Level.ERROR, code: str | None = None
    ) -> None:
        """Note that `message` is wrong at `place`."""
        line = self.document.line_of(place)
        self.findings.append(Finding(self.path, line, code or self.code, message, level))

    def mapping(self, expected: str) -> dict[str, Any] | None:
        """Return the file's keys and values; None, and `expected` said, where it has none."""
        if isinstance(self.data, dict):
            return self.data
        if not self.findings:  # else it could not be read
            self.say((), expected)
        return None

    def read(self, model: type[M]) -> M | None:
        """Return the whole file as `model`, or None where it has another shape."""
        if self.data is None and self.findings:  # said already: it could not be read
            return None
        return self.read_part(model, self.data, ())

    def read_part(self, model: type[M], value: object, place: Place, name: str = "") -> M | None:
        """Return `value`, which stands at `place`, as `model`, or None; `name` is said first."""
        try:
            return model.model_validate(value)
        except ValidationError as error:
            for inside, message in mistakes(error):
                said = f"{name}: {message}" if name else message
                self.say((*place, *inside), said)
            return None


@dataclass(frozen=True)
class Fault:
    """What is wrong in the entry at position `entry` of a list, and in which `part` of it."""

    entry: int
    part: Place
    message: str


def name_of(value: object) -> str:
    """Return what a mistake calls an entry of a list: its id, where it has one."""
    return str(value.get("id") or "entry") if isinstance(value, dict) else "entry"


def read_sheet(text: str, path: PurePath, code: str) -> Sheet:
    """Return the file at `path`, which holds `text`; its findings are said under `code`."""
    document = read_yaml(text)
    findings = [Finding(path, p.line, code, p.message) for p in document.problems]
    return Sheet(path, code, document, findings)


def mistakes(error: ValidationError) -> Iterator[tuple[Place, str]]:
    """Yield every mistake of `error`: where it stands, and a sentence that names the place."""
    for fault in error.errors(include_url=False, include_context=False):
        place = tuple(part for part in fault["loc"] if part != "[key]")
        said = fault["msg"].removeprefix("Value error, ")
        where = ".".join(str(part) for part in place)
        yield place, f"{where}: {said}" if where else said
