"""Answers given in advance, which the walk has not come to yet: shown, and to change."""

from dataclasses import dataclass

from portal.web.i18n import current_locale
from portal.wizard.model import Flow
from portal.wizard.rules.navigation import answers_kept
from portal.wizard.rules.replay import is_offered
from portal.wizard.rules.topic_reach import within_reach
from portal.wizard.rules.words import answer_words
from portal.wizard.service.walk import Walk
from portal.wizard.views.blueprint import page_address


@dataclass(frozen=True)
class Advance:
    """An answer in words, and the address to change it."""

    label: str
    value: str
    change: str


def told_ahead(walk: Walk) -> list[Advance]:
    """Return what was told before it was asked, as far as this walk can still come to it."""
    flow, kept = walk.flow, answers_kept(walk.replay)
    told = {n: str(v) for n, v in kept.items() if is_offered(flow, n, v)}
    ahead = [node for node in within_reach(flow, told) if node in walk.replay.ahead]
    return [_advance(flow, node, told[node], kept) for node in ahead]


def _advance(flow: Flow, node: str, value: str, kept: dict[str, str | int]) -> Advance:
    label, words = answer_words(flow, node, value, current_locale())
    return Advance(label, words, page_address(flow.flow, node, kept))
