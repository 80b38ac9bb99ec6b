"""The locales that the portal speaks, and how to choose one for a visitor."""

from enum import StrEnum


class Locale(StrEnum):
    """A language the portal is written in; English is the source of interface texts."""

    ES = "es"
    EN = "en"
    CS = "cs"

    @property
    def label(self) -> str:
        """The language's own name, for menus."""
        return {"es": "Español", "en": "English", "cs": "Čeština"}[self.value]


LOCALES: tuple[Locale, ...] = tuple(Locale)


def find_locale(code: str) -> Locale | None:
    """Return the locale called `code` (`es`, `en`, `cs`), or None."""
    try:
        return Locale(code)
    except ValueError:
        return None


def choose_locale(accepted: list[str], default: Locale) -> Locale:
    """Return the first locale among `accepted` language tags (`es-MX` counts as `es`)."""
    for tag in accepted:
        found = find_locale(tag.split("-")[0].lower())
        if found is not None:
            return found
    return default


def fallbacks(locale: Locale) -> tuple[Locale, ...]:
    """Return the locales to try, in order, when something has no translation into `locale`."""
    order = {
        Locale.ES: (Locale.ES, Locale.EN, Locale.CS),
        Locale.EN: (Locale.EN, Locale.ES, Locale.CS),
        Locale.CS: (Locale.CS, Locale.EN, Locale.ES),
    }
    return order[locale]
