"""Whom a notice concerns: by product and symptom in the wizard, by words in search."""

from collections.abc import Iterable

from portal.kernel.product import Product
from portal.kernel.text import words
from portal.notices.model import Fingerprint, Notice

_RESTS_ON = {
    Product.MAIL: {Product.DOMAIN, Product.SERVER},
    Product.WEBSITE: {
        Product.WORDPRESS,
        Product.SITE_BUILDER,
        Product.DOMAIN,
        Product.DATABASE,
        Product.CERTIFICATE,
        Product.FTP,
        Product.SERVER,
    },
    Product.ACCOUNT: {Product.RESELLER, Product.EXTRAS},
}
"""What else, when it fails, shows as a failure of the product that somebody chose."""

_SHORTEST = 4
"""Words shorter than this tell nothing alone: "the", "mi", "na"."""


def concerns(notice: Notice, product: str, symptom: str = "") -> bool:
    """Return whether whoever has trouble with `product` may be one whom `notice` is about.

    `symptom` is what they see, empty while they were not asked.
    """
    if not _covers(notice.facts.products, product):
        return False
    return not symptom or not notice.facts.symptoms or symptom in notice.facts.symptoms


def _covers(products: tuple[str, ...], product: str) -> bool:
    if not products or product in products:
        return True
    rests_on = _RESTS_ON.get(Product(product), set()) if product in set(Product) else set()
    return not rests_on.isdisjoint(products)


def fits_words(notice: Notice, asked: Iterable[str]) -> bool:
    """Return whether the folded words `asked` name what `notice` is about.

    One keyword, domain or server of the notice is enough; of its titles it takes two words.
    """
    wanted = [word for word in asked if len(word) >= _SHORTEST]
    facts = notice.facts
    named = {word for text in (*facts.keywords, *facts.affected) for word in words(text)}
    if any(word in named for word in wanted):
        return True
    titles = {word for text in facts.title.values() for word in words(text)}
    return len({word for word in wanted if word in titles}) > 1


def could_join(notice: Notice, ticket: Fingerprint) -> bool:
    """Return whether a ticket that came later looks like those the notice is about."""
    if ticket.server and ticket.server in {text.casefold() for text in notice.facts.affected}:
        return True
    has_symptom = bool(ticket.symptom) or not notice.facts.symptoms
    return has_symptom and concerns(notice, ticket.product, ticket.symptom)
