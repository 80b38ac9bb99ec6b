"""The reader of error messages, and its entries as things that can be found."""

from collections.abc import Callable, Iterable

from portal.app.rereading import once_per_change, usable
from portal.diagnostics.files import load_codes
from portal.diagnostics.model.codes import Codes, ErrorCode, Family
from portal.diagnostics.rules.inline import plain
from portal.diagnostics.service import ErrorReader
from portal.kernel.locale import LOCALES, Locale
from portal.kernel.product import Product
from portal.search.model import Passage, SearchDocument
from portal.site import Site, SiteFiles

_codes = once_per_change(load_codes)

_IN_TITLE = 4
"""How many codes a title holds; an entry with more names its best known ones."""

_PRODUCTS = {
    Family.OUTLOOK: Product.MAIL,
    Family.SMTP: Product.MAIL,
    Family.LOGIN: Product.MAIL,
    Family.BROWSER: Product.WEBSITE,
    Family.HTTP: Product.WEBSITE,
    Family.CLOUDFLARE: Product.WEBSITE,
    Family.DATABASE: Product.DATABASE,
    Family.WORDPRESS: Product.WORDPRESS,
    Family.FTP: Product.FTP,
}


def build_error_reader(files: SiteFiles, site: Site, mask: Callable[[str], str]) -> ErrorReader:
    """Return the reader; an entry with faults is left out, and said in the log."""
    path = files.path("error_codes.yml")
    codes = usable("error codes", _codes([path], path))
    ours = {site.brand.domain, site.value("mail.host", Locale.EN)}
    return ErrorReader(codes, mask, ours)


class ErrorCodeSource:
    """Every known error, for search. Never changes while the process lives."""

    def __init__(self, codes: Codes, site: Site) -> None:
        self._documents = [
            _document(entry, locale, site) for locale in LOCALES for entry in codes.entries
        ]

    def documents(self) -> Iterable[SearchDocument]:
        """Return one document for each entry and locale."""
        return self._documents


def _document(entry: ErrorCode, locale: Locale, site: Site) -> SearchDocument:
    values = site.variables(locale)
    codes = ", ".join(entry.codes[:_IN_TITLE])
    steps = "\n".join(plain(step[locale], values) for step in entry.steps)
    return SearchDocument(
        id=f"error_code:{entry.id}",
        locale=locale,
        kind="error_code",
        slug=entry.name,
        title=f"{codes}: {entry.title[locale]}" if codes else entry.title[locale],
        url=f"/{locale}/errors/{entry.name}",
        summary=plain(entry.meaning[locale], values),
        keywords=_keywords(entry),
        products=(_PRODUCTS[entry.family],),
        sections=(Passage("", "", steps),),
    )


def _keywords(entry: ErrorCode) -> tuple[str, ...]:
    """Return its codes, those of Windows without their `0x` too, and what servers write."""
    short = (code.removeprefix("0x") for code in entry.codes if code.startswith("0x"))
    phrases = (phrase.replace("*", " ") for phrase in entry.phrases)
    return tuple(dict.fromkeys((*entry.codes, *short, *phrases)))
