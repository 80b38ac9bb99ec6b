"""Which language of a notice a reader gets."""

from portal.kernel.locale import Locale, fallbacks
from portal.notices.model import Words


def pick(words: Words, locale: Locale) -> tuple[str, Locale]:
    """Return the text for a reader of `locale`, and the locale it is really in."""
    found = next((code for code in fallbacks(locale) if words.get(code)), locale)
    return words.get(found, ""), found
