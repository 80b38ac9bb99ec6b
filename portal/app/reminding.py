"""The weekly mail to whoever keeps articles true."""

from collections.abc import Callable, Iterable

from portal.app.ground import Ground
from portal.articles.catalogue import Library
from portal.identity.model import StaffMember
from portal.kernel.locale import Locale
from portal.site import Site
from portal.tickets.service import Tools
from portal.writing.mails import WritingMails
from portal.writing.service.freshness import DeskMail, Freshness


def build_freshness(
    ground: Ground,
    tools: Tools,
    library: Library,
    members: Callable[[], Iterable[StaffMember]],
) -> Freshness:
    """Return what knows which articles are due, and reminds their owners."""
    mail = DeskMail(
        tools.outbox,
        WritingMails(ground.letters),
        _address(ground.site),
        ground.settings.locale,
        ground.site.timezone,
    )
    return Freshness(tools.database, library, tools.clock, mail, members)


def _address(site: Site) -> str:
    """Return where articles without an owner of their own are told of."""
    try:
        return site.value("mail_to.articles", Locale.EN)
    except KeyError:
        return site.value("support.mail_from", Locale.EN)
