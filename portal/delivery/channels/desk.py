"""Which help desk gets the tickets, by the settings; none is a choice too."""

from collections.abc import Callable

from portal.delivery.channels.desk_mail import MailDesk
from portal.delivery.channels.freshdesk import FreshdeskDesk
from portal.delivery.channels.http import Door
from portal.delivery.channels.mail import mail_channel
from portal.delivery.channels.osticket import OsTicketDesk
from portal.delivery.channels.webhook import WebhookDesk
from portal.delivery.channels.zammad import ZammadDesk
from portal.delivery.channels.zendesk import ZendeskDesk
from portal.delivery.model import Sender
from portal.delivery.ports import Channel, FileSource
from portal.delivery.rules.webhooks import read_secret as read_webhook_secret
from portal.kernel.clock import Clock, SystemClock
from portal.settings import Settings, read_secret


def desk_channel(
    settings: Settings, sender: Sender, source: FileSource, clock: Clock | None = None
) -> Channel | None:
    """Return the channel to the help desk that the settings name; None where they name none.

    Raises ValueError or OSError where its key cannot be used.
    """
    if not settings.desk:
        return None
    if settings.desk == "mail":
        carrier = mail_channel(settings, sender)
        return MailDesk(carrier, sender, settings.desk_address, source)
    clock = clock or SystemClock()
    token = read_secret(settings.desk_token, settings.desk_token_file)
    return _BUILDERS[settings.desk](settings, token, source, clock)


def _webhook(settings: Settings, token: str, source: FileSource, clock: Clock) -> Channel:
    door = Door(settings.desk_address, hidden=(token,), clock=clock)
    return WebhookDesk(door, source, key=read_webhook_secret(token), clock=clock)


def _osticket(settings: Settings, token: str, source: FileSource, clock: Clock) -> Channel:
    headers = {"X-API-Key": token}
    door = Door(_base(settings), headers=headers, hidden=(token,), clock=clock)
    return OsTicketDesk(door, source, settings.desk_group)


def _zammad(settings: Settings, token: str, source: FileSource, clock: Clock) -> Channel:
    headers = {"Authorization": f"Token token={token}"}
    door = Door(_base(settings), headers=headers, hidden=(token,), clock=clock)
    return ZammadDesk(door, source, settings.desk_group)


def _zendesk(settings: Settings, token: str, source: FileSource, clock: Clock) -> Channel:
    auth = (f"{settings.desk_user}/token", token)
    return ZendeskDesk(Door(_base(settings), auth=auth, hidden=(token,), clock=clock), source)


def _freshdesk(settings: Settings, token: str, source: FileSource, clock: Clock) -> Channel:
    door = Door(_base(settings), auth=(token, "X"), hidden=(token,), clock=clock)
    return FreshdeskDesk(door, source)


def _base(settings: Settings) -> str:
    return settings.desk_address.rstrip("/")


_BUILDERS: dict[str, Callable[[Settings, str, FileSource, Clock], Channel]] = {
    "webhook": _webhook,
    "osticket": _osticket,
    "zammad": _zammad,
    "zendesk": _zendesk,
    "freshdesk": _freshdesk,
}
