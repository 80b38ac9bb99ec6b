"""Mails about tickets that an authorised contact has to approve (R16)."""

from datetime import datetime

from flask_babel import format_datetime

from portal.delivery.mails import Letters
from portal.delivery.model import Mail
from portal.tickets.mails.letters import about, open_link
from portal.tickets.model import Person, Ticket
from portal.web.i18n import gettext


class ApprovalMails:
    """Ask those who decide, and tell the writer how it stands."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    def awaiting(self, ticket: Ticket, token: str) -> Mail:
        """Say that the ticket is kept, and waits for an authorised contact (R16)."""
        with about(self._letters, ticket, "awaiting") as letter:
            subject = gettext("Ticket %(ref)s waits for approval", ref=ticket.reference)
            paragraphs = [
                gettext(
                    "Your ticket is kept. It is about an account of which you are not an authorised"
                    " contact, so we have asked those who are:"
                ),
                f"{ticket.reference}: {ticket.subject}",
                gettext(
                    "Once one of them approves, it enters the queue. If nobody answers within"
                    " %(days)s days, it is closed and you hear from us.",
                    days=self._letters.site.policy.approval_days,
                ),
                gettext("Its page: %(link)s", link=open_link(self._letters, ticket, token)),
            ]
            return letter.mail(subject, paragraphs)

    def approval(self, ticket: Ticket, contact: Person, token: str, until: datetime) -> Mail:
        """Ask an authorised contact; nothing that the writer chose is in it but their address."""
        email, locale = contact.email, ticket.locale
        with self._letters.to(email, locale, "approval", ticket.reference) as letter:
            subject = gettext("Ticket %(ref)s needs your approval", ref=ticket.reference)
            day = format_datetime(until, gettext("d MMMM yyyy, H:mm"))
            paragraphs = [
                gettext(
                    "Somebody asks %(brand)s support about an account for which you decide. They"
                    " proved that they read this address: %(email)s",
                    brand=letter.brand,
                    email=ticket.intake.person.email,
                ),
                gettext("Read what they ask, and approve or decline it:"),
                letter.link(f"approvals/{token}"),
                gettext("The link is for you alone and works until %(day)s.", day=day),
                gettext("Until somebody approves, support does nothing and tells nothing."),
                gettext("Reference: %(ref)s", ref=ticket.reference),
            ]
            return letter.mail(subject, paragraphs)

    def not_approved(self, ticket: Ticket, reason: str, token: str) -> Mail:
        """Say that the ticket is closed: somebody declined, with a reason, or nobody answered."""
        with about(self._letters, ticket, "not_approved") as letter:
            subject = gettext("Ticket %(ref)s was not approved", ref=ticket.reference)
            paragraphs = [
                gettext("An authorised contact of the account declined your ticket. They wrote:")
                if reason
                else gettext("No authorised contact of the account answered in time."),
                reason,
                gettext(
                    "It is closed, and everything stays on its page: %(link)s",
                    link=open_link(self._letters, ticket, token),
                ),
                gettext(
                    "Speak with the account's contacts; once they agree, they can write to us, or"
                    " you send it again."
                ),
            ]
            return letter.mail(subject, paragraphs)
