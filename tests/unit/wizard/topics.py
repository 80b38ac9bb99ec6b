"""What ships for the start page: topics, flows, the reader of errors; and small ones for rules."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from portal.diagnostics.files import load_codes
from portal.diagnostics.rules.reading import Reader
from portal.kernel.locale import LOCALES, Locale
from portal.wizard.files.topics import load_topics
from portal.wizard.rules.topic import Guess, choose_topic
from portal.wizard.rules.topic_signs import Language, Sign, Topics
from portal.wizard.rules.topic_words import Vocabulary, read_phrase
from portal.wizard.service.start import read_of
from tests.unit.wizard.our_flows import DEFAULTS, shelf

SIGNS = DEFAULTS / "topics" / "signs.yml"
LANGUAGES = {code: DEFAULTS / "topics" / f"{code}.yml" for code in LOCALES}


@cache
def shipped() -> Topics:
    return load_topics(SIGNS, LANGUAGES)[0]


@cache
def reader() -> Reader:
    return Reader(load_codes(DEFAULTS / "error_codes.yml")[0])


def guess(text: str, locale: Locale) -> Guess:
    """Return what the start page takes `text` for."""
    read = read_of(reader().read(text))
    return choose_topic(text, shipped(), locale, shelf().flows, read)


def outcome(found: Guess) -> str:
    """Return the flow, or else what is said where none was chosen."""
    return found.flow or ("several" if found.candidates else "none")


def labelled(locale: Locale, which: str) -> list[Mapping[str, Any]]:
    """Return the judged texts of `locale`; `unseen` ones were written after the rule froze."""
    path = Path(__file__).parent / "labelled_topics" / f"{locale}.{which}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def topics(concepts: Mapping[str, list[str]], *signs: Sign) -> Topics:
    """Return English topics of these words and signs."""
    phrases = tuple(read_phrase(name, entry) for name, said in concepts.items() for entry in said)
    english = Language(
        Vocabulary(phrases),
        negations=frozenset({"not", "never"}),
        breaks=frozenset({"but"}),
        joints=frozenset({"and"}),
    )
    return Topics({Locale.EN: english}, signs)
