"""What keeps a notice or an update from being kept or published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.locale import LOCALES, Locale
from portal.kernel.promises import find_promises
from portal.notices.model import Facts, Kind, Words

LONGEST_TITLE = 140
LONGEST_TEXT = 5000
_CLOCKS_DIFFER = timedelta(minutes=5)


class Fault(StrEnum):
    """What is wrong; the interface puts it in words."""

    NO_TITLE = "no_title"
    TITLE_ALONE = "title_alone"
    TEXT_ALONE = "text_alone"
    LONG = "long"
    NO_TEXT = "no_text"
    PROMISE = "promise"
    NO_REASON = "no_reason"
    NO_SINCE = "no_since"
    NOT_YET = "not_yet"
    NO_END = "no_end"
    END_FIRST = "end_first"
    NO_PRODUCT = "no_product"


@dataclass(frozen=True)
class Problem:
    """Something wrong with a field; `words` quotes what it is about."""

    field: str
    fault: Fault
    words: str = ""


def find_problems(facts: Facts, now: datetime, *, excused: bool = False) -> list[Problem]:
    """Return what is wrong with what a notice says, in the order of its form.

    `excused`: a person says, with a reason on the record, that what looks like an estimate of
    when it will be solved is none (R5). The times of planned work are facts.
    """
    texts = [*_text_problems(facts)]
    is_fact = excused or facts.kind is Kind.PLANNED
    promises = [] if is_fact else [*_promises("title", facts.title), *_promises("text", facts.text)]
    products = [] if facts.products else [Problem("products", Fault.NO_PRODUCT)]
    return [*texts, *promises, *_time_problems(facts, now), *products]


def find_update_problems(text: Words, *, excused: bool = False) -> list[Problem]:
    """Return what is wrong with the words of an update; the same rule for planned work (R5)."""
    if not any(text.values()):
        return [Problem(f"update-{LOCALES[0]}", Fault.NO_TEXT)]
    long = [
        Problem(f"update-{code}", Fault.LONG) for code in text if len(text[code]) > LONGEST_TEXT
    ]
    return [*long, *([] if excused else _promises("update", text))]


def _text_problems(facts: Facts) -> Iterator[Problem]:
    if not any(facts.title.values()) and not any(facts.text.values()):
        yield Problem(f"title-{LOCALES[0]}", Fault.NO_TITLE)
    for code in LOCALES:
        title, text = facts.title.get(code, ""), facts.text.get(code, "")
        if text and not title:
            yield Problem(f"title-{code}", Fault.TEXT_ALONE)
        if title and not text:
            yield Problem(f"text-{code}", Fault.TITLE_ALONE)
        if len(title) > LONGEST_TITLE:
            yield Problem(f"title-{code}", Fault.LONG)
        if len(text) > LONGEST_TEXT:
            yield Problem(f"text-{code}", Fault.LONG)


def _time_problems(facts: Facts, now: datetime) -> Iterator[Problem]:
    if facts.kind is Kind.INCIDENT:
        if facts.since > now + _CLOCKS_DIFFER:
            yield Problem("since", Fault.NOT_YET)
    elif facts.ends_at is None:
        yield Problem("ends", Fault.NO_END)
    elif facts.ends_at <= facts.since:
        yield Problem("ends", Fault.END_FIRST)


def _promises(field: str, text: Words) -> Iterator[Problem]:
    for code in LOCALES:
        for sentence in find_promises(text.get(code, ""), Locale(code)):
            yield Problem(f"{field}-{code}", Fault.PROMISE, sentence)
