"""The help desk that the provider already has: what it is told, and what it reports."""

from portal.delivery.rules.webhooks import read_secret as read_webhook_secret
from portal.delivery.service import Outbox
from portal.settings import Settings, read_secret
from portal.site import Site
from portal.staff.forms.words import access_words, flag_words
from portal.tickets.forms.desk_report import DeskReport
from portal.tickets.service import HelpDesk, Tools
from portal.tickets.service.remote import RemoteDesk


def build_report(settings: Settings, site: Site) -> DeskReport:
    """Return what writes tickets for help desks, in the house's language."""
    return DeskReport(site.brand.name, settings.url, settings.locale, access_words, flag_words)


def build_help_desk(settings: Settings, site: Site, outbox: Outbox) -> HelpDesk | None:
    """Return what tells the help desk of tickets; None where the settings name none."""
    if not settings.desk:
        return None
    return HelpDesk(outbox.enqueue_for_desk, build_report(settings, site))


def build_remote(settings: Settings, site: Site, tools: Tools) -> RemoteDesk:
    """Return what takes the help desk's word; without a secret it takes none.

    Raises ValueError or OSError where the secret cannot be used.
    """
    secret = read_secret(settings.desk_events_secret, settings.desk_events_secret_file)
    return RemoteDesk(tools, read_webhook_secret(secret) if secret else None, site.brand.name)
