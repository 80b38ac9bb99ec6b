"""A ticket as a technician in another help desk reads it: a colleague's report, and the facts.

It is written in the house's language when the event happens; what the customer wrote stays in
theirs. It says nothing that the ticket's own page for support does not say.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask_babel import format_datetime

from portal.delivery.model import desk
from portal.kernel.locale import Locale
from portal.tickets.forms import background, words
from portal.tickets.forms.desk_facts import ticket_data
from portal.tickets.forms.page import size_words
from portal.tickets.model import ChainLink, DeviceTried, Known, Message, Ticket
from portal.tickets.service.news import News
from portal.web.i18n import gettext as _
from portal.web.i18n import speaking

_MARKS = {"ok": "✓", "fail": "✗", "unknown": "?"}


@dataclass(frozen=True)
class DeskReport:
    """Writes in `locale`; `url` is the public address without a slash at the end.

    `access_words` and `flag_words` are support's own words for two codes.
    """

    brand: str
    url: str
    locale: Locale
    access_words: Callable[[str], str]
    flag_words: Callable[[str], str]

    def write(self, news: News) -> desk.TicketEvent:
        """Return the event, with the report to read in it."""
        with speaking(self.locale):
            text = "\n".join(self._whole(news) if news.is_new else self._more(news)) + "\n"
        kind = desk.EventType.CREATED if news.is_new else desk.EventType.UPDATED
        data = ticket_data(news, text, self._page(news.ticket))
        return desk.TicketEvent(type=kind, timestamp=news.at, data=data)

    def left_out(self) -> str:
        """Return the sentence before the names of files that could not go along."""
        with speaking(self.locale):
            return _("These files could not be sent along. They are on the ticket's page:")

    def _page(self, ticket: Ticket) -> str:
        return f"{self.url}/staff/tickets/{ticket.reference}"

    # -- the report

    def _whole(self, news: News) -> Iterator[str]:
        ticket = news.ticket
        report = ticket.intake.report
        yield ticket.subject
        yield " · ".join(
            (
                ticket.reference,
                words.kind_name(ticket.kind),
                words.priority_name(ticket.priority),
                *filter(None, [ticket.intake.domain]),
            )
        )
        steps = "\n".join(f"{n}. {step}" for n, step in enumerate(report.steps, 1))
        yield from _part(_("What happens"), report.observed)
        yield from _part(_("Expected"), report.expected)
        yield from _part(_("Steps"), steps)
        lines = [
            (_("Since"), report.since),
            (_("How often"), words.often_words(report.often)),
            (_("What changed"), report.changed),
        ]
        yield from _part("", _lines(lines))
        yield from self._evidence(ticket)
        yield from self._standing(ticket)
        yield from self._person(ticket)
        yield from self._end(ticket, news.message)

    def _evidence(self, ticket: Ticket) -> Iterator[str]:
        intake = ticket.intake
        chain = "\n".join(map(self._link, intake.chain))
        known = "\n".join(map(_fact, intake.known))
        flags = "\n".join(f"! {self.flag_words(flag)}" for flag in intake.flags)
        yield from _part(_("Where it breaks"), chain)
        yield from _part(_("What is known"), "\n".join(filter(None, [known, flags])))
        yield from _part(_("Tried on other devices"), "\n".join(map(_tried, intake.devices)))
        yield from _part(_("Read, without help"), "\n".join(intake.articles))

    def _link(self, link: ChainLink) -> str:
        name = {
            "program": _("Their program"),
            "device": _("Their device"),
            "connection": _("Their connection"),
            "provider": self.brand,
            "recipient": _("The recipient"),
            "domain": _("Domain and DNS"),
        }.get(link.link, link.link)
        state = {"ok": _("Works"), "fail": _("Breaks here"), "unknown": _("Not known yet")}
        return f"{_MARKS.get(link.state, '·')} {name}: {state.get(link.state, link.state)}"

    def _standing(self, ticket: Ticket) -> Iterator[str]:
        intake = ticket.intake
        why = (
            f"{words.kind_name(ticket.kind)}. {words.kind_reason(intake.kind_reason)}\n"
            f"{words.priority_name(ticket.priority)}."
            f" {words.priority_reason(intake.priority_reason)}\n"
        )
        own = _lines([(_("In their own view"), intake.report.own_view)])
        yield from _part(_("Why it counts as it does"), (why + own).rstrip())

    def _person(self, ticket: Ticket) -> Iterator[str]:
        intake, report = ticket.intake, ticket.intake.report
        lines = [
            (_("Name"), intake.person.name),
            (_("Email"), intake.person.email),
            (_("About"), intake.domain),
            *background.rows(intake.background, self.brand),
            (_("Access"), self.access_words(intake.access)),
            (_("Permission"), words.consent_words(report.consent, report.consent_for)),
            (_("Permission given"), _given(ticket)),
            (_("Price agreed"), words.price_words(intake.price)),
            (_("Call when solved"), _("Yes") if report.call_when_solved else ""),
            (_("Language"), ticket.locale.label),
        ]
        yield from _part(_("Who asks"), _lines(lines))

    def _more(self, news: News) -> Iterator[str]:
        ticket, message = news.ticket, news.message
        person = ticket.intake.person
        yield f"{ticket.reference}: {ticket.subject}"
        state = words.state_name(ticket.state, staff=True)
        yield _("%(name)s, now: %(state)s", name=person.name or person.email, state=state)
        if message is not None:
            yield from _part("", message.text)
        yield from self._end(ticket, message)

    def _end(self, ticket: Ticket, message: Message | None) -> Iterator[str]:
        files = message.attachments if message else ()
        names = "\n".join(f"- {file.name}, {size_words(file.size)}" for file in files)
        yield from _part(_("Files"), names)
        yield ""
        yield _("The whole conversation: %(url)s", url=self._page(ticket))


def _given(ticket: Ticket) -> str:
    """Return when and by whom the permission was given (R17); empty where nobody said."""
    at, name = background.consented_at(ticket.intake.background), ticket.intake.person.name
    if at is None or ticket.intake.report.consent is None:
        return ""
    day = format_datetime(at, _("d MMMM yyyy, H:mm"))
    return f"{name}, {day}" if name else day


def _part(heading: str, body: str) -> Iterator[str]:
    """Yield a paragraph under its heading; nothing where there is nothing to say."""
    if not body.strip():
        return
    yield ""
    if heading:
        yield heading.upper()
    yield body.strip()


def _lines(pairs: list[tuple[str, str]]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in pairs if value)


def _tried(device: DeviceTried) -> str:
    said = {"works": _("Works"), "fails": _("Fails")}.get(device.answer, device.answer)
    return f"{said} · {device.family or _('Another browser')} · {device.network} · {device.at}"


def _fact(known: Known) -> str:
    fact = f"{known.label}: {known.value}" if known.value else known.label
    mark = _MARKS.get(known.state, "·")
    if known.state == "unknown":
        return f"{mark} {fact}"
    return f"{mark} {fact} ({words.origin_words(known.origin, staff=True)})"
