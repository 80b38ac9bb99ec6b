"""The words of the mail that signs a customer in; it holds nothing that somebody typed."""

from portal.delivery.mails import Letters
from portal.delivery.model import Mail
from portal.kernel.locale import Locale
from portal.web.i18n import gettext


class IdentityMails:
    """Writes to whoever wants to come in."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    def sign_in(self, email: str, token: str, locale: Locale) -> Mail:
        """Bring the link to whoever reads the address."""
        with self._letters.to(email, locale, "sign-in") as letter:
            paragraphs = [
                gettext(
                    "Somebody wants to see the tickets of this address at %(brand)s support. If it"
                    " is you, open the link and press the button:",
                    brand=letter.brand,
                ),
                letter.link(f"sign-in/{token}"),
                gettext(
                    "The link works once, within %(minutes)s minutes.",
                    minutes=self._letters.site.policy.sign_in_link_minutes,
                ),
                gettext(
                    "If it was not you, do nothing: without this link nobody gets in. There is no"
                    " password to change."
                ),
            ]
            return letter.mail(gettext("Your link to sign in"), paragraphs)
