"""The mails of a ticket's life: it is to be confirmed, waits, is answered, solved, closes."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import format_datetime

from portal.delivery.mails import Letters
from portal.delivery.model import Mail
from portal.tickets.mails.approvals import ApprovalMails
from portal.tickets.mails.letters import about, on_its_page, open_link
from portal.tickets.mails.people import PeopleMails
from portal.tickets.model import Missing, Queue, Ticket
from portal.tickets.rules.authority import needs_approval
from portal.web.i18n import gettext


class TicketMails:
    """Writes what a ticket's writer is told; those who approve and single people have their own."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters
        self.approvals = ApprovalMails(letters)
        self.people = PeopleMails(letters)

    def confirmation(self, ticket: Ticket, token: str, expires_at: datetime) -> Mail:
        """Ask whoever reads the address to confirm that the ticket is theirs."""
        with about(self._letters, ticket, "confirmation") as letter:
            day = format_datetime(expires_at, gettext("d MMMM yyyy, H:mm"))
            subject = gettext("Confirm your email for ticket %(ref)s", ref=ticket.reference)
            paragraphs = [
                gettext(
                    "Somebody wrote to %(brand)s support and gave this email address. If it was"
                    " you, confirm it and the ticket enters the queue:",
                    brand=letter.brand,
                ),
                letter.link(f"tickets/confirm/{token}"),
                gettext("The link works once, until %(day)s.", day=day),
                gettext(
                    "If it was not you, do nothing. Without confirmation the ticket reaches nobody"
                    " and is deleted after %(days)s days.",
                    days=self._letters.site.policy.confirmation_days,
                ),
                gettext("Reference: %(ref)s", ref=ticket.reference),
            ]
            return letter.mail(subject, paragraphs)

    def entered(self, ticket: Ticket, token: str) -> Mail:
        """Say that the ticket is in the queue, and where its page is."""
        first_answer = self._letters.site.policy.first_answer
        target = first_answer.hours(is_billing=ticket.queue is Queue.BILLING)
        with about(self._letters, ticket, "entered") as letter:
            subject = gettext("Ticket %(ref)s is in the queue", ref=ticket.reference)
            paragraphs = [
                gettext("Your address is confirmed and your ticket is in the queue:"),
                f"{ticket.reference}: {ticket.subject}",
                gettext(
                    "Its page, for messages and files both ways: %(link)s",
                    link=open_link(self._letters, ticket, token),
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
                if needs_approval(ticket.intake.background) and not ticket.account
                else "",
                on_its_page(),
            ]
            return letter.mail(subject, paragraphs)

    def link(self, ticket: Ticket, token: str) -> Mail:
        """Bring another link to the ticket's page, because somebody asked for it."""
        with about(self._letters, ticket, "link") as letter:
            subject = gettext("Your link to ticket %(ref)s", ref=ticket.reference)
            paragraphs = [
                gettext(
                    "Somebody asked for a new link to this ticket's page. If it was you, open it:"
                ),
                open_link(self._letters, ticket, token),
                gettext("If it was not you, do nothing. Nobody but you has received the link."),
                gettext("Reference: %(ref)s", ref=ticket.reference),
            ]
            return letter.mail(subject, paragraphs)

    def answered(
        self,
        ticket: Ticket,
        text: str,
        token: str,
        *,
        waits: bool,
        asked_for: Sequence[Missing] = (),
    ) -> Mail:
        """Bring the customer what support wrote, and what is missing to go on."""
        page = open_link(self._letters, ticket, token)
        with about(self._letters, ticket, "answered") as letter:
            subject = (
                gettext("Ticket %(ref)s waits for you", ref=ticket.reference)
                if waits
                else gettext("Answer to your ticket %(ref)s", ref=ticket.reference)
            )
            paragraphs = [
                gettext("Support has answered your ticket “%(subject)s”:", subject=ticket.subject),
                text,
                gettext("We wait for your reply to go on.") if waits else "",
                _list(asked_for),
                gettext("Reply on its page: %(link)s", link=page),
                on_its_page(),
            ]
            return letter.mail(subject, paragraphs)

    def solved(self, ticket: Ticket, text: str, token: str) -> Mail:
        """Say that support takes the problem as solved, and how to disagree (R24)."""
        with about(self._letters, ticket, "solved") as letter:
            subject = gettext("Is ticket %(ref)s solved?", ref=ticket.reference)
            paragraphs = [
                gettext(
                    "Support takes your ticket “%(subject)s” as solved.", subject=ticket.subject
                ),
                text,
                gettext(
                    "If it is not, say so within %(days)s days and it goes back into the queue:"
                    " %(link)s",
                    days=self._letters.site.policy.reopen_days,
                    link=open_link(self._letters, ticket, token),
                ),
                on_its_page(),
            ]
            return letter.mail(subject, paragraphs)

    def split(self, ticket: Ticket, new: Ticket, token: str) -> Mail:
        """Say that the second problem of `ticket` goes on in a ticket of its own (R8)."""
        with about(self._letters, new, "split") as letter:
            subject = gettext("Ticket %(ref)s is two tickets now", ref=ticket.reference)
            paragraphs = [
                gettext(
                    "Your ticket “%(subject)s” told of two problems. So that neither is forgotten,"
                    " the second goes on in a ticket of its own, in the same place of the queue:",
                    subject=ticket.subject,
                ),
                f"{new.reference}: {new.subject}",
                gettext("Its page: %(link)s", link=open_link(self._letters, new, token)),
                gettext("You have nothing to send again; the first ticket goes on as it was."),
            ]
            return letter.mail(subject, paragraphs)

    def closing(self, ticket: Ticket, closes_at: datetime, token: str) -> Mail:
        """Say that a solved ticket closes soon, and how to disagree until then (R24)."""
        with about(self._letters, ticket, "closing") as letter:
            day = format_datetime(closes_at, gettext("d MMMM yyyy, H:mm"))
            subject = gettext("Ticket %(ref)s closes soon", ref=ticket.reference)
            paragraphs = [
                gettext(
                    "Your ticket “%(subject)s” was marked as solved and closes on %(day)s.",
                    subject=ticket.subject,
                    day=day,
                ),
                gettext("If it works, there is nothing to do."),
                gettext(
                    "If it does not, reopen it before that day: %(link)s",
                    link=open_link(self._letters, ticket, token),
                ),
                on_its_page(),
            ]
            return letter.mail(subject, paragraphs)


def missing_words(missing: Missing) -> str:
    """Return what the customer is asked for, as something to do."""
    return {
        Missing.ERROR_TEXT: gettext("The exact error text, copied as it is"),
        Missing.PICTURE: gettext("A picture of the whole window in which it happens"),
        Missing.STEPS: gettext("What to do, step by step, to see it again"),
        Missing.WHEN: gettext("When it happened last, to the minute if you can"),
        Missing.OTHER_DEVICE: gettext("Whether it also fails on another device or network"),
        Missing.CHANGES: gettext("What changed shortly before it began"),
        Missing.WHICH: gettext("Which domain, mailbox or server exactly it is about"),
        Missing.MESSAGE_FILE: gettext("The message itself, saved as an .eml file"),
        Missing.CONSENT: gettext("Whether we may change something, and what"),
        Missing.TRY_AGAIN: gettext("Whether it works now: please try once more"),
    }[missing]


def _list(asked_for: Sequence[Missing]) -> str:
    """Return what is missing, one thing in a line; empty where nothing was chosen."""
    if not asked_for:
        return ""
    lines = [f"- {missing_words(missing)}" for missing in asked_for]
    return "\n".join([gettext("What we need to go on:"), *lines])


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
