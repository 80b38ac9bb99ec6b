"""Tickets to a help desk's mailbox: a well-formed mail with the facts in its head."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from portal.delivery.channels.desk import desk_channel
from portal.delivery.channels.desk_mail import MailDesk
from portal.delivery.channels.smtp import SmtpChannel, SmtpServer
from portal.delivery.model import Sender
from portal.delivery.ports import PermanentFailure, TooLarge
from portal.settings import Settings
from tests.contract.delivery.desk_servers import free_port
from tests.contract.delivery.made import LOG, SHOT, load, make_data, make_row

SENDER = Sender("Faro", "support@faro.example")


@dataclass
class Postbox:
    """Takes mail up to `most` bytes; `when` says at which step it notices."""

    most: int = 10**9
    letters: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's
        if len(envelope.content) > self.most:
            return "552 5.3.4 message too big"
        self.letters.append(envelope.content)
        return "250 accepted"

    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=default) for one in self.letters]


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def desk(postbox: Postbox) -> Iterator[MailDesk]:
    port = free_port()
    server = Controller(postbox, hostname="127.0.0.1", port=port)
    server.start()
    carrier = SmtpChannel(SmtpServer("127.0.0.1", port, "none"), SENDER)
    channel = MailDesk(carrier, SENDER, "queue@desk.example", load)
    yield channel
    channel.close()
    server.stop()


def test_the_report_the_files_and_the_facts_arrive(desk, postbox):
    remote = desk.deliver(make_row())

    (mail,) = postbox.mails()
    assert mail["To"] == "queue@desk.example"
    assert mail["Reply-To"] == "Ana Prieto <ana@cliente.example>"
    assert mail["Subject"] == "[FARO-4821] Outlook: no puedo enviar (ana@cliente.example)"
    assert mail["Message-ID"] == f"<{1:032x}@faro.example>"
    assert (mail["X-Portal-Priority"], mail["X-Portal-Kind"]) == ("medium", "incident")
    assert (mail["X-Portal-Permission"], mail["X-Portal-Price"]) == ("look", "WORK-MAIL-MOVE")
    assert (mail["X-Portal-Domain"], mail["X-Portal-Ticket"]) == ("cliente.example", "FARO-4821")
    files = {p.get_filename(): p.get_payload(decode=True) for p in mail.iter_attachments()}
    assert files == {"registro žluťoučký.log": LOG, "x.png": SHOT}
    body = mail.get_body()
    assert body is not None
    assert "1. Abrir Outlook <b>" in body.get_content()
    assert remote == f"mail:<{1:032x}@faro.example>"


def test_what_is_added_joins_the_conversation(desk, postbox):
    remote = desk.deliver(make_row()) or ""
    again = desk.deliver(make_row(2, more=True, remote=remote))

    added = postbox.mails()[1]
    assert added["In-Reply-To"] == added["References"] == f"<{1:032x}@faro.example>"
    assert added["Subject"].startswith("Re: [FARO-4821]")
    assert again == remote


def test_a_repeat_is_the_same_mail_to_the_last_byte(desk, postbox):
    desk.deliver(make_row())
    desk.deliver(make_row())

    assert len(set(postbox.letters)) == 1


def test_what_is_too_large_goes_once_more_without_its_files(desk, postbox):
    postbox.most = 2500
    desk.deliver(make_row())

    (mail,) = postbox.mails()
    assert list(mail.iter_attachments()) == []
    assert "/staff/tickets/FARO-4821/files/b" in mail.get_content()


def test_a_mail_too_large_without_files_is_given_up(desk, postbox):
    postbox.most = 100
    with pytest.raises(TooLarge):
        desk.deliver(make_row(2, more=True))


@pytest.mark.parametrize(
    "domain", ["a.example\r\nBcc: all@evil.example", "ﬁ.example", "no", "a b.example", ""]
)
def test_only_what_looks_like_a_domain_stands_in_the_head(desk, postbox, domain):
    desk.deliver(make_row(domain=domain))

    (mail,) = postbox.mails()
    assert mail["X-Portal-Domain"] is None
    assert mail["Bcc"] is None


def test_a_subject_cannot_add_a_header(desk, postbox):
    desk.deliver(make_row(subject="Hello\r\nBcc: all@evil.example"))

    (mail,) = postbox.mails()
    assert mail["Bcc"] is None
    assert mail["Subject"] == "[FARO-4821] Hello Bcc: all@evil.example"


def test_a_returned_message_is_sent_along_as_a_file_of_its_own(desk, postbox):
    said = make_data().message
    assert said is not None
    returned = said.files[0].model_copy(update={"name": "back.eml", "mime": "message/rfc822"})
    desk.deliver(make_row(message=said.model_copy(update={"files": (returned,)})))

    (part,) = postbox.mails()[0].iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == (
        "back.eml",
        "application/octet-stream",
    )


def test_an_unusable_address_of_the_desk_is_given_up_with_a_reason(tmp_path):
    channel = desk_channel(Settings(data=tmp_path, desk="mail", desk_address="a b@c"), SENDER, load)
    assert channel is not None
    with pytest.raises(PermanentFailure):
        channel.deliver(make_row())


def test_every_kind_of_desk_can_be_chosen_by_the_settings(tmp_path):
    token = tmp_path / "token"
    token.write_text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
    kinds = ("webhook", "osticket", "zammad", "zendesk", "freshdesk", "mail")
    built = [
        desk_channel(
            Settings(
                data=tmp_path,
                desk=kind,
                desk_address="a@desk.example" if kind == "mail" else "https://desk.example/",
                desk_token_file=token,
                desk_user="agent@faro.example",
                desk_group="2nd Level",
            ),
            SENDER,
            load,
        )
        for kind in kinds
    ]

    names = [getattr(channel, "name", "mail") for channel in built]
    assert names == list(kinds)
    assert desk_channel(Settings(data=tmp_path), SENDER, load) is None


def test_the_stored_message_holds_no_content_of_files():
    assert len(json.dumps(make_row().payload)) < 5000
