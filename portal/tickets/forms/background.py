"""Who asks, and who else has a hand in it, in words; customers and staff read the same."""

from datetime import datetime

from portal.tickets.model import Background, Keeper, Operator, Relation
from portal.web.i18n import gettext as _


def relation_name(relation: Relation) -> str:
    """Return what a person is to the account."""
    return {
        Relation.HOLDER: _("Account holder"),
        Relation.CONTACT: _("Authorised contact of the account"),
        Relation.AGENT: _("Acts for the account: agency, technician"),
        Relation.OTHER: _("Somebody else"),
    }[relation]


def operator_name(operator: Operator) -> str:
    """Return who else changes things."""
    return {
        Operator.NOBODY: _("Nobody else"),
        Operator.TECHNICIAN: _("Own technician"),
        Operator.AGENCY: _("An agency"),
        Operator.PROVIDER: _("Another provider"),
        Operator.UNKNOWN: _("Not known"),
    }[operator]


def thing_name(thing: str) -> str:
    """Return what one of KEPT is called; an unknown one stays as it is."""
    return {
        "domain": _("Domain"),
        "dns": _("DNS"),
        "mail": _("Mail"),
        "site": _("Website"),
    }.get(thing, thing)


def keeper_name(keeper: Keeper, brand: str) -> str:
    """Return where something is kept; `brand` is us."""
    return {
        Keeper.OURS: _("With %(brand)s", brand=brand),
        Keeper.ELSEWHERE: _("Somewhere else"),
        Keeper.UNKNOWN: _("Not known"),
    }[keeper]


def rows(background: Background, brand: str) -> list[tuple[str, str]]:
    """Return name and value of all that was said; nothing stands for what was not."""
    found: list[tuple[str, str]] = []
    if background.relation is not None:
        found.append(
            (_("To the account"), _joined(relation_name(background.relation), background.acts_for))
        )
    if background.operator is not None:
        found.append(
            (
                _("Who else changes things"),
                _joined(operator_name(background.operator), background.operator_name),
            )
        )
    kept = [
        f"{thing_name(thing)}: {keeper_name(keeper, brand)}"
        for thing, keeper in background.kept
        if keeper is not Keeper.UNKNOWN
    ]
    if kept:
        found.append((_("Where it is kept"), " · ".join(kept)))
    return found


def consented_at(background: Background) -> datetime | None:
    """Return when the permission of R17 was given, or None where none was."""
    return datetime.fromisoformat(background.consented_at) if background.consented_at else None


def _joined(what: str, who: str) -> str:
    return f"{what} ({who})" if who else what
