"""Between rows and values: the intake is kept as JSON, of a shape that can only grow."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from portal.kernel.locale import Locale
from portal.kernel.text import fold
from portal.tickets.model import (
    Background,
    ChainLink,
    Consent,
    DeviceTried,
    Intake,
    Keeper,
    Kind,
    Known,
    Operator,
    Origin,
    Person,
    PriceAgreed,
    Priority,
    Queue,
    Relation,
    Report,
    State,
    Ticket,
)


def dump_intake(intake: Intake) -> dict[str, Any]:
    """Return `intake` as JSON data."""
    return asdict(intake)


def load_intake(data: dict[str, Any]) -> Intake:
    """Return the intake kept as `data`."""
    report = dict(data["report"])
    report["steps"] = tuple(report["steps"])
    report["consent"] = Consent(report["consent"]) if report["consent"] else None
    return Intake(
        report=Report(**report),
        person=Person(**data["person"]),
        known=tuple(_known(item) for item in data["known"]),
        chain=tuple(ChainLink(**item) for item in data["chain"]),
        kind_reason=data["kind_reason"],
        priority_reason=data["priority_reason"],
        articles=tuple(data["articles"]),
        flags=tuple(data["flags"]),
        access=data.get("access", ""),
        domain=data.get("domain", ""),
        background=_background(data.get("background", {})),
        read=tuple(data.get("read", ())),
        follows=data.get("follows", ""),
        devices=tuple(DeviceTried(**item) for item in data.get("devices", ())),
        symptom=data.get("symptom", ""),
        server=data.get("server", ""),
        price=PriceAgreed(**data["price"]) if data.get("price") else None,
        phone=data.get("phone", ""),
        answers=tuple((node, value) for node, value in data.get("answers", ())),
        given=tuple((fact, value) for fact, value in data.get("given", ())),
    )


def searched_text(intake: Intake) -> str:
    """Return the words of `intake` by which a ticket is found, folded."""
    report = intake.report
    own = (report.subject, *report.steps, report.expected, report.observed, report.changed)
    return fold(" ".join((*own, intake.domain, intake.server)))


def _background(data: dict[str, Any]) -> Background:
    return Background(
        relation=Relation(data["relation"]) if data.get("relation") else None,
        acts_for=data.get("acts_for", ""),
        operator=Operator(data["operator"]) if data.get("operator") else None,
        operator_name=data.get("operator_name", ""),
        kept=tuple((thing, Keeper(keeper)) for thing, keeper in data.get("kept", ())),
        consented_at=data.get("consented_at", ""),
    )


def _known(item: dict[str, Any]) -> Known:
    return Known(**{**item, "origin": Origin(item["origin"])})


def load_ticket(row: Row[Any]) -> Ticket:
    """Return the ticket of a row."""
    return Ticket(
        id=row.id,
        reference=row.reference,
        state=State(row.state),
        kind=Kind(row.kind),
        priority=Priority(row.priority),
        queue=Queue(row.queue),
        product=row.product,
        flow=row.flow,
        outcome=row.outcome,
        locale=Locale(row.locale),
        intake=load_intake(row.intake),
        created_at=row.created_at,
        updated_at=row.updated_at,
        entered_at=row.entered_at,
        answered_at=row.answered_at,
        solved_at=row.solved_at,
        assignee=row.assignee,
        account=row.account,
    )
