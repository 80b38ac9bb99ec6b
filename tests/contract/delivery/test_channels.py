"""What every channel promises, run for each; then how the mail server one meets bad servers.

The server is a real one on loopback that misbehaves as told.
"""

import asyncio
import logging
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from portal.delivery.channels.eml import EmlFolder
from portal.delivery.channels.mail import mail_channel
from portal.delivery.channels.smtp import Patience, SmtpChannel, SmtpServer
from portal.delivery.model import Mail, OutboxRow, Sender, State
from portal.delivery.ports import Channel, DeliveryFailure, PermanentFailure, TemporaryFailure
from portal.kernel.locale import Locale
from portal.settings import Settings

SENDER = Sender("Faro", "support@faro.example")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TEXT = "Dobrý den,\n\n¿todo bien? https://help.faro.example/t/secret-token\n"
SHORT = Patience(
    opening=timedelta(seconds=0.4), answer=timedelta(seconds=0.4), whole=timedelta(seconds=1)
)


def make_row(number: int = 1, **changes: Any) -> OutboxRow:  # any field of a mail
    fields: dict[str, Any] = {
        "to": "marta@customer.example",
        "subject": "Žádost FARO-4821",
        "text": TEXT,
        "locale": Locale.CS,
        "reference": "FARO-4821",
        "purpose": "received",
    }
    row_id = f"{number:032x}"
    return OutboxRow(
        id=row_id,
        message_id=f"<{row_id}@faro.example>",
        channel="mail",
        payload=Mail(**{**fields, **changes}).to_payload(),
        state=State.WAITING,
        attempts=0,
        due_at=NOW,
        leased_until=None,
        last_error="",
        created_at=NOW,
        reference="FARO-4821",
        purpose="received",
    )


