"""What stands beside every page of a walk: what is known so far, and the chain."""

from dataclasses import replace

from portal.web.i18n import current_locale
from portal.wizard.forms.compose import known_facts
from portal.wizard.rules.chain import chain_states
from portal.wizard.rules.navigation import (
    QUESTIONS,
    answers_kept,
)
from portal.wizard.rules.replay import Replay
from portal.wizard.service.walk import Walk
from portal.wizard.views.advance import told_ahead
from portal.wizard.views.blueprint import (
    page_address,
)


def aside(walk: Walk, stopped: Replay) -> dict[str, object]:
    """Return what the pages' side column shows of `walk`, stopped at `stopped`."""
    locale = current_locale()
    so_far = replace(walk, replay=stopped)
    outcome = stopped.outcome
    verdict = outcome.verdict if outcome else "unknown"
    name = walk.flow.flow
    facts = known_facts(so_far, locale)
    asked = [s.node for s in stopped.path if s.value and s.kind in QUESTIONS]
    changes = [page_address(name, n, dict(answers_kept(walk.replay))) for n in asked]
    return {
        "known": facts,
        "changes": {fact.label: url for fact, url in zip(facts, changes, strict=False)},
        "links": chain_states(walk.flow, stopped.facts, verdict, walk.known.scope),
        "advance": told_ahead(walk),
    }
