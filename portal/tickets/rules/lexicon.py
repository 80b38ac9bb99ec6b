"""The words that the text checks know: data of a locale, and how a text is matched with it.

An entry is folded: `correo` is that word, `correo*` every word that begins so (Czech and
Spanish inflect), `no puedo` and `no pued*` are words in a row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from typing_extensions import override

from portal.kernel.locale import Locale

GROUPS = (
    "mail",
    "website",
    "domain",
    "certificate",
    "database",
    "ftp",
    "server",
    "panel",
    "access",
    "billing",
)
"""The service groups whose objects a lexicon names."""

ACCESS = "access"
"""Accounts, passwords, links: things that belong to any of the others, never a problem apart."""


@dataclass(frozen=True)
class WordList:
    """Entries as the data file has them."""

    entries: frozenset[str] = frozenset()

    @classmethod
    def of(cls, entries: Iterable[str]) -> "WordList":
        """Return the list of `entries`, each a word, a `stem*` or a phrase."""
        return cls(frozenset(entries))

    def __or__(self, other: "WordList") -> "WordList":
        return WordList(self.entries | other.entries)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(e for e in self.entries if " " not in e and not e.endswith("*"))

    @cached_property
    def _stems(self) -> tuple[str, ...]:
        return tuple(e[:-1] for e in sorted(self.entries) if " " not in e and e.endswith("*"))

    @cached_property
    def _phrases(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        by_first: dict[str, tuple[tuple[str, ...], ...]] = {}
        for entry in sorted(e for e in self.entries if " " in e):
            first, *rest = entry.split()
            by_first[first] = (*by_first.get(first, ()), tuple(rest))
        return by_first

    def has(self, token: str) -> bool:
        """Return whether the folded word `token` is in the list by itself."""
        return token in self._words or token.startswith(self._stems)

    def covered(self, tokens: Sequence[str]) -> frozenset[int]:
        """Return the positions of `tokens` that an entry matches, alone or as part of a phrase."""
        found: set[int] = set()
        for at, token in enumerate(tokens):
            if self.has(token):
                found.add(at)
            for rest in self._phrases.get(token, ()):
                if _continues(rest, tokens[at + 1 : at + 1 + len(rest)]):
                    found.update(range(at, at + 1 + len(rest)))
        return frozenset(found)

    def occurs_in(self, tokens: Sequence[str]) -> bool:
        """Return whether any entry matches somewhere in `tokens`."""
        return bool(self.covered(tokens))


def _continues(rest: tuple[str, ...], tokens: Sequence[str]) -> bool:
    if len(tokens) != len(rest):
        return False
    return all(
        token.startswith(entry[:-1]) if entry.endswith("*") else token == entry
        for entry, token in zip(rest, tokens, strict=True)
    )


@dataclass(frozen=True)
class SecretWords:
    """How people announce a password: "mi clave es …", "heslo: …".

    `not_cues` are phrases that look like a cue ("palabra clave"), `weak_links` lead to other
    things too ("changed it to …"), `not_values` are words that follow innocently ("is wrong").
    """

    cues: frozenset[str] = frozenset()
    not_cues: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    weak_links: frozenset[str] = frozenset()
    not_values: WordList = WordList()
    qualifiers: frozenset[str] = frozenset()
    pairs: frozenset[str] = frozenset()
    reverse_links: frozenset[str] = frozenset()

    def __or__(self, other: "SecretWords") -> "SecretWords":
        return SecretWords(
            self.cues | other.cues,
            self.not_cues | other.not_cues,
            self.links | other.links,
            self.weak_links | other.weak_links,
            self.not_values | other.not_values,
            self.qualifiers | other.qualifiers,
            self.pairs | other.pairs,
            self.reverse_links | other.reverse_links,
        )


@dataclass(frozen=True)
class PressureWords:
    """How people press: "I already told you", or a demand with a word of haste beside it.

    A demand behind one of `negations` is none: "the server does not answer now".
    """

    phrases: WordList = WordList()
    demands: WordList = WordList()
    haste: WordList = WordList()
    negations: WordList = WordList()


@dataclass(frozen=True)
class SplitWords:
    """What tells two problems from one (R8).

    `failing` says that something does not work, `another` announces a second problem, `adding`
    that more comes, `consequence` begins what came of the first, `wish` asks for more than that
    it works. Things `in_passing` are nobody's problem: the message that a page shows. Behind
    `prepositions` comes where something goes, not what else fails.
    """

    conjunctions: WordList = WordList()
    failing: WordList = WordList()
    another: WordList = WordList()
    adding: WordList = WordList()
    consequence: WordList = WordList()
    wish: WordList = WordList()
    in_passing: WordList = WordList()
    prepositions: WordList = WordList()


@dataclass(frozen=True, repr=False)
class Lexicon:
    """A locale's words; `secrets` and `vague` know every locale's, people mix languages.

    `stop` binds a sentence, `noise` says nothing about a problem, `vague` is both, anywhere.
    `objects` are the things we host, by service group. `actions` ask for something,
    `step_actions` are what one does before a screen. `offensive_typed` counts only with its
    accents (`coño`, not `cono`). `letters` are the threes of letters that words are made of.
    """

    locale: Locale
    stop: WordList
    noise: WordList
    vague: WordList
    objects: tuple[tuple[str, WordList], ...]
    symptoms: WordList
    actions: WordList
    step_actions: WordList
    fillers: WordList
    offensive: WordList
    secrets: SecretWords
    split: SplitWords = SplitWords()
    pressure: PressureWords = PressureWords()
    offensive_typed: WordList = WordList()
    letters: frozenset[str] = frozenset()

    @override
    def __repr__(self) -> str:
        return f"Lexicon({self.locale})"  # thousands of words help nobody in a traceback

    @cached_property
    def object_words(self) -> WordList:
        """The objects of all service groups."""
        return WordList(frozenset().union(*(words.entries for _, words in self.objects)))