@dataclass
class Postbox:
    """A mail server's behaviour, and what it accepted: pairs of recipient and bytes."""

    mode: str = "normal"
    refuse_at: str = "content"
    letters: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802  # aiosmtpd's name
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self.refuse_at == "sender" and self.mode != "normal":
            return await self._misbehave(server)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.refuse_at == "recipient" and self.mode != "normal":
            return await self._misbehave(server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.mode not in {"normal", "drops"}:
            return await self._misbehave(server)
        (to,) = envelope.rcpt_tos
        self.letters.append((to, envelope.content))
        return "250 accepted" if self.mode == "normal" else await self._misbehave(server)

    async def _misbehave(self, server: Any) -> str:  # aiosmtpd's
        if self.mode == "hangs":
            await asyncio.sleep(30)
        if self.mode == "drips":
            for _ in range(300):
                server.transport.write(b"250-still here\r\n")
                await asyncio.sleep(0.1)
        if self.mode in {"drops", "hangs", "drips"}:
            server.transport.abort()
            return "250 too late"
        return self.mode


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def port(postbox: Postbox) -> Iterator[int]:
    """The port of a running server with that postbox."""
    yield from _serve(postbox)


def _serve(postbox: Postbox, **options: Any) -> Iterator[int]:  # passed on
    port = free_port()
    controller = Controller(postbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    yield port
    controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def smtp(port: int, **changes: Any) -> SmtpChannel:  # any field of the server's
    tls = changes.pop("tls", None)
    server = replace(SmtpServer("127.0.0.1", port, "none"), **changes)
    return SmtpChannel(server, SENDER, patience=SHORT, tls=tls)


def _turn_away(door: socket.socket) -> None:
    caller, _ = door.accept()
    with caller:
        caller.sendall(b"554 not today\r\n")
        caller.recv(100)


@dataclass
class World:
    """A channel, how to see what arrived, and one like it whose other side is not there."""

    channel: Channel
    unreachable: Channel
    folder: Path
    postbox: Postbox

    def letters(self) -> list[bytes]:
        files = [path.read_bytes() for path in sorted(self.folder.glob("*.eml"))]
        return files or [content for _, content in self.postbox.letters]


@pytest.fixture(params=["eml", "smtp"])
def world(request: pytest.FixtureRequest, tmp_path: Path, postbox: Postbox) -> World:
    """Each channel in turn."""
    folder, blocked = tmp_path / "data" / "mail", tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    if request.param == "eml":
        return World(EmlFolder(folder, SENDER), EmlFolder(blocked, SENDER), folder, postbox)
    port = request.getfixturevalue("port")
    return World(smtp(port), smtp(free_port()), folder, postbox)


def failure_of(channel: Channel, row: OutboxRow | None = None) -> DeliveryFailure:
    """Deliver, and return the failure; the test fails where there is none."""
    with pytest.raises(DeliveryFailure) as caught:
        channel.deliver(row or make_row())
    channel.close()
    return caught.value


class TestEveryChannel:
    """The contract of `portal.delivery.ports.Channel`."""

    def test_hands_the_whole_message_over(self, world):
        world.channel.deliver(make_row())
        world.channel.close()

        (letter,) = world.letters()
        found = message_from_bytes(letter, policy=default)
        assert found.get_content().replace("\r\n", "\n") == TEXT
        assert (found["To"], found["Subject"]) == ("marta@customer.example", "Žádost FARO-4821")
        assert found["Message-ID"] == f"<{1:032x}@faro.example>"

    def test_repeats_with_the_same_identity_and_content(self, world):
        world.channel.deliver(make_row())
        world.channel.deliver(make_row())
        world.channel.close()

        assert len(set(world.letters())) == 1

    def test_keeps_messages_apart(self, world):
        for number in range(1, 4):
            world.channel.deliver(make_row(number))
        world.channel.close()

        ids = [message_from_bytes(letter)["Message-ID"] for letter in world.letters()]
        assert ids == [f"<{n:032x}@faro.example>" for n in range(1, 4)]

    def test_delivers_after_it_was_closed(self, world):
        for number in (1, 2):
            world.channel.close()
            world.channel.deliver(make_row(number))
            world.channel.close()
            world.channel.close()

        assert len(world.letters()) == 2

    def test_an_absent_other_side_is_a_failure_of_the_whole_channel(self, world):
        failure = failure_of(world.unreachable)

        assert isinstance(failure, TemporaryFailure)
        assert failure.whole_channel
        assert failure.reason

    @pytest.mark.parametrize("to", ["nobody", "a@x.example, b@x.example", "a@x.example\r\nBcc: b"])
    def test_an_unusable_address_fails_for_good(self, world, to):
        failure = failure_of(world.channel, make_row(to=to))

        assert isinstance(failure, PermanentFailure)
        assert world.letters() == []

    def test_what_is_no_mail_fails_for_good(self, world):
        failure = failure_of(world.channel, replace(make_row(), payload={"oh": "no"}))

        assert isinstance(failure, PermanentFailure)

    def test_logs_and_reasons_hold_nothing_of_the_text(self, world, caplog):
        caplog.set_level(logging.DEBUG)
        world.channel.deliver(make_row())
        world.channel.close()
        reason = failure_of(world.unreachable).reason

        ours = [r.getMessage() for r in caplog.records if r.name.startswith("portal")]
        assert "secret-token" not in f"{ours} {reason}"
        assert "Dobrý den" not in f"{ours} {reason}"


class TestEmlFolder:
    """Files in place of a mail server."""

    def test_names_the_file_in_one_line_of_the_log(self, tmp_path, caplog):
        caplog.set_level(logging.INFO)
        EmlFolder(tmp_path / "mail", SENDER).deliver(make_row())

        (file,) = (tmp_path / "mail").iterdir()
        assert file.name == f"20260302T093000Z-{1:032x}.eml"
        assert [record.getMessage() for record in caplog.records] == [f"mail written to {file}"]

    def test_lets_nobody_else_read_the_links(self, tmp_path):
        EmlFolder(tmp_path / "mail", SENDER).deliver(make_row())

        assert (tmp_path / "mail").stat().st_mode & 0o077 == 0


class TestSmtpChannel:
    """A mail server in every mood."""

    @pytest.mark.parametrize("refuse_at", ["recipient", "content"])
    def test_try_later_concerns_one_message(self, port, postbox, refuse_at):
        postbox.mode, postbox.refuse_at = "451 4.3.0 busy", refuse_at
        failure = failure_of(smtp(port))

        assert isinstance(failure, TemporaryFailure)
        assert not failure.whole_channel
        assert failure.reason == f"the mail server answered at the {refuse_at}: 451 4.3.0 busy"

    @pytest.mark.parametrize("refuse_at", ["recipient", "content"])
    def test_a_refusal_is_for_good_and_quotes_the_server(self, port, postbox, refuse_at):
        postbox.mode, postbox.refuse_at = "550 5.1.1 no such mailbox", refuse_at
        failure = failure_of(smtp(port))

        assert isinstance(failure, PermanentFailure)
        assert "550 5.1.1 no such mailbox" in failure.reason

    @pytest.mark.parametrize("answer", ["550 5.7.1 sender rejected", "530 5.7.0 sign in first"])
    def test_a_refused_sender_waits_for_the_operator(self, port, postbox, answer):
        postbox.mode, postbox.refuse_at = answer, "sender"
        failure = failure_of(smtp(port))

        assert isinstance(failure, TemporaryFailure)
        assert failure.whole_channel
        assert answer in failure.reason

    def test_a_link_that_the_server_quotes_stays_out_of_the_reason(self, port, postbox):
        postbox.mode = "554 spam: https://help.faro.example/t/secret-token found"

        assert "secret-token" not in failure_of(smtp(port)).reason

    @pytest.mark.parametrize("mode", ["hangs", "drips"])
    def test_a_server_that_does_not_finish_is_left_in_time(self, port, postbox, mode):
        postbox.mode = mode
        started = time.monotonic()
        failure = failure_of(smtp(port))

        assert isinstance(failure, TemporaryFailure)
        assert failure.whole_channel
        assert time.monotonic() - started < 4

    def test_a_connection_dropped_after_the_text_is_tried_again_with_the_same_id(
        self, port, postbox
    ):
        postbox.mode = "drops"
        channel = smtp(port)
        failure = failure_of(channel)
        postbox.mode = "normal"
        channel.deliver(make_row())
        channel.close()

        assert isinstance(failure, TemporaryFailure)
        ids = {message_from_bytes(content)["Message-ID"] for _, content in postbox.letters}
        assert (len(postbox.letters), len(ids)) == (2, 1)

    def test_a_server_that_is_down_is_said_to_be(self):
        failure = failure_of(smtp(free_port()))

        assert isinstance(failure, TemporaryFailure)
        assert failure.reason == "the mail server refused the connection"

    def test_an_unknown_name_of_the_server_is_said(self):
        failure = failure_of(smtp(25, host="bad..name"))

        assert isinstance(failure, TemporaryFailure)
        assert failure.reason.startswith("the mail server cannot be reached")

    def test_it_recovers_by_itself_within_a_batch(self, port, postbox):
        channel = smtp(port)
        for mode in ("normal", "451 busy", "550 no", "normal", "drops", "hangs", "normal"):
            postbox.mode = mode
            try:
                channel.deliver(make_row())
            except DeliveryFailure:
                assert mode != "normal"
        channel.close()

        assert len(postbox.letters) == 4

    def test_a_batch_takes_one_connection(self, port, postbox):
        channel = smtp(port)
        for number in range(5):
            channel.deliver(make_row(number))
        channel.close()

        assert (postbox.connections, len(postbox.letters)) == (1, 5)

    def test_a_connection_the_server_closed_meanwhile_costs_nothing(self, postbox):
        for port in _serve(postbox, timeout=0.2):
            channel = smtp(port)
            channel.deliver(make_row(1))
            time.sleep(0.5)
            channel.deliver(make_row(2))
            channel.close()

        assert (postbox.connections, len(postbox.letters)) == (2, 2)

    def test_a_server_that_turns_us_away_at_the_door_is_down(self):
        with socket.create_server(("127.0.0.1", 0)) as door:
            greeting = threading.Thread(target=_turn_away, args=(door,))
            greeting.start()
            failure = failure_of(smtp(door.getsockname()[1]))
            greeting.join(5)

        assert isinstance(failure, TemporaryFailure)
        assert failure.whole_channel
        assert failure.reason == "the mail server answered at the opening: 554 not today"

    def test_letters_beyond_ascii_in_the_local_part_need_a_server_that_knows_them(self, postbox):
        for port in _serve(postbox, enable_SMTPUTF8=False):
            failure = failure_of(smtp(port), make_row(to="jiří@customer.example"))

            assert isinstance(failure, PermanentFailure)

    def test_the_secure_modes_never_fall_back_to_plain(self, port, postbox):
        for security in ("starttls", "tls"):
            failure = failure_of(smtp(port, security=security, user="faro", password="p"))

            assert isinstance(failure, TemporaryFailure)
            assert failure.whole_channel
        assert postbox.letters == []

    def test_a_missing_sign_in_on_the_other_side_is_said(self, port):
        failure = failure_of(smtp(port, user="faro", password="p"))

        assert isinstance(failure, TemporaryFailure)
        assert "does not offer" in failure.reason


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the key and certificate of `localhost`, trusted by nobody."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(file), "-out", f"{file}.crt"]
    subprocess.run(
        [openssl, *words, *names, *files], check=True, capture_output=True
    )  # fixed words
    file.write_bytes(file.read_bytes() + Path(f"{file}.crt").read_bytes())
    return file


@pytest.fixture
def secure_port(postbox: Postbox, certificate: Path) -> Iterator[int]:
    """A server that wants TLS and a sign-in as faro with the password right."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def check(server, session, envelope, mechanism, data):
        return AuthResult(success=data.password == b"right", handled=False)

    yield from _serve(
        postbox, tls_context=context, require_starttls=True, auth_required=True, authenticator=check
    )


class TestEncryptedSmtp:
    """TLS and signing in."""

    def secure(self, port: int, password: str, trusted: Path | None) -> SmtpChannel:
        tls = ssl.create_default_context(cafile=trusted)
        fields = {"host": "localhost", "security": "starttls", "user": "faro"}
        return smtp(port, password=password, tls=tls, **fields)

    def test_signs_in_over_a_trusted_connection(self, secure_port, postbox, certificate):
        channel = self.secure(secure_port, "right", certificate)
        channel.deliver(make_row())
        channel.close()

        assert len(postbox.letters) == 1

    def test_a_wrong_password_waits_for_the_operator_and_is_not_repeated_in_the_reason(
        self, secure_port, certificate
    ):
        failure = failure_of(self.secure(secure_port, "wr0ng-one", certificate))

        assert isinstance(failure, TemporaryFailure)
        assert failure.whole_channel
        assert failure.reason.startswith("the mail server refused our sign-in: 535")
        assert "wr0ng-one" not in failure.reason

    def test_a_certificate_nobody_vouches_for_is_refused(self, secure_port, postbox):
        failure = failure_of(self.secure(secure_port, "right", None))

        assert isinstance(failure, TemporaryFailure)
        assert failure.reason == "the mail server's certificate is not trusted"
        assert postbox.letters == []


def test_mail_goes_to_files_until_a_server_is_named(tmp_path):
    files = mail_channel(Settings(data=tmp_path), SENDER)
    server = mail_channel(Settings(data=tmp_path, smtp_host="mail.faro.example"), SENDER)

    assert isinstance(files, EmlFolder)
    assert isinstance(server, SmtpChannel)
