"""The provider's files for support: replies at hand, and words that no reply should hold.

They are read strictly; what has faults is left out and said with its line.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from portal.kernel.findings import Finding
from portal.kernel.locale import Locale
from portal.kernel.text import fold
from portal.kernel.yamlmap import Document, read_yaml
from portal.staff.model import Reply
from portal.staff.rules.replies import unknown_variables
from portal.staff.rules.reply_check import Concern, Phrases, pattern_of
from portal.tickets.model import Act, Missing

M = TypeVar("M", bound=BaseModel)

_SAID_TO_CUSTOMERS = (Act.REPLY, Act.ASK, Act.SOLVE)


def load_replies(path: Path, locale: Locale) -> tuple[tuple[Reply, ...], list[Finding]]:
    """Return the replies of one language, and what is wrong with the others."""
    code = "replies"
    document, findings = _read(path, code)
    file = _parse(_RepliesFile, document, path, findings, code) if document else None
    if file is None or document is None:
        return (), findings
    if file.locale is not locale:
        findings.append(Finding(path, 1, code, f"locale must be {locale}, as the file name"))
        return (), findings
    faults = dict(_reply_faults(file))
    for at, message in faults.items():
        findings.append(Finding(path, document.line_of(("replies", at)), code, message))
    good = (reply for at, reply in enumerate(file.replies) if at not in faults)
    return tuple(reply.freeze() for reply in good), findings


def _reply_faults(file: "_RepliesFile") -> Iterator[tuple[int, str]]:
    seen = set[str]()
    for at, reply in enumerate(file.replies):
        unknown = unknown_variables(reply.text)
        if unknown:
            yield at, f"{reply.key}: nothing stands for {{{unknown[0]}}}"
        elif reply.key in seen:
            yield at, f"{reply.key}: the key is there twice"
        elif reply.act not in _SAID_TO_CUSTOMERS:
            yield at, f"{reply.key}: a note is no reply"
        seen.add(reply.key)


def load_phrases(path: Path, locale: Locale) -> tuple[Phrases | None, list[Finding]]:
    """Return what no reply of one language should hold; None where the file cannot be used."""
    code = "reply_check"
    document, findings = _read(path, code)
    file = _parse(_PhrasesFile, document, path, findings, code) if document else None
    if file is None or document is None:
        return None, findings
    if file.locale is not locale:
        findings.append(Finding(path, 1, code, f"locale must be {locale}, as the file name"))
    for section, entries in file.sections().items():
        for at, entry in enumerate(entries):
            if fold(entry) != entry or not entry.strip(" .*"):
                line = document.line_of((section, at))
                findings.append(Finding(path, line, code, f"{entry!r} must be folded words"))
    return (None if findings else file.freeze()), findings


def _read(path: Path, code: str) -> tuple[Document | None, list[Finding]]:
    try:
        document = read_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return None, [Finding(path, 1, code, f"cannot be read: {error}")]
    return document, [Finding(path, p.line, code, p.message) for p in document.problems]


def _parse(
    kind: type[M], document: Document, path: Path, findings: list[Finding], code: str
) -> M | None:
    try:
        return kind.model_validate(document.data)
    except ValidationError as error:
        for mistake in error.errors():
            at: tuple[Any, ...] = tuple(part for part in mistake["loc"] if part != "[key]")
            name = ".".join(str(part) for part in at)
            findings.append(Finding(path, document.line_of(at), code, f"{name}: {mistake['msg']}"))
    return None


class _File(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Reply(_File):
    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    name: str = Field(min_length=1, max_length=80)
    text: str = Field(min_length=1, max_length=4000)
    act: Annotated[Act, Field(strict=False)] = Act.REPLY
    asks: list[Annotated[Missing, Field(strict=False)]] = Field(default_factory=list)

    def freeze(self) -> Reply:
        """Return the reply as pages use it."""
        return Reply(self.key, self.name, self.text, self.act, tuple(self.asks))


class _RepliesFile(_File):
    locale: Annotated[Locale, Field(strict=False)]
    replies: list[_Reply]


_Entries = list[Annotated[str, StringConstraints(min_length=2)]]


class _PhrasesFile(_File):
    locale: Annotated[Locale, Field(strict=False)]
    price: _Entries
    time: _Entries
    person: _Entries
    lost: _Entries
    harmless: _Entries = Field(default_factory=list)

    def sections(self) -> dict[str, list[str]]:
        """Return every list of the file by its name."""
        return {**{c.value: getattr(self, c.value) for c in _LISTED}, "harmless": self.harmless}

    def freeze(self) -> Phrases:
        """Return the words as the rule uses them."""
        found = {concern: pattern_of(getattr(self, concern.value)) for concern in _LISTED}
        return Phrases(found, pattern_of(self.harmless))


_LISTED = (Concern.PRICE, Concern.TIME, Concern.PERSON, Concern.LOST)
