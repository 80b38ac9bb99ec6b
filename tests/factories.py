"""Small ready-made things: a portal over a temporary folder, tickets on their way through it."""

import atexit
import io
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.app import Services, build, create_app
from portal.delivery.model import MAIL, Mail
from portal.kernel.ids import new_id
from portal.kernel.locale import Locale
from portal.settings import Settings
from portal.storage import migrate
from portal.storage.database import Database, metadata
from portal.tickets.model import (
    Attachment,
    ChainLink,
    Consent,
    Intake,
    Kind,
    Known,
    Origin,
    Person,
    Priority,
    Queue,
    Report,
    Ticket,
)
from portal.tickets.service import Submission
from portal.tickets.store import NewTicket
from tests.fakes import START, FixedClock

NETWORK = "192.0.2.7"
VISITOR = "A" * 43
"""A browser's secret, of the shape that real ones have."""

OTHER_VISITOR = "B" * 43

_REPORT = Report(
    subject="Outlook keeps asking for the password of ana@example.com",
    steps=("Open Outlook", "Press Send and receive"),
    expected="The messages arrive",
    observed="A window asks for the password again",
    since="Friday",
    often="every few minutes",
    changed="the password",
    consent=Consent.LOOK,
    own_view="We cannot invoice",
)
_KNOWN = (
    Known("Webmail", "works", Origin.TRIED, "ok"),
    Known("Other network", "not tried", Origin.TRIED, "unknown"),
)
_numbers = count(1)


def new_ticket(
    *,
    email: str = "",
    name: str = "Ana Prieto",
    report: Report = _REPORT,
    locale: Locale = Locale.EN,
    **changes: Any,
) -> NewTicket:
    """Return a ticket about mail as the wizard hands it in; `changes` replace its fields.

    Each has an address of its own unless one is given: mails to an address are limited.
    """
    intake = Intake(
        report=report,
        person=Person(name, email or f"ana{next(_numbers)}@example.com"),
        known=_KNOWN,
        chain=(ChainLink("program", "fail"), ChainLink("provider", "ok")),
        kind_reason="beyond_panel",
        priority_reason="degraded",
        access="panel",
        domain="example.com",
    )
    whole = NewTicket(
        submission_id=new_id(),
        kind=Kind.INCIDENT,
        priority=Priority.MEDIUM,
        queue=Queue.TECHNICAL,
        product="mail",
        flow="mail",
        outcome="o_ticket",
        locale=locale,
        intake=intake,
    )
    return replace(whole, **changes)


def picture(width: int = 8, height: int = 8, kind: str = "PNG") -> bytes:
    """Return a small picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (12, 84, 104)).save(out, kind)
    return out.getvalue()


@dataclass
class Portal:
    """A whole portal of one test, its clock, and short ways to what tests need of it."""

    services: Services
    app: Flask
    clock: FixedClock = field(default_factory=FixedClock)

    def submit(
        self,
        files: tuple[tuple[Attachment, str], ...] = (),
        network: str = NETWORK,
        **facts: Any,
    ) -> Ticket:
        """Return a ticket that waits for its confirmation."""
        with self.app.test_request_context("/"):
            submission = Submission(new_ticket(**facts), files, network)
            return self.services.intake.submit(submission).ticket

    def attach(self, name: str, content: bytes) -> tuple[Attachment, str]:
        """Return a stored file, to hand to `submit`."""
        return self.services.uploads.take(name, content, [])

    def enter(self, visitor: str = VISITOR, **facts: Any) -> Ticket:
        """Return a ticket in the queue, which `visitor` may see."""
        ticket = self.submit(**facts)
        with self.app.test_request_context("/"):
            return self.services.intake.confirm(self.token(ticket), visitor)

    def sent(self, purpose: str = "") -> list[Mail]:
        """Return the mails that wait to be sent, oldest first: all, or those for `purpose`."""
        rows = self.services.outbox.waiting(limit=1000)
        found = [Mail.from_payload(row.payload) for row in rows if row.channel == MAIL]
        return [mail for mail in found if purpose in {"", mail.purpose}]

    def mails(self, ticket: Ticket, purpose: str = "") -> list[Mail]:
        """Return those of them about `ticket`."""
        return [mail for mail in self.sent(purpose) if mail.reference == ticket.reference]

    def token(self, ticket: Ticket, kind: str = "confirm") -> str:
        """Return the newest secret of `kind` (`confirm`, `open`) mailed about `ticket`."""
        texts = "\n".join(mail.text for mail in self.mails(ticket))
        found: list[str] = re.findall(rf"/tickets/{kind}/([\w-]+)", texts)
        return found[-1]

    def visiting(self, visitor: str = VISITOR) -> FlaskClient:
        """Return a browser with the secret `visitor`."""
        client = self.app.test_client()
        client.set_cookie("tickets", visitor)
        return client

    def clear(self) -> None:
        """Empty every table and set the clock back, for the next test."""
        with self.services.database.write() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        self.clock.at = START


@cache
def empty_database() -> Path:
    """Return a migrated database with no rows, made once in a process: migrating takes a while."""
    folder = Path(tempfile.mkdtemp(prefix="portal-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    database = Database(f"sqlite:///{folder / 'made.db'}")
    migrate.upgrade(database)
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.connection.execute(f"VACUUM INTO '{folder / 'empty.db'}'")
    database.close()
    return folder / "empty.db"


@contextmanager
def portal_in(folder: Path, **more: Any) -> Iterator[Portal]:
    """Yield a portal that keeps everything in `folder`; the clock stands still.

    `more` are further settings.
    """
    (folder / "articles").mkdir(exist_ok=True)
    settings = Settings(data=folder, articles=folder / "articles", index=folder / "index", **more)
    clock = FixedClock()
    shutil.copy(empty_database(), folder / "portal.db")
    services = build(settings, clock)
    app = create_app(settings, services)
    yield Portal(services, app, clock)
    services.database.close()


def form_token(page: str) -> str:
    """Return the token in the forms of `page`."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def send_form(client: FlaskClient, page: str, action: str = "", **fields: Any) -> TestResponse:
    """Post a form found on `page` to `action` (default: the page itself), with its token.

    A field that is a pair of bytes and a name is a file, as is each pair in a list.
    """
    token = form_token(client.get(page).text)
    return client.post(action or page, **form_body(csrf_token=token, **fields))


