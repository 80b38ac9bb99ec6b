"""What the checks of flows say, in the writer's language."""

from portal.web.i18n import gettext as _


def flow_words(rule: str) -> str:
    """Return what a rule of flows asks for."""
    format_words = _("It has not the shape of a flow, or is no valid YAML")
    return {
        "L01": _("It leads to a node that there is not"),
        "L02": _("Nothing leads to this node"),
        "L03": _("The way ends here, and it is no outcome"),
        "L04": _("The way comes back to where it was"),
        "L05": _("Its rules leave a case out, or one of them never counts"),
        "L06": _("A fact that is not declared, or is never set"),
        "L07": _("A fact is used as another type than it has"),
        "L08": _("A text is missing in a language, or cannot stand as it is written"),
        "L09": _("The article that it names is missing or not published"),
        "L10": _("It names something of the provider's that there is not"),
        "L11": _("There is no such check, or its exits are incomplete"),
        "L12": _("Some way gets here without a fact that is needed"),
        "L13": _("The outcome lacks something that its kind needs"),
        "L14": _("Some way to the ticket lacks what the ticket needs"),
        "L15": _("Something private is not kept so, or stands in a text"),
        "L16": _("It is longer than people read or answer"),
        "L18": _("The rules of the priority or the chain leave a case out"),
        "L19": _("Some way to the ticket asks neither what support does nor where the fault is"),
        "L20": _("Every answer leads to the same end: ask it to a purpose, or not at all"),
    }.get(rule, format_words)
