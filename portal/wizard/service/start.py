"""What visitors say in their own words before any question, and where it leads.

The words stay on the server, with their secrets masked, under the browser's secret; no address
holds them. They go along into the flows that the visitor begins with them, and into the ticket.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import zip_longest

from portal.diagnostics.model.readings import Part, Reading
from portal.diagnostics.service import ErrorReader
from portal.kernel.locale import Locale
from portal.kernel.text import clip, strip_controls
from portal.wizard.model import Find
from portal.wizard.rules.topic import Guess, Read, choose_topic
from portal.wizard.rules.topic_signs import Topics
from portal.wizard.service.wizard import Wizard
from portal.wizard.store.drafts import Draft

LONGEST = 5000
"""Characters that are kept: as many as the ticket's own field takes."""

_START = ""
"""The draft that belongs to no flow: the words themselves."""

_SAID, _SAID_AT, _CODE, _FLOWS = "said", "said_at", "said_code", "said_for"
_ASKED = 500
"""Characters that a flow takes of an answer in words."""

_FRESH = timedelta(hours=24)
"""Later, somebody who begins a flow has something else on their mind."""


_RECALLED = 1000
"""Queries of which it is remembered what they mean."""


@dataclass(frozen=True)
class Said:
    """What somebody typed, its secrets masked, and the code of an error in it, if any."""

    text: str
    code: str = ""


NOTHING_SAID = Said("")


@dataclass(frozen=True)
class Understood:
    """What a text is taken to mean, and what the error reader found in it."""

    guess: Guess
    reading: Reading


class _Recall:
    """What queries were taken to mean, on the `basis` of the same flows and topics."""

    def __init__(self, basis: tuple[object, ...], ask: Callable[[str, Locale], Understood]) -> None:
        self.basis, self.ask = basis, lru_cache(_RECALLED)(ask)


class StartDesk:
    """Understands what was typed, and keeps it under the browser's secret, its `owner`."""

    def __init__(
        self,
        wizard: Wizard,
        topics: Callable[[], Topics],
        reader: ErrorReader,
        mask: Callable[[str], str],
    ) -> None:
        """`topics` are those in use now, `mask` hides secrets in a text."""
        self._wizard, self._topics, self._reader, self._mask = wizard, topics, reader, mask
        self._recall = _Recall((), self.understand)

    def understand(self, text: str, locale: Locale) -> Understood:
        """Return the flow and the first answers that `text` speaks for. Keeps nothing."""
        reading = self._reader.read(text)
        flows = self._wizard.shelf.flows
        guess = choose_topic(text, self._topics(), locale, flows, read_of(reading))
        return Understood(guess, reading)

    def recall(self, query: str, locale: Locale) -> Understood:
        """Return the same of a `query` that many type; it takes longer than the search for it."""
        basis = (self._wizard.shelf, self._topics())
        if any(old is not new for old, new in zip_longest(self._recall.basis, basis)):
            self._recall = _Recall(basis, self.understand)
        return self._recall.ask(query, locale)

    def keep(self, owner: str, text: str, locale: Locale) -> Guess:
        """Keep `text` in place of what was said before, and return what it is taken for."""
        clean = clip(self._mask(strip_controls(text).strip()), LONGEST)
        found = self.understand(clean, locale)
        code = next((read.words for read in read_of(found.reading) if read.is_code), "")
        draft = self._wizard.drafts.start(owner, _START)
        now = int(self._wizard.clock.now().timestamp())
        flows = [found.guess.flow] if found.guess.flow else []
        self._wizard.drafts.note(draft, **{_SAID: clean, _SAID_AT: now, _CODE: code, _FLOWS: flows})
        return found.guess

    def said(self, owner: str) -> Said:
        """Return what this browser's visitor said of late; empty where nothing was."""
        draft = self._draft(owner)
        return _said(draft) if draft else NOTHING_SAID

    def said_for(self, owner: str, flow: str) -> Said:
        """Return what was said, if `flow` was begun with it."""
        draft = self._draft(owner)
        if draft is None or flow not in draft.notes.get(_FLOWS, []):
            return NOTHING_SAID
        return _said(draft)

    def begin(self, owner: str, flow: str) -> None:
        """Let the words go along into `flow`; where it asks for them, they are the answer."""
        draft = self._draft(owner)
        if draft is None:
            return
        asking = self._wizard.get_flow(flow)
        flows = list(dict.fromkeys([*draft.notes.get(_FLOWS, []), flow]))
        self._wizard.drafts.note(draft, **{_FLOWS: flows})
        for node in asking.nodes.values():
            if isinstance(node, Find):
                self._wizard.drafts.give(owner, asking, node.words, clip(_said(draft).text, _ASKED))

    def carry(self, owner: str, source: str, target: str) -> None:
        """Let words that went along into `source` go on into `target`."""
        if self.said_for(owner, source).text:
            self.begin(owner, target)

    def forget(self, owner: str, flow: str) -> None:
        """Forget the words that went along into `flow`: its ticket holds them now."""
        draft = self._draft(owner)
        if draft is not None and flow in draft.notes.get(_FLOWS, []):
            self._wizard.drafts.note(draft, **{_SAID: "", _CODE: "", _FLOWS: []})

    def _draft(self, owner: str) -> Draft | None:
        draft = self._wizard.drafts.find(owner, _START)
        if draft is None or not draft.notes.get(_SAID):
            return None
        age = self._wizard.clock.now().timestamp() - int(draft.notes.get(_SAID_AT, 0))
        return draft if age <= _FRESH.total_seconds() else None


def _said(draft: Draft) -> Said:
    return Said(str(draft.notes.get(_SAID, "")), str(draft.notes.get(_CODE, "")))


def read_of(reading: Reading) -> tuple[Read, ...]:
    """Return the errors recognised in a text that lead to a flow, the one that decides first."""
    codes = {
        mark.entry.id: mark.text for mark in reading.marks if mark.entry and _is_code(mark.part)
    }
    found = []
    for entry in reading.entries:
        if entry.start is not None:
            words = codes.get(entry.id, "")
            said = words or next((m.text for m in reading.marks if m.entry == entry), entry.name)
            start = entry.start
            found.append(Read(start.flow, start.answers, said, is_code=bool(words)))
    return tuple(found)


def _is_code(part: Part) -> bool:
    return part in {Part.CODE, Part.STATUS, Part.REPLY}
