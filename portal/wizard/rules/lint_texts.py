"""L08 and the texts of L06, L15 and L16: every locale, the same placeholders, short hints."""

import re
from collections.abc import Iterator

from portal.kernel.locale import Locale
from portal.wizard.model import Choice, Flow, Task
from portal.wizard.rules.issues import Issue
from portal.wizard.rules.walk import Said, texts_of
from portal.wizard.rules.words import PLACEHOLDER

MAX_HINT = 100
MAX_OPTIONS = 8
_LOCALES = {locale.value for locale in Locale}
_LINK = re.compile(r"https?:|www\.|<a\b|\]\(")
_NAME_WORDS = 3
"""A text of so few words, all with a capital or a figure, may be a name or a code: the same
everywhere ("Apple Mail", "Error 508")."""


def lint(flow: Flow) -> Iterator[Issue]:
    """Yield what is wrong with words, and with the number of options."""
    if set(flow.locales) != _LOCALES:
        yield Issue("L08", ("locales",), f"the locales are {', '.join(sorted(_LOCALES))}")
    for said in texts_of(flow):
        yield from _translated(said)
        yield from _placeholders(flow, said)
        if said.path[-1] == "hint":
            yield from _hint(said)
    for name, node in flow.nodes.items():
        if isinstance(node, Choice | Task) and len(node.options) > MAX_OPTIONS:
            message = f"{len(node.options)} options: at most {MAX_OPTIONS} can be compared"
            yield Issue("L16", ("nodes", name, "options"), message)


def _translated(said: Said) -> Iterator[Issue]:
    missing = sorted(_LOCALES - said.text.keys())
    strange = sorted(said.text.keys() - _LOCALES)
    if missing or strange:
        message = f"missing: {', '.join(missing) or '-'}; not a locale: {', '.join(strange) or '-'}"
        yield Issue("L08", said.path, message)
    first: dict[str, str] = {}
    for locale, words in said.text.items():
        if not words.strip():
            yield Issue("L08", (*said.path, locale), "the text is empty")
        elif words in first and not _is_name(words):
            message = f"the same words as in {first[words]!r}: not translated?"
            yield Issue("L08", (*said.path, locale), message)
        first.setdefault(words, locale)


def _is_name(words: str) -> bool:
    parts = words.split()
    return len(parts) <= _NAME_WORDS and not any(part[0].islower() for part in parts)


def _placeholders(flow: Flow, said: Said) -> Iterator[Issue]:
    named = {locale: set(PLACEHOLDER.findall(words)) for locale, words in said.text.items()}
    every = set[str]().union(*named.values())
    for locale, names in named.items():
        if names != every:
            message = f"lacks the placeholder {', '.join(sorted(every - names))}"
            yield Issue("L08", (*said.path, locale), message)
    for name in sorted(every):
        fact = flow.facts.get(name)
        if fact is None:
            yield Issue("L06", said.path, f"the fact {name!r} is not declared")
        elif fact.private:
            yield Issue("L15", said.path, f"{name!r} is private and cannot stand in a text")
        elif fact.type in {"enum", "scope"}:
            yield Issue("L08", said.path, f"the values of {name!r} are ids, not words")


def _hint(said: Said) -> Iterator[Issue]:
    for locale, words in said.text.items():
        if len(words) > MAX_HINT:
            message = f"a hint of {len(words)} characters: at most {MAX_HINT}"
            yield Issue("L16", (*said.path, locale), message)
        if _LINK.search(words):
            yield Issue("L16", (*said.path, locale), "a hint carries no link")
