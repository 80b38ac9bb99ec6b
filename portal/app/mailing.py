"""Where mail and tickets go: the outbox with its limits, and the channels of the settings."""

from collections.abc import Callable, Mapping

from portal.delivery.channels.mail import mail_channel
from portal.delivery.model import DESK, MAIL, MailLimits, Sender
from portal.delivery.ports import Channel
from portal.delivery.service import Outbox
from portal.delivery.store import OutboxStore
from portal.kernel.locale import Locale
from portal.settings import Settings
from portal.site import Site


def sender_of(site: Site) -> Sender:
    """Return who our mails come from."""
    return Sender(site.brand.name, site.value("support.mail_from", Locale.EN))


def build_outbox(store: OutboxStore, site: Site) -> Outbox:
    """Return the outbox with the limits of the policy."""
    policy = site.policy
    return Outbox(store, MailLimits(policy.mails_per_mailbox_hour, policy.mails_per_network_hour))


def build_channels(
    settings: Settings, site: Site, load: Callable[[str], bytes]
) -> Mapping[str, Channel]:
    """Return the channels: an SMTP server where one is named, a folder of files otherwise.

    With them the help desk, if there is one; `load` returns the content of a stored file. Raises
    ValueError or OSError where the help desk's key cannot be used.
    """
    from portal.delivery.channels.desk import desk_channel  # only the worker waits for it

    sender = sender_of(site)
    desk = desk_channel(settings, sender, load)
    return {MAIL: mail_channel(settings, sender)} | ({DESK: desk} if desk else {})