ABOUT_YOU = {
    "all": "1",
    "name": "Ana Prieto",
    "relation": "holder",
    "operator": "nobody",
    "consent": "look",
}
"""What the page before a ticket's form asks, answered."""


def tell_about_you(client: FlaskClient, form: str, **changes: str) -> TestResponse:
    """Answer the page before the ticket's form at `form`; the answer leads to that form."""
    page = form.replace("/ticket", "/about").replace("/duplicates", "/about")
    return send_form(client, page, **{**ABOUT_YOU, **changes})


def form_body(**fields: Any) -> dict[str, Any]:
    """Return `fields` as the body of a post, in memory: werkzeug's own leaves files open."""
    files = {name: _files(value) for name, value in fields.items()}
    boundary, body = encode_multipart({name: files[name] or fields[name] for name in fields})
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


def _files(value: object) -> list[FileStorage]:
    pairs = value if isinstance(value, list) else [value]
    return [FileStorage(io.BytesIO(p[0]), filename=p[1]) for p in pairs if isinstance(p, tuple)]


SAMPLE_ARTICLES = {
    "en/mail-setup/first-steps.md": """---
key: first-steps
title: First steps with your mailbox
summary: Set up mail in five minutes.
keywords: [imap, setup]
products: [mail]
related: [port-test, only-english, nowhere]
checked: 2026-11-01
redirect_from: [getting-started]
---
Your server is `{{ mail.host }}`. See [the port test](article:port-test#steps).

## Steps

1. Open the program.
2. Type the address.

/// tab | Windows
Press **Start**.
///

/// tab | macOS
Open **Settings**.
///

## If it fails

| Sign | Meaning |
|---|---|
| 535 | wrong password |
""",
    "es/mail-setup/primeros-pasos.md": """---
key: first-steps
title: Primeros pasos con tu buzón
related: [port-test]
---
El servidor es `{{ mail.host }}`.
""",
    "en/mail-problems/port-test.md": """---
title: Test the port
kind: fix
---
![The window](window.png){ width=2 height=1 }
""",
    "es/mail-problems/prueba-del-puerto.md": (
        "---\nkey: port-test\ntitle: Prueba el puerto\n---\nHola\n"
    ),
    "en/mail-problems/only-english.md": "---\ntitle: Only in English\n---\nHello there.\n",
    "en/odd-things/lamp.md": "---\ntitle: Change the lamp\n---\nTurn it left.\n",
    "en/mail-setup/draft.md": "---\ntitle: A secret draft\nstatus: draft\n---\nNot yet.\n",
    "en/mail-setup/old-way.md": (
        "---\ntitle: The old way\nstatus: archived\nrelated: [first-steps]\n---\nGone.\n"
    ),
}
"""A folder of articles with one of each case: by path, its text."""


def write_articles(folder: Path, articles: dict[str, str] = SAMPLE_ARTICLES) -> Path:
    """Write `articles` under `folder`, with two pictures, and return it."""
    for path, text in articles.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    beside = folder / "en/mail-problems"
    beside.mkdir(parents=True, exist_ok=True)
    (beside / "window.png").write_bytes(picture())
    (beside / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return folder
