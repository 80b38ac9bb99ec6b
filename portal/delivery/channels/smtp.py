"""Mails to a mail server, over one connection for a batch.

No conversation may last longer than the lease on its message.
"""

import smtplib
import ssl
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from typing import Literal

from typing_extensions import override

from portal.delivery.channels.cutting import cut_after
from portal.delivery.channels.message import MailCarrier, build_message, envelope
from portal.delivery.channels.replies import explain, failure
from portal.delivery.model import OutboxRow, Sender
from portal.delivery.ports import PermanentFailure, TemporaryFailure
from portal.delivery.rules import Stage

_OK = 250


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed in, and how: an empty `user` means no sign-in."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Patience:
    """How long to wait for a server: to open, for each answer, and for a message in all."""

    opening: timedelta = timedelta(seconds=10)
    answer: timedelta = timedelta(seconds=30)
    whole: timedelta = timedelta(seconds=60)


class SmtpChannel(MailCarrier):
    """Hands mails to one server; repeats carry the same Message-ID."""

    def __init__(
        self,
        server: SmtpServer,
        sender: Sender,
        *,
        patience: Patience | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`tls` replaces the system's list of trusted authorities."""
        self._server, self._sender = server, sender
        self._host = sender.address.rpartition("@")[2]
        self._patience = patience or Patience()
        self._tls = tls
        self._connection: smtplib.SMTP | None = None

    @override
    def deliver(self, row: OutboxRow) -> None:
        self.carry(row, build_message(row, self._sender, "quoted-printable"))

    @override
    def carry(self, row: OutboxRow, message: EmailMessage) -> None:
        sender, to = envelope(message)
        connection = self._open()
        try:
            with _time_limit(connection, self._patience.whole):
                connection.send_message(message, sender, [to])
        except smtplib.SMTPNotSupportedError as error:
            reason = "the mail server does not know addresses with such letters"
            raise PermanentFailure(reason) from error
        except smtplib.SMTPSenderRefused as error:
            raise failure(Stage.SENDER, error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPRecipientsRefused as error:
            raise failure(Stage.RECIPIENT, *error.recipients[to]) from error
        except smtplib.SMTPDataError as error:
            raise failure(Stage.CONTENT, error.smtp_code, error.smtp_error) from error
        except OSError as error:  # smtplib's own errors are of this family too
            self._drop()
            raise TemporaryFailure(explain(error), whole_channel=True) from error

    @override
    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError), _time_limit(connection, self._patience.opening):
                connection.quit()
            connection.close()

    def _open(self) -> smtplib.SMTP:
        if self._connection is not None and not self._is_alive(self._connection):
            self._drop()
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _is_alive(self, connection: smtplib.SMTP) -> bool:
        try:
            with _time_limit(connection, self._patience.opening):
                return connection.noop()[0] == _OK
        except OSError:
            return False

    def _connect(self) -> smtplib.SMTP:
        connection = self._new()
        try:
            with _time_limit(connection, self._patience.whole / 2):
                self._greet(connection)
        except smtplib.SMTPResponseException as error:
            connection.close()
            raise failure(Stage.OPENING, error.smtp_code, error.smtp_error) from error
        except (OSError, UnicodeError) as error:
            connection.close()
            raise TemporaryFailure(explain(error), whole_channel=True) from error
        return connection

    def _new(self) -> smtplib.SMTP:
        seconds = self._patience.opening.total_seconds()
        if self._server.security == "tls":
            context = self._tls or ssl.create_default_context()
            found: smtplib.SMTP = smtplib.SMTP_SSL(
                local_hostname=self._host, timeout=seconds, context=context
            )
        else:
            found = smtplib.SMTP(local_hostname=self._host, timeout=seconds)
        found._host = self._server.host  # type: ignore[attr-defined]  # the name TLS checks, else only set where the constructor connects
        return found

    def _greet(self, connection: smtplib.SMTP) -> None:
        code, text = connection.connect(self._server.host, self._server.port)
        if code != 220:  # noqa: PLR2004  # "service ready"
            raise smtplib.SMTPConnectError(code, text)
        connection.ehlo_or_helo_if_needed()
        if self._server.security == "starttls":
            connection.starttls(context=self._tls or ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
        if self._server.user:
            connection.login(self._server.user, self._server.password)
        if connection.sock is not None:
            connection.sock.settimeout(self._patience.answer.total_seconds())

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _time_limit(connection: smtplib.SMTP, limit: timedelta) -> AbstractContextManager[None]:
    return cut_after(limit, lambda: filter(None, [connection.sock]))
