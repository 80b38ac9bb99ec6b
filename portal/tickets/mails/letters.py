"""The envelope of every mail about tickets: languages, links, and how each one ends."""

from dataclasses import dataclass

from flask_babel import gettext

from portal.delivery.model import Mail
from portal.kernel.locale import Locale
from portal.site import Site
from portal.tickets.model import Ticket

_ANSWERED_ON_THE_PAGE = frozenset({"entered", "answered", "solved", "closing"})


@dataclass(frozen=True)
class Letters:
    """Makes mails of paragraphs. `url` is the public address without a slash at the end."""

    site: Site
    url: str

    def open_link(self, ticket: Ticket, token: str) -> str:
        """Return the link that opens the ticket's page for its writer."""
        return self.link(ticket.locale, f"tickets/open/{token}")

    def link(self, locale: Locale, path: str) -> str:
        """Return the address of a page in `locale`."""
        return f"{self.url}/{locale}/{path}"

    def about(self, ticket: Ticket, subject: str, paragraphs: list[str], purpose: str) -> Mail:
        """Return a mail to whoever wrote `ticket`; empty paragraphs are left out."""
        if purpose in _ANSWERED_ON_THE_PAGE:
            paragraphs = [
                *paragraphs,
                gettext(
                    "Please do not reply to this mail: answers and files go through the ticket's"
                    " page, so that whoever works on it has all of it."
                ),
            ]
        email, locale = ticket.intake.person.email, ticket.locale
        return self.to(email, locale, subject, paragraphs, purpose, ticket.reference)

    def to(
        self,
        email: str,
        locale: Locale,
        subject: str,
        paragraphs: list[str],
        purpose: str,
        reference: str = "",
    ) -> Mail:
        """Return a mail to `email`; empty paragraphs are left out."""
        ends = [
            gettext("%(brand)s support", brand=self.site.brand.name) + "\n" + self.url,
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
