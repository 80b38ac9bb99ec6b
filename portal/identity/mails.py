"""The words of the mail that signs a customer in; it holds nothing that somebody typed."""

from flask_babel import gettext

from portal.delivery.model import Mail
from portal.kernel.locale import Locale
from portal.site import Site
from portal.web.i18n import speaking


class IdentityMails:
    """Writes mails. `url` is the public address without a slash at the end."""

    def __init__(self, site: Site, url: str) -> None:
        self._site, self._url = site, url

    def sign_in(self, email: str, token: str, locale: Locale) -> Mail:
        """Bring the link to whoever reads the address."""
        brand = self._site.brand.name
        with speaking(locale):
            paragraphs = [
                gettext("Hello,"),
                gettext(
                    "Somebody wants to see the tickets of this address at %(brand)s support. If it"
                    " is you, open the link and press the button:",
                    brand=brand,
                ),
                f"{self._url}/{locale}/sign-in/{token}",
                gettext(
                    "The link works once, within %(minutes)s minutes.",
                    minutes=self._site.policy.sign_in_link_minutes,
                ),
                gettext(
                    "If it was not you, do nothing: without this link nobody gets in. There is no"
                    " password to change."
                ),
                gettext("%(brand)s support", brand=brand) + "\n" + self._url,
                gettext("We will never ask you for a password, by mail or by phone."),
            ]
            subject = gettext("Your link to sign in")
        return Mail(
            to=email,
            subject=subject,
            text="\n\n".join(paragraphs) + "\n",
            locale=locale,
            reference="",
            purpose="sign-in",
        )
