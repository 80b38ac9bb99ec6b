"""From a source to articles: read, place, convert, decide, write."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from portal.importing.files.ledger import ASIDE, Ledger, Ledgers
from portal.importing.files.shelf import Standing, read_standing
from portal.importing.files.sources import open_source
from portal.importing.model import Entry, Form, Outcome, Page, Place, Report, Settled, Stock, Wishes
from portal.importing.rules.addresses import public
from portal.importing.rules.naming import Namer, is_skipped, locale_of, new_categories
from portal.importing.rules.settling import Decision, Here, decide
from portal.importing.service.converting import Converter
from portal.importing.service.writing import Delivery
from portal.kernel.errors import Invalid
from portal.kernel.findings import Finding, Level
from portal.kernel.locale import Locale

log = logging.getLogger(__name__)

Tell = Callable[[str, int, int], None]
"""Is told what is being done, and how many of how many are."""


@dataclass(frozen=True)
class ImportOptions:
    """What is to be brought, where to, and how. Without `form` it is guessed."""

    source: Path
    into: Path
    form: Form | None = None
    locale: Locale | None = None
    name: str = ""
    wishes: Wishes = field(default_factory=Wishes)
    publish: bool = False
    is_dry: bool = False


@dataclass(frozen=True)
class ImportService:
    """Brings articles in. `categories` are the provider's by every name that they have."""

    categories: Mapping[str, str]

    def run(self, options: ImportOptions, tell: Tell) -> Report:
        """Import, or say what importing would do.

        Raises Invalid where the source or what is remembered of it cannot be used, and OSError.
        """
        stock, tree = open_source(options.source, options.form, options.name)
        ledgers = Ledgers(options.into)
        ledger = ledgers.load(stock.form, stock.name)
        _demand_own_name(stock, ledger)
        standing = read_standing(options.into)
        pages, findings = self._wanted(stock, options)
        places = self._places(pages, ledger, standing, options.wishes)
        converter = Converter(replace(stock, pages=tuple(p for p, _ in pages)), tree, places)
        converter.recall(ledger, standing, options.into, options.wishes.owner)
        texts = converter.run(lambda done, total: tell("Converting", done, total))
        delivery = Delivery(options.into, ledgers, ledger, stock)
        settled = [
            self._settle(page, places[page.origin], texts.get(page.origin), delivery, options)
            for page, _ in pages
        ]
        pictures = delivery.take_pictures(converter.used, converter.read_picture)
        if not options.is_dry:
            delivery.write(lambda done, total: tell("Writing", done, total))
        found = [*tree.findings, *findings, *converter.findings, *delivery.findings]
        known = set(self.categories.values())
        return Report(
            stock.form,
            stock.name,
            options.is_dry,
            tuple(settled),
            tuple(sorted(set(found))),
            tuple(new_categories((s.entry.place for s in settled), known)),
            pictures,
        )

    def _wanted(
        self, stock: Stock, options: ImportOptions
    ) -> tuple[list[tuple[Page, Locale]], list[Finding]]:
        """Return the pages to bring with their locales, and why others are left out."""
        wanted: list[tuple[Page, Locale]] = []
        findings: list[Finding] = []
        for page in stock.pages:
            if is_skipped(page, options.wishes):
                continue
            locale = locale_of(page, options.locale, stock.language, options.wishes)
            if locale is None and not page.language:
                raise Invalid("The source does not say its language: say --locale es, en or cs.")
            if locale is None:
                said = f"left out: {page.language!r} is no language of ours"
                findings.append(Finding(page.place, 1, "language", said, Level.WARNING))
            else:
                wanted.append((page, locale))
        return wanted, findings

    def _places(
        self,
        pages: list[tuple[Page, Locale]],
        ledger: Ledger,
        standing: Standing,
        wishes: Wishes,
    ) -> dict[str, Place]:
        known = {
            origin: _where_now(entry.place, standing) for origin, entry in ledger.entries.items()
        }
        standing.taken.keys |= {place.key for place in known.values()}
        standing.taken.slugs |= {(place.locale, place.slug) for place in known.values()}
        namer = Namer(standing.taken, known, wishes, self.categories)
        namer.remember(page for page, _ in pages)
        english_first = sorted(pages, key=lambda pair: pair[1] is not Locale.EN)  # keys are English
        return {page.origin: namer.place(page, locale) for page, locale in english_first}

    def _settle(
        self,
        page: Page,
        place: Place,
        text: str | None,
        delivery: "Delivery",
        options: ImportOptions,
    ) -> Settled:
        entry = delivery.ledger.entries.get(page.origin)
        if text is None:
            return Settled(page.origin, page.title, Outcome.REFUSED, entry or Entry(place))
        if entry is not None:
            entry = replace(entry, place=place)
        here = Here(delivery.text_at(place), (options.into / ASIDE / place.path).exists())
        publish = options.publish and not page.is_draft
        decision: Decision = decide(entry, here, text, Entry(place), publish=publish)
        delivery.take(page.origin, decision)
        return Settled(
            page.origin, page.title, decision.outcome, decision.entry, public(page.addresses)
        )


def _where_now(place: Place, standing: Standing) -> Place:
    """Return where an article stands that somebody may have moved since."""
    if place.path in standing.texts:
        return place
    path = standing.by_key.get((place.locale, place.key))
    whole_path = 3
    if path is None or len(path.parts) != whole_path:
        return place
    return Place(place.key, place.locale, path.parts[1], path.stem)


def _demand_own_name(stock: Stock, ledger: Ledger) -> None:
    """Refuse what seems to be a source that was brought under another name: it would be doubled."""
    if ledger.entries or not stock.pages:
        return
    origins = {page.origin for page in stock.pages}
    for name, known in ledger.others.items():
        if len(origins & known) * 2 > len(origins):
            raise Invalid(
                f"This looks like {name!r}, which was imported before: say --name {name} to bring"
                f" what changed there, or --name and a new name if it is another source."
            )
