"""The words of every mail about a ticket, in the customer's locale.

R5: none holds an estimate. The confirmation goes to an address that nobody has proven yet, so
it holds nothing that the sender wrote.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask_babel import force_locale, format_datetime, gettext

from portal.delivery.model import Mail
from portal.kernel.locale import Locale
from portal.site import Site
from portal.tickets.rules.authority import needs_approval
from portal.tickets.model import Queue, Ticket


class TicketMails:
    """Writes mails. `url` is the public address without a slash at the end."""

    def __init__(self, site: Site, url: str) -> None:
        self._site, self._url = site, url

    def confirmation(self, ticket: Ticket, token: str, expires_at: datetime) -> Mail:
        """Ask whoever reads the address to confirm that the ticket is theirs."""
        link = self._link(ticket.locale, f"tickets/confirm/{token}")
        with _speaking(ticket.locale):
            day = format_datetime(expires_at, gettext("d MMMM yyyy, H:mm"))
            subject = gettext("Confirm your email for ticket %(ref)s", ref=ticket.reference)
            paragraphs = [
                gettext("Hello,"),
                gettext(
                    "Somebody wrote to %(brand)s support and gave this email address. If it was"
                    " you, confirm it and the ticket enters the queue:",
                    brand=self._site.brand.name,
                ),
                link,
                gettext("The link works once, until %(day)s.", day=day),
                gettext(
                    "If it was not you, do nothing. Without confirmation the ticket reaches nobody"
                    " and is deleted after %(days)s days.",
                    days=self._site.policy.confirmation_days,
                ),
                gettext("Reference: %(ref)s", ref=ticket.reference),
            ]
            return self._mail(ticket, subject, paragraphs, "confirmation")

    def entered(self, ticket: Ticket, token: str) -> Mail:
        """Say that the ticket is in the queue, and where its page is."""
        hours = self._site.policy.first_answer
        target = hours.billing_hours if ticket.queue is Queue.BILLING else hours.technical_hours
        with _speaking(ticket.locale):
            subject = gettext("Ticket %(ref)s is in the queue", ref=ticket.reference)
            paragraphs = [
                gettext("Hello,"),
                gettext("Your address is confirmed and your ticket is in the queue:"),
                f"{ticket.reference}: {ticket.subject}",
                gettext(
                    "Its page, for messages and files both ways: %(link)s",
                    link=self._open_link(ticket, token),
                ),
                gettext(
                    "Our target for the first answer is %(hours)s hours. We do not estimate when"
                    " something will be solved; you always see what was done and what is missing.",
                    hours=target,
                ),
                _price(ticket),
                gettext("Please keep everything about this problem in this ticket."),
                gettext(
                    "You wrote that you are not an authorised contact of the account. Before"
                    " anything is changed or told, one of them has to approve."
                )
                if needs_approval(ticket.intake.background)
                else "",
            ]
            return self._mail(ticket, subject, paragraphs, "entered")

    def link(self, ticket: Ticket, token: str) -> Mail:
        """Bring another link to the ticket's page, because somebody asked for it."""
        with _speaking(ticket.locale):
            subject = gettext("Your link to ticket %(ref)s", ref=ticket.reference)
            paragraphs = [
                gettext("Hello,"),
                gettext(
                    "Somebody asked for a new link to this ticket's page. If it was you, open it:"
                ),
                self._open_link(ticket, token),
                gettext("If it was not you, do nothing. Nobody but you has received the link."),
                gettext("Reference: %(ref)s", ref=ticket.reference),
            ]
            return self._mail(ticket, subject, paragraphs, "link")

    def answered(self, ticket: Ticket, text: str, token: str, *, waits: bool) -> Mail:
        """Bring the customer what support wrote."""
        with _speaking(ticket.locale):
            subject = gettext("Answer to your ticket %(ref)s", ref=ticket.reference)
            paragraphs = [
                gettext("Hello,"),
                gettext("Support has answered your ticket “%(subject)s”:", subject=ticket.subject),
                text,
                gettext("We wait for your reply to go on.") if waits else "",
                gettext("Reply on its page: %(link)s", link=self._open_link(ticket, token)),
            ]
            return self._mail(ticket, subject, paragraphs, "answered")

    def solved(self, ticket: Ticket, text: str, token: str) -> Mail:
        """Say that support takes the problem as solved, and how to disagree (R24)."""
        with _speaking(ticket.locale):
            subject = gettext("Is ticket %(ref)s solved?", ref=ticket.reference)
            paragraphs = [
                gettext("Hello,"),
                gettext(
                    "Support takes your ticket “%(subject)s” as solved.", subject=ticket.subject
                ),
                text,
                gettext(
                    "If it is not, say so within %(days)s days and it goes back into the queue:"
                    " %(link)s",
                    days=self._site.policy.reopen_days,
                    link=self._open_link(ticket, token),
                ),
            ]
            return self._mail(ticket, subject, paragraphs, "solved")

    def _open_link(self, ticket: Ticket, token: str) -> str:
        return self._link(ticket.locale, f"tickets/open/{token}")

    def _link(self, locale: Locale, path: str) -> str:
        return f"{self._url}/{locale}/{path}"

    def _mail(self, ticket: Ticket, subject: str, paragraphs: list[str], purpose: str) -> Mail:
        ends = [
            gettext("%(brand)s support", brand=self._site.brand.name) + "\n" + self._url,
            gettext("We will never ask you for a password, by mail or by phone."),
        ]
        return Mail(
            to=ticket.intake.person.email,
            subject=subject,
            text="\n\n".join(part for part in paragraphs + ends if part) + "\n",
            locale=ticket.locale,
            reference=ticket.reference,
            purpose=purpose,
        )


def _price(ticket: Ticket) -> str:
    """Return what was agreed to be paid for, with time and person; empty where nothing was."""
    agreed = ticket.intake.price
    if agreed is None:
        return ""
    return gettext(
        "Paid work: %(price)s in our price list, agreed to by %(name)s on %(day)s.",
        price=agreed.price,
        name=agreed.by,
        day=format_datetime(datetime.fromisoformat(agreed.at), gettext("d MMMM yyyy, H:mm")),
    )


@contextmanager
def _speaking(locale: Locale) -> Iterator[None]:
    with force_locale(str(locale)):
        yield
