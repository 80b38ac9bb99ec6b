"""Where a walk ends: what it comes to, what to do, and being glad together."""

from dataclasses import dataclass, replace

from werkzeug.wrappers import Response as BaseResponse

from portal.articles.service import ArticleService
from portal.kernel.locale import LOCALES
from portal.scope.model import Scope
from portal.site import Site
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.shell import render, set_alternates, set_same_page
from portal.web.wiring import use
from portal.wizard.events import StepKind
from portal.wizard.forms.compose import classified
from portal.wizard.forms.price import price_name
from portal.wizard.model import Outcome
from portal.wizard.rules.navigation import (
    answers_kept,
    previous,
)
from portal.wizard.rules.replay import Replay
from portal.wizard.rules.symptom import symptom_of
from portal.wizard.rules.words import say
from portal.wizard.service.start import StartDesk
from portal.wizard.service.walk import Walk
from portal.wizard.service.wizard import Wizard
from portal.wizard.views.articles import article_of
from portal.wizard.views.aside import aside
from portal.wizard.views.blueprint import (
    address,
    blueprint,
    carried,
    owner,
    page_address,
)
from portal.wizard.views.reading import tell_of
from portal.wizard.views.unblock import UNBLOCK, can_unblock


def outcome_page(walk: Walk, stopped: Replay, node: Outcome) -> BaseResponse:
    """Show where the answers lead, or go on in the flow that takes over."""
    name = walk.flow.flow
    if node.type == "continue" and node.flow:
        use(Wizard).drafts.carry(owner(), name, use(Wizard).get_flow(node.flow))
        use(StartDesk).carry(owner(), name, node.flow)
        return redirect_to(page_address(node.flow, "", dict(answers_kept(stopped))))
    locale = current_locale()
    back = previous(stopped)
    set_same_page(address(name, node.id, stopped))
    entry = replace(walk, replay=stopped).entry_of(node)
    article = article_of((entry.article if entry and node.scope_from else None) or node.article)
    if node.type != "ticket":
        offered = (article.head.key,) if article else ()
        tell_of(StepKind.IMPRESSION, name, node.id, offered)
    return render(
        "wizard/outcome.html",
        flow=walk.flow,
        node=node,
        unblocks=node.action == UNBLOCK,
        can_unblock=can_unblock(node),
        heading=say(node.text, locale, stopped.facts) if node.text else "",
        why=say(node.why, locale, stopped.facts) if node.why else "",
        article=article,
        steps=use(ArticleService).steps_of(article) if article and node.type != "ticket" else "",
        scope_entry=entry,
        price_name=lambda priced: price_name(walk, priced),
        references=use(Scope).references_of(entry) if entry else (),
        back=page_address(name, back, answers_kept(stopped)) if back else f"/{locale}/contact/",
        hidden={**carried(), **answers_kept(stopped)},
        symptom=symptom_of(walk.flow, stopped.facts),
        address=_fixed_address(node.address),
        entrances={e.key: e for e in use(Site).entrances},
        what=classified(replace(walk, replay=stopped)) if node.type == "ticket" else None,
        policy=use(Site).policy,
        **aside(walk, stopped),
    )


@dataclass(frozen=True)
class FixedAddress:
    """Where to write without any question before, and what the address is for."""

    to: str
    about: str


def _fixed_address(key: str | None) -> FixedAddress | None:
    found = (one for one in use(Site).addresses if one[0].key == key and one[1])
    address, to = next(found, (None, ""))
    return FixedAddress(to, address.about[current_locale()]) if address else None


@blueprint.get("/<locale:locale>/contact/<flow>/solved")
def solved(flow: str) -> BaseResponse:
    """Be glad with them; say what to do if it comes back."""
    use(Wizard).get_flow(flow)
    set_alternates({code: f"/{code}/contact/{flow}/solved" for code in LOCALES})
    return render("wizard/solved.html")
