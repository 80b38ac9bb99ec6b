"""The words of why support changed a kind or a priority, for every reader in their language."""

from flask_babel import get_locale
from markupsafe import Markup, escape

from portal.tickets.rules.weighing import WeighReason, read_reason
from portal.web.i18n import gettext as _


def reason_name(why: WeighReason) -> str:
    """Return what a reason of the list says."""
    return {
        WeighReason.WIDER: _("It concerns more than was known at first."),
        WeighReason.NARROWER: _("It concerns less than was known at first."),
        WeighReason.UNUSABLE: _("The service cannot be used at all."),
        WeighReason.GOES_ON: _("The service goes on; a part of it is impaired."),
        WeighReason.BEYOND_ACCESS: _("It cannot be fixed with the access that the product gives."),
        WeighReason.WITHIN_ACCESS: _("It can be done with the access that the product gives."),
        WeighReason.ONLY_QUESTION: _("Nothing is impaired: it is a question or a wish."),
    }[why]


def reason_text(kept: str) -> str:
    """Return a reason as a ticket keeps it in words; what is none of support's stays as it is."""
    found = read_reason(kept)
    if found is None:
        return kept
    return " ".join(filter(None, [reason_name(found.why) if found.why else "", found.text]))


def reason_html(kept: str) -> Markup:
    """Return the same for a page; words in another language than the page's are marked as such."""
    found = read_reason(kept)
    if found is None or not found.text or str(get_locale()) == found.locale:
        return escape(reason_text(kept))
    name = escape(reason_name(found.why) + " ") if found.why else Markup("")
    own = Markup('<span lang="{0}">{1} ({2})</span>')
    return name + own.format(found.locale, found.text, found.locale.label)
