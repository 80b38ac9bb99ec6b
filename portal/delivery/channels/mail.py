"""Which way mails go, by the settings: to a server, or to files where none is named."""

from portal.delivery.channels.eml import EmlFolder
from portal.delivery.channels.message import MailCarrier
from portal.delivery.channels.smtp import SmtpChannel, SmtpServer
from portal.delivery.model import Sender
from portal.settings import Settings


def mail_channel(settings: Settings, sender: Sender) -> MailCarrier:
    """Return the channel that the settings ask for; it connects only when it has to deliver."""
    if not settings.smtp_host:
        return EmlFolder(settings.data / "mail", sender)
    server = SmtpServer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
    )
    return SmtpChannel(server, sender)
