"""The words of every mail about a ticket, in the customer's locale.

R5: none holds an estimate. The confirmation goes to an address that nobody has proven yet, so
it holds nothing that the sender wrote.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from flask_babel import force_locale, format_date, format_datetime, gettext

from portal.delivery.model import Mail
from portal.kernel.locale import Locale
from portal.site import Site
from portal.tickets.model import Missing, Person, Queue, Ticket
from portal.tickets.rules.authority import needs_approval
from portal.tickets.rules.suspension import Suspension

_ANSWERED_ON_THE_PAGE = frozenset({"entered", "answered", "solved", "closing"})


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
                if needs_approval(ticket.intake.background) and not ticket.account
                else "",
            ]
            return self._mail(ticket, subject, paragraphs, "entered")

    def awaiting(self, ticket: Ticket, token: str) -> Mail:
        """Say that the ticket is kept, and waits for an authorised contact (R16)."""
        with _speaking(ticket.locale):
            subject = gettext("Ticket %(ref)s waits for approval", ref=ticket.reference)
            paragraphs = [
                gettext("Hello,"),
                gettext(
                    "Your ticket is kept. It is about an account of which you are not an authorised"
                    " contact, so we have asked those who are:"
                ),
                f"{ticket.reference}: {ticket.subject}",
                gettext(
                    "Once one of them approves, it enters the queue. If nobody answers within"
                    " %(days)s days, it is closed and you hear from us.",
                    days=self._site.policy.approval_days,
                ),
                gettext("Its page: %(link)s", link=self._open_link(ticket, token)),
            ]
            return self._mail(ticket, subject, paragraphs, "awaiting")

    def approval(self, ticket: Ticket, contact: Person, token: str, until: datetime) -> Mail:
        """Ask an authorised contact; nothing that the writer chose is in it but their address."""
        link = self._link(ticket.locale, f"approvals/{token}")
        with _speaking(ticket.locale):
            subject = gettext("Ticket %(ref)s needs your approval", ref=ticket.reference)
            day = format_datetime(until, gettext("d MMMM yyyy, H:mm"))
            paragraphs = [
                gettext("Hello,"),
                gettext(
                    "Somebody asks %(brand)s support about an account for which you decide. They"
                    " proved that they read this address: %(email)s",
                    brand=self._site.brand.name,
                    email=ticket.intake.person.email,
                ),
                gettext("Read what they ask, and approve or decline it:"),
                link,
                gettext("The link is for you alone and works until %(day)s.", day=day),
                gettext("Until somebody approves, support does nothing and tells nothing."),
                gettext("Reference: %(ref)s", ref=ticket.reference),
            ]
            mail = self._mail(ticket, subject, paragraphs, "approval")
        return replace(mail, to=contact.email)

    def not_approved(self, ticket: Ticket, reason: str, token: str) -> Mail:
        """Say that the ticket is closed: somebody declined, with a reason, or nobody answered."""
        with _speaking(ticket.locale):
            subject = gettext("Ticket %(ref)s was not approved", ref=ticket.reference)
            paragraphs = [
                gettext("Hello,"),
                gettext("An authorised contact of the account declined your ticket. They wrote:")
                if reason
                else gettext("No authorised contact of the account answered in time."),
                reason,
                gettext(
                    "It is closed, and everything stays on its page: %(link)s",
                    link=self._open_link(ticket, token),
                ),
                gettext(
                    "Speak with the account's contacts; once they agree, they can write to us, or"
                    " you send it again."
                ),
            ]
            return self._mail(ticket, subject, paragraphs, "not_approved")

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
        with _speaking(ticket.locale):
            subject = (
                gettext("Ticket %(ref)s waits for you", ref=ticket.reference)
                if waits
                else gettext("Answer to your ticket %(ref)s", ref=ticket.reference)
            )
            paragraphs = [
                gettext("Hello,"),
                gettext("Support has answered your ticket “%(subject)s”:", subject=ticket.subject),
                text,
                gettext("We wait for your reply to go on.") if waits else "",
                _list(asked_for),
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

    def split(self, ticket: Ticket, new: Ticket, token: str) -> Mail:
        """Say that the second problem of `ticket` goes on in a ticket of its own (R8)."""
        with _speaking(ticket.locale):
            subject = gettext("Ticket %(ref)s is two tickets now", ref=ticket.reference)
            paragraphs = [
                gettext("Hello,"),
                gettext(
                    "Your ticket “%(subject)s” told of two problems. So that neither is forgotten,"
                    " the second goes on in a ticket of its own, in the same place of the queue:",
                    subject=ticket.subject,
                ),
                f"{new.reference}: {new.subject}",
                gettext("Its page: %(link)s", link=self._open_link(new, token)),
                gettext("You have nothing to send again; the first ticket goes on as it was."),
            ]
            return self._mail(new, subject, paragraphs, "split")

    def suspended(self, ticket: Ticket, suspension: Suspension) -> Mail:
        """Tell a contact that they cannot file, why, until when, and how to object (R15)."""
        until = suspension.last_moment
        with _speaking(ticket.locale):
            paragraphs = [
                gettext("Hello,"),
                gettext(
                    "You cannot open or answer tickets until %(day)s.",
                    day=format_date(until, gettext("d MMMM yyyy")),
                )
                if until
                else gettext("You can no longer open or answer tickets."),
                gettext("The reason: %(reason)s", reason=suspension.reason),
                gettext(
                    "Your services go on as before, and colleagues who are contacts of the account"
                    " can write to us. You can still read the help and your tickets."
                ),
                gettext(
                    "You do not agree? Write to %(email)s: somebody who had nothing to do with it"
                    " reads it.",
                    email=self._site.value("mail_to.complaints", ticket.locale),
                ),
            ]
            subject = gettext("You cannot open tickets for now")
            return self._mail(ticket, subject, paragraphs, "suspended")

    def closing(self, ticket: Ticket, closes_at: datetime, token: str) -> Mail:
        """Say that a solved ticket closes soon, and how to disagree until then (R24)."""
        with _speaking(ticket.locale):
            day = format_datetime(closes_at, gettext("d MMMM yyyy, H:mm"))
            subject = gettext("Ticket %(ref)s closes soon", ref=ticket.reference)
            paragraphs = [
                gettext("Hello,"),
                gettext(
                    "Your ticket “%(subject)s” was marked as solved and closes on %(day)s.",
                    subject=ticket.subject,
                    day=day,
                ),
                gettext("If it works, there is nothing to do."),
                gettext(
                    "If it does not, reopen it before that day: %(link)s",
                    link=self._open_link(ticket, token),
                ),
            ]
            return self._mail(ticket, subject, paragraphs, "closing")

    def own_data(self, email: str, locale: Locale, token: str) -> Mail:
        """Bring the link to everything of an address; it holds nothing that anybody typed."""
        with _speaking(locale):
            paragraphs = [
                gettext("Hello,"),
                gettext(
                    "Somebody asked for the tickets and files of this address, to download or to"
                    " delete them. If it was you, open this within a day:"
                ),
                self._link(locale, f"tickets/data/open/{token}"),
                gettext("If it was not you, do nothing. Nobody but you has received the link."),
            ]
            subject = gettext("Your link to your data")
            return self._to(email, locale, subject, paragraphs, "own_data")

    def deletion(self, email: str, locale: Locale, due_at: datetime) -> Mail:
        """Confirm that everything will be deleted, and how to keep it after all."""
        with _speaking(locale):
            paragraphs = [
                gettext("Hello,"),
                gettext(
                    "You asked us to delete your tickets, messages and files. They are deleted"
                    " after %(day)s.",
                    day=format_datetime(due_at, gettext("d MMMM yyyy, H:mm")),
                ),
                gettext(
                    "Until then you can keep them after all, or download them: %(link)s",
                    link=self._link(locale, "tickets/data"),
                ),
            ]
            subject = gettext("Your tickets will be deleted")
            return self._to(email, locale, subject, paragraphs, "deletion")

    def _open_link(self, ticket: Ticket, token: str) -> str:
        return self._link(ticket.locale, f"tickets/open/{token}")

    def _link(self, locale: Locale, path: str) -> str:
        return f"{self._url}/{locale}/{path}"

    def _mail(self, ticket: Ticket, subject: str, paragraphs: list[str], purpose: str) -> Mail:
        if purpose in _ANSWERED_ON_THE_PAGE:
            paragraphs = [
                *paragraphs,
                gettext(
                    "Please do not reply to this mail: answers and files go through the ticket's"
                    " page, so that whoever works on it has all of it."
                ),
            ]
        email, locale = ticket.intake.person.email, ticket.locale
        return self._to(email, locale, subject, paragraphs, purpose, ticket.reference)

    def _to(
        self,
        email: str,
        locale: Locale,
        subject: str,
        paragraphs: list[str],
        purpose: str,
        reference: str = "",
    ) -> Mail:
        ends = [
            gettext("%(brand)s support", brand=self._site.brand.name) + "\n" + self._url,
            gettext("We will never ask you for a password, by mail or by phone."),
        ]
        return Mail(
            to=email,
            subject=subject,
            text="\n\n".join(part for part in paragraphs + ends if part) + "\n",
            locale=locale,
            reference=reference,
            purpose=purpose,
        )


def missing_words(missing: Missing) -> str:
    """Return what the customer is asked for, as something to do."""
    found: str = {
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
    return found


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
    told: str = gettext(
        "Paid work: %(price)s in our price list, agreed to by %(name)s on %(day)s.",
        price=agreed.price,
        name=agreed.by,
        day=format_datetime(datetime.fromisoformat(agreed.at), gettext("d MMMM yyyy, H:mm")),
    )
    return told


@contextmanager
def _speaking(locale: Locale) -> Iterator[None]:
    with force_locale(str(locale)):
        yield
