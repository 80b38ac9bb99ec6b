"""Why the head of an article cannot be read, in the writer's language."""

from portal.articles.model import Kind, Status
from portal.kernel.locale import LOCALES
from portal.kernel.product import Product
from portal.web.i18n import gettext as _
from portal.writing.forms.words import field_name

_CHOICES = {"kind": Kind, "status": Status, "products": Product, "locale": LOCALES}
_DAYS = frozenset({"checked", "review_by"})
_UNKNOWN = "extra_forbidden"


def head_words(kind: str, about: tuple[str, ...]) -> str:
    """Return what is to be mended; `kind` and `about` are those of the finding."""
    first, second = (*about, "", "")[:2]
    if kind == "yaml":
        return _yaml_words(first)
    return _line_words(kind, first) or _value_words(kind, first, second)


def field_of(kind: str, about: tuple[str, ...]) -> str:
    """Return the name of the field that a finding about its value speaks of; empty for others."""
    is_value = bool(about) and kind not in {"yaml", _UNKNOWN} and not _line_words(kind, "")
    return field_name(about[0]) if is_value else ""


def _yaml_words(said: str) -> str:
    """Return what helps where the parser, which speaks English only, gives up."""
    if "mapping values" in said:
        return _("A colon with a space behind it stands inside a value: put the value in quotes")
    if "cannot start any token" in said:
        return _("A value begins with a sign that means something here: put it in quotes")
    if "end of stream" in said or "quoted scalar" in said:
        return _("Quotes or brackets are opened here and not closed")
    return _("It is not written as “field: value”: look at colons, quotes and the spaces in front")


def _line_words(kind: str, about: str) -> str:
    """Return what is wrong with a line as it is written; empty for what is about a field."""
    return {
        "too-deep": _("Lists stand inside lists too deeply"),
        "too-many": _("The head holds too many values"),
        "key-text": _("The name of a field has to be text"),
        "twice": _("The field “%(name)s” stands here twice", name=about),
        "tag": _("Leave the mark %(name)s out: it means nothing here", name=about),
        "no-value": _("“%(value)s” cannot be read: put it in quotes", value=about),
        "quotes": _("Put “%(value)s” in quotes, or it would mean yes or no", value=about),
        "no-keys": _("Write fields here: a name, a colon, a value"),
        "no-locale": _(
            "The file lies in no folder of a language (es, en, cs): write its locale here"
        ),
        "other-locale": _("The file lies in the folder of another language: %(name)s", name=about),
        "no-slug": _("The file's name gives no address: write a slug here"),
    }.get(kind, "")


def _value_words(kind: str, field: str, limit: str) -> str:
    """Return what the value of a field has to be."""
    missing = _("It is missing")
    known = {
        _UNKNOWN: _("There is no field “%(name)s”: correct its name or take it out", name=field),
        "missing": missing,
        "string_too_short": missing,
        "string_too_long": _("%(most)s characters at most", most=limit),
        "string_pattern_mismatch": _("Only small letters without accents, digits and hyphens"),
        "list_type": _("A list: each value on a line of its own, after a hyphen"),
    }
    return known.get(kind) or _type_words(field)


def _type_words(field: str) -> str:
    if field in _DAYS:
        return _("A day of the calendar, such as 2027-03-31")
    if field in _CHOICES:
        known = ", ".join(str(value) for value in _CHOICES[field])
        return _("One of these: %(known)s", known=known)
    return _("It has to be text: put it in quotes")
