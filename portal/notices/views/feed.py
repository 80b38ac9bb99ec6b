"""Notices as an Atom feed (RFC 4287), for feed readers and status boards."""

from datetime import datetime
from xml.etree import ElementTree as Xml

from flask import Response

from portal.kernel.locale import Locale
from portal.notices.forms.words import progress_name
from portal.notices.model import Notice
from portal.notices.rules.words import pick
from portal.notices.service import Notices
from portal.notices.views.blueprint import blueprint
from portal.settings import Settings
from portal.site import Site
from portal.web.headers import public
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.wiring import use

_ATOM = "http://www.w3.org/2005/Atom"
_BEFORE_ALL = datetime.fromisoformat("2020-01-01T00:00:00+00:00")


@blueprint.get("/<locale:locale>/notices/feed.xml")
def feed() -> Response:
    """Send the notices of the list, what changed last first."""
    locale, url = current_locale(), use(Settings).url
    found = sorted(use(Notices).board.shown().every, key=lambda n: n.changed_at, reverse=True)
    address = f"{url}/{locale}/notices/"
    root = Xml.Element("feed", {"xmlns": _ATOM, "xml:lang": locale})
    _add(root, "title", _("%(brand)s: service notices", brand=use(Site).brand.name))
    _add(root, "id", address)
    Xml.SubElement(root, "link", {"href": address})
    Xml.SubElement(root, "link", {"rel": "self", "href": f"{address}feed.xml"})
    latest = max((n.changed_at for n in found), default=_BEFORE_ALL)
    _add(root, "updated", latest.isoformat())
    author = Xml.SubElement(root, "author")
    _add(author, "name", use(Site).brand.name)
    for notice in found:
        _add_entry(root, notice, address, locale)
    body = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return public(
        Response(body, mimetype="application/atom+xml"), use(Settings).shared_cache_seconds
    )


def _add_entry(root: Xml.Element, notice: Notice, address: str, locale: Locale) -> None:
    entry = Xml.SubElement(root, "entry")
    _add(entry, "title", pick(notice.facts.title, locale)[0])
    _add(entry, "id", f"{address}{notice.key}")
    Xml.SubElement(entry, "link", {"href": f"{address}{notice.key}"})
    if notice.published_at is not None:
        _add(entry, "published", notice.published_at.isoformat())
    _add(entry, "updated", notice.changed_at.isoformat())
    said = [
        f"{progress_name(update.progress)}: {pick(update.text, locale)[0]}"
        for update in reversed(notice.updates)
    ]
    _add(entry, "content", "\n\n".join([*said, pick(notice.facts.text, locale)[0]]))


def _add(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = text
