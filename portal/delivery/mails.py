"""The envelope of every mail: whose it is, its language and links, how it begins and how it ends.

What a mail says belongs to the feature that sends it; only that stands there.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from portal.delivery.model import Mail
from portal.kernel.locale import Locale
from portal.site import Site
from portal.web.i18n import gettext, speaking


@dataclass(frozen=True)
class Letters:
    """Begins mails. `url` is the public address without a slash at the end."""

    site: Site
    url: str

    def link(self, path: str) -> str:
        """Return the whole address of a page."""
        return f"{self.url}/{path}"

    @contextmanager
    def to(
        self, email: str, locale: Locale, purpose: str, reference: str = ""
    ) -> Iterator["Letter"]:
        """Begin a mail; what is translated until it ends is in `locale`."""
        with speaking(locale):
            yield Letter(self, email, locale, purpose, reference)


@dataclass(frozen=True)
class Letter:
    """A mail that is being written; `purpose` and `reference` are those of `Mail`."""

    letters: Letters
    email: str
    locale: Locale
    purpose: str
    reference: str

    @property
    def brand(self) -> str:
        """What the provider is called."""
        return self.letters.site.brand.name

    def link(self, path: str) -> str:
        """Return the whole address of a page in the reader's language."""
        return self.letters.link(f"{self.locale}/{path}")

    def mail(self, subject: str, paragraphs: Iterable[str]) -> Mail:
        """Return it with its words; empty paragraphs are left out."""
        parts = (
            gettext("Hello,"),
            *paragraphs,
            gettext("%(brand)s support", brand=self.brand) + "\n" + self.letters.url,
            gettext("We will never ask you for a password, by mail or by phone."),
        )
        return Mail(
            to=self.email,
            subject=subject,
            text="\n\n".join(part for part in parts if part) + "\n",
            locale=self.locale,
            reference=self.reference,
            purpose=self.purpose,
        )
