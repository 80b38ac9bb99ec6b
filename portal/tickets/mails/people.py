"""Mails about a person and not a ticket: their data, and what they may do."""

from datetime import datetime

from flask_babel import format_date, format_datetime

from portal.delivery.mails import Letters
from portal.delivery.model import Mail
from portal.kernel.locale import Locale
from portal.tickets.mails.letters import about
from portal.tickets.model import Ticket
from portal.tickets.rules.suspension import Suspension
from portal.web.i18n import gettext


class PeopleMails:
    """Bring people their data, and tell them that they are suspended (R15)."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    def own_data(self, email: str, locale: Locale, token: str) -> Mail:
        """Bring the link to everything of an address; it holds nothing that anybody typed."""
        with self._letters.to(email, locale, "own_data") as letter:
            paragraphs = [
                gettext(
                    "Somebody asked for the tickets and files of this address, to download or to"
                    " delete them. If it was you, open this within a day:"
                ),
                letter.link(f"tickets/data/open/{token}"),
                gettext("If it was not you, do nothing. Nobody but you has received the link."),
            ]
            subject = gettext("Your link to your data")
            return letter.mail(subject, paragraphs)

    def deletion(self, email: str, locale: Locale, due_at: datetime) -> Mail:
        """Confirm that everything will be deleted, and how to keep it after all."""
        with self._letters.to(email, locale, "deletion") as letter:
            paragraphs = [
                gettext(
                    "You asked us to delete your tickets, messages and files. They are deleted"
                    " after %(day)s.",
                    day=format_datetime(due_at, gettext("d MMMM yyyy, H:mm")),
                ),
                gettext(
                    "Until then you can keep them after all, or download them: %(link)s",
                    link=letter.link("tickets/data"),
                ),
            ]
            subject = gettext("Your tickets will be deleted")
            return letter.mail(subject, paragraphs)

    def suspended(self, ticket: Ticket, suspension: Suspension) -> Mail:
        """Tell a contact that they cannot file, why, until when, and how to object (R15)."""
        until = suspension.last_moment
        with about(self._letters, ticket, "suspended") as letter:
            paragraphs = [
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
                    email=self._letters.site.value("mail_to.complaints", ticket.locale),
                ),
            ]
            subject = gettext("You cannot open tickets for now")
            return letter.mail(subject, paragraphs)
