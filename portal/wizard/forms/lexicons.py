"""The word lists of the text checks, by locale."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.kernel.locale import Locale
from portal.tickets.rules.lexicon import Lexicon


@dataclass(frozen=True)
class Lexicons:
    """One lexicon for each locale."""

    by_locale: Mapping[Locale, Lexicon]

    def at(self, locale: Locale) -> Lexicon:
        """Return the lexicon of `locale`."""
        return self.by_locale[locale]
