"""Rows as internet messages."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.delivery.channels.message import Encoding, build_message, envelope
from portal.delivery.model import Sender
from portal.delivery.ports import PermanentFailure, TemporaryFailure
from portal.kernel.locale import Locale
from tests.unit.delivery.conftest import make_mail, make_row

SENDER = Sender("Faro", "support@faro.example")


def reread(message: EmailMessage) -> EmailMessage:
    return message_from_bytes(message.as_bytes(), policy=default)


def test_the_head_says_who_what_when_and_that_a_program_wrote_it() -> None:
    mail = make_mail(reply_to="answers@faro.example", headers={"X-Portal-Ticket": "FARO-4821"})
    found = reread(build_message(make_row(mail), SENDER, "8bit"))

    assert {name: str(value) for name, value in found.items()} == {
        "From": "Faro <support@faro.example>",
        "To": "marta@customer.example",
        "Reply-To": "answers@faro.example",
        "Subject": "Your ticket FARO-4821",
        "Date": "Mon, 02 Mar 2026 09:30:00 +0000",
        "Message-ID": f"<{'0a' * 16}@faro.example>",
        "Auto-Submitted": "auto-generated",
        "X-Portal-Ticket": "FARO-4821",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "8bit",
        "Content-Language": "en",
        "MIME-Version": "1.0",
    }


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable"])
def test_czech_and_spanish_arrive_as_written(encoding: Encoding) -> None:
    text = "Dobrý den,\n\n¿qué pasó? Příliš žluťoučký kůň 🐎\n"
    mail = make_mail(subject="Žádost o pomoc – ¿ñ?", text=text, locale=Locale.CS)
    found = reread(build_message(make_row(mail), SENDER, encoding))

    assert found["Subject"] == "Žádost o pomoc – ¿ñ?"
    assert found.get_content().replace("\r\n", "\n") == text
    assert found["Content-Language"] == "cs"


def test_a_repeat_is_the_same_byte_for_byte() -> None:
    first, second = (build_message(make_row(), SENDER, "8bit").as_bytes() for _ in range(2))

    assert first == second


def test_a_link_stays_whole_in_a_file_and_a_server_gets_plain_ascii() -> None:
    link = "https://help.faro.example/t?a=" + "x" * 90
    row = make_row(make_mail(text=f"Otevřete {link}\n"))

    assert link.encode() in build_message(row, SENDER, "8bit").as_bytes()
    assert build_message(row, SENDER, "quoted-printable").as_bytes().isascii()


def test_no_line_is_longer_than_mail_allows() -> None:
    row = make_row(make_mail(text="á" * 3000))

    lines = build_message(row, SENDER, "8bit").as_bytes().splitlines()
    assert max(map(len, lines)) <= 998


@given(subject=st.text(), text=st.text(), value=st.text())
def test_no_text_adds_a_header_or_a_recipient(subject: str, text: str, value: str) -> None:
    mail = make_mail(subject=subject, text=text, headers={"X-Portal-Ticket": value})
    found = reread(build_message(make_row(mail), SENDER, "8bit"))

    plain = reread(
        build_message(make_row(make_mail(headers={"X-Portal-Ticket": "a"})), SENDER, "8bit")
    )
    assert sorted(found.keys()) == sorted(plain.keys())
    assert found["To"] == "marta@customer.example"


@given(st.builds("{}@{}".format, st.text(min_size=1), st.text(min_size=1)) | st.emails())
def test_any_address_is_either_the_only_recipient_or_refused(to: str) -> None:
    try:
        message = build_message(make_row(make_mail(to=to)), SENDER, "8bit")
    except PermanentFailure:
        return
    assert len(reread(message)["To"].addresses) == 1
    assert envelope(message)[1].count("@") == 1


def test_a_domain_with_accents_is_written_for_every_server() -> None:
    row = make_row(make_mail(to="marta@correo-españa.example"))
    message = build_message(row, SENDER, "quoted-printable")

    assert envelope(message) == ("support@faro.example", "marta@xn--correo-espaa-khb.example")


def test_a_row_without_a_mail_fails_for_good_and_a_wrong_sender_for_now() -> None:
    with pytest.raises(PermanentFailure, match="cannot be read"):
        build_message(replace(make_row(), payload={}), SENDER, "8bit")
    with pytest.raises(TemporaryFailure, match="our own address") as caught:
        build_message(make_row(), Sender("Faro", "support"), "8bit")
    assert caught.value.whole_channel
