"""Where mail goes: the outbox with its limits, and the channel that the settings choose."""

from collections.abc import Mapping

from portal.delivery.channels.mail import mail_channel
from portal.delivery.model import MAIL, MailLimits, Sender
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


def build_channels(settings: Settings, site: Site) -> Mapping[str, Channel]:
    """Return the channels: an SMTP server where one is named, a folder of files otherwise."""
    return {MAIL: mail_channel(settings, sender_of(site))}
