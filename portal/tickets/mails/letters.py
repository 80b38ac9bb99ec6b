"""What mails about tickets have in common beyond their envelope."""

from contextlib import AbstractContextManager

from portal.delivery.mails import Letter, Letters
from portal.tickets.model import Ticket
from portal.web.i18n import gettext


def about(letters: Letters, ticket: Ticket, purpose: str) -> AbstractContextManager[Letter]:
    """Begin a mail to whoever wrote `ticket`."""
    return letters.to(ticket.intake.person.email, ticket.locale, purpose, ticket.reference)


def open_link(letters: Letters, ticket: Ticket, token: str) -> str:
    """Return the link that opens the ticket's page for its writer."""
    return letters.link(f"{ticket.locale}/tickets/open/{token}")


def on_its_page() -> str:
    """Return the sentence for mails that invite an answer: it goes through the ticket's page."""
    return gettext(
        "Please do not reply to this mail: answers and files go through the ticket's"
        " page, so that whoever works on it has all of it."
    )
