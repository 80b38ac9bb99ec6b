"""Tickets on their way to a help desk, for every channel's tests."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from portal.delivery.model import DESK, OutboxRow, State
from portal.delivery.model.desk import (
    Agreement,
    Customer,
    Dispatch,
    EventType,
    Fact,
    File,
    Link,
    Permission,
    Report,
    Said,
    TicketData,
    TicketEvent,
)
from portal.kernel.errors import NotFound

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LOG, SHOT = b"421 try again later\n", b"\x89PNG\r\n\x1a\n" + bytes(2000)
STORE = {"stored-log": LOG, "stored-shot": SHOT}
TEXT = "El correo de ana@cliente.example no sale.\n\n1. Abrir Outlook <b>\n2. Enviar\n"


def load(name: str) -> bytes:
    """Return what the store holds under `name`."""
    if name not in STORE:
        raise NotFound(name)
    return STORE[name]


def file(number: str, name: str, mime: str, content: bytes) -> File:
    return File(
        id=number,
        name=name,
        size=len(content),
        mime=mime,
        sha256=hashlib.sha256(content).hexdigest(),
        url=f"https://help.faro.example/staff/tickets/FARO-4821/files/{number}",
    )


FILES = (
    file("a", "registro žluťoučký.log", "text/plain", LOG),
    file("b", "x.png", "image/png", SHOT),
)
STORED = {"a": "stored-log", "b": "stored-shot"}


def make_data(**changes: Any) -> TicketData:
    data = TicketData(
        reference="FARO-4821",
        url="https://help.faro.example/staff/tickets/FARO-4821",
        subject="Outlook: no puedo enviar (ana@cliente.example)",
        kind="incident",
        kind_reason="beyond_panel",
        priority="medium",
        priority_reason="degraded",
        state="new",
        queue="technical",
        product="mail",
        flow="mail",
        outcome="o_ticket",
        locale="es",
        domain="cliente.example",
        access="panel",
        call_when_solved=False,
        created_at=NOW,
        entered_at=NOW,
        customer=Customer(name="Ana Prieto", email="ana@cliente.example"),
        report=Report(
            steps=("Abrir Outlook", "Enviar"),
            expected="Sale",
            observed="No sale",
            since="lunes",
            often="siempre",
            changed="",
            own_view="",
        ),
        permission=Permission(consent="look", consent_for=""),
        agreement=Agreement(price="WORK-MAIL-MOVE", agreed_at=NOW, agreed_by="Ana Prieto"),
        known=(Fact(label="Webmail", value="funciona", origin="tried", state="ok"),),
        chain=(Link(link="program", state="fail"), Link(link="provider", state="ok")),
        articles=("isp-blocks-mail-ports",),
        flags=(),
        text=TEXT,
        message=Said(id="m1", author="Ana Prieto", text="No sale", at=NOW, files=FILES),
    )
    return data.model_copy(update=changes)


def make_row(
    number: int = 1, *, more: bool = False, attempts: int = 0, remote: str = "", **changes: Any
) -> OutboxRow:
    """Return a ticket of the outbox; `more` makes it something that the customer adds."""
    if more:
        said = Said(id=f"m{number}", author="Ana Prieto", text="Y ahora tampoco", at=NOW, files=())
        changes = {"message": said, "text": "Y ahora tampoco\n", **changes}
    kind = EventType.UPDATED if more else EventType.CREATED
    event = TicketEvent(type=kind, timestamp=NOW, data=make_data(**changes))
    row_id = f"{number:032x}"
    row = OutboxRow(
        id=row_id,
        message_id=f"<{row_id}@faro.example>",
        channel=DESK,
        payload=Dispatch(event, STORED, "These files could not be sent along:").to_payload(),
        state=State.WAITING,
        attempts=attempts,
        due_at=NOW,
        leased_until=None,
        last_error="",
        created_at=NOW,
        reference="FARO-4821",
        purpose=kind.value,
        step=number,
    )
    return replace(row, remote=remote)
