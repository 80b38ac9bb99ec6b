"""The provider's files for support: replies at hand, and words that no reply should hold.

They are read strictly; what has faults is left out and said with its line.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from portal.kernel.findings import Finding
from portal.kernel.locale import Locale
from portal.kernel.strict import LocaleCode, Sheet, Strict
from portal.kernel.text import fold
from portal.site import open_sheet
from portal.staff.model import Reply
from portal.staff.rules.replies import unknown_variables
from portal.staff.rules.reply_check import Concern, Phrases, pattern_of
from portal.tickets.model import Act, Missing

_SAID_TO_CUSTOMERS = (Act.REPLY, Act.ASK, Act.SOLVE)


def load_replies(path: Path, locale: Locale) -> tuple[tuple[Reply, ...], list[Finding]]:
    """Return the replies of one language, and what is wrong with the others."""
    sheet = open_sheet(path, "replies")
    file = sheet.read(_RepliesFile)
    if file is None or not _is_in(locale, file, sheet):
        return (), sheet.findings
    faults = dict(_reply_faults(file))
    for at, message in faults.items():
        sheet.say(("replies", at), message)
    good = (reply for at, reply in enumerate(file.replies) if at not in faults)
    return tuple(reply.freeze() for reply in good), sheet.findings


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
    sheet = open_sheet(path, "reply_check")
    file = sheet.read(_PhrasesFile)
    if file is None:
        return None, sheet.findings
    _is_in(locale, file, sheet)
    for section, entries in file.sections().items():
        for at, entry in enumerate(entries):
            if fold(entry) != entry or not entry.strip(" .*"):
                sheet.say((section, at), f"{entry!r} must be folded words")
    return (None if sheet.findings else file.freeze()), sheet.findings


def _is_in(locale: Locale, file: "_RepliesFile | _PhrasesFile", sheet: Sheet) -> bool:
    if file.locale is not locale:
        sheet.say((), f"locale must be {locale}, as the file name")
    return file.locale is locale


class _Reply(Strict):
    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    name: str = Field(min_length=1, max_length=80)
    text: str = Field(min_length=1, max_length=4000)
    act: Annotated[Act, Field(strict=False)] = Act.REPLY
    asks: list[Annotated[Missing, Field(strict=False)]] = Field(default_factory=list)

    def freeze(self) -> Reply:
        """Return the reply as pages use it."""
        return Reply(self.key, self.name, self.text, self.act, tuple(self.asks))


class _RepliesFile(Strict):
    locale: LocaleCode
    replies: list[_Reply]


_Entries = list[Annotated[str, StringConstraints(min_length=2)]]


class _PhrasesFile(Strict):
    locale: LocaleCode
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
