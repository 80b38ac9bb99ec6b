"""The public page about what support does and does not do (R19)."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response, request

from portal.articles.model import Article
from portal.articles.service import ArticleService
from portal.kernel.locale import LOCALES
from portal.kernel.product import Product
from portal.scope.model import Channel, PlanKind, Scope, ScopeEntry, ScopeVerdict
from portal.scope.rules.listing import filter_entries, group_by_product
from portal.scope.service import ScopeFinder
from portal.site import Site
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render_public, set_alternates
from portal.web.wiring import use

blueprint = Blueprint("scope", __name__, template_folder="templates")
_LONGEST_QUERY = 200
_ICONS = {
    Product.MAIL: "mail",
    Product.WEBSITE: "globe",
    Product.WORDPRESS: "pen",
    Product.SITE_BUILDER: "screen",
    Product.DOMAIN: "signs",
    Product.DATABASE: "list",
    Product.CERTIFICATE: "shield",
    Product.FTP: "up",
    Product.SERVER: "server",
    Product.RESELLER: "user",
    Product.EXTRAS: "plus",
    Product.ACCOUNT: "card",
}


@dataclass(frozen=True)
class Badge:
    """A verdict as a reader sees it."""

    words: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Row:
    """One task in the table; `is_shown` is whether the filter lets it through."""

    entry: ScopeEntry
    badge: Badge
    elsewhere: tuple[tuple[str, Badge], ...]
    only_with: str
    channel: str
    article: Article | None
    is_shown: bool


@dataclass(frozen=True)
class Group:
    """A product and its tasks."""

    product: Product
    name: str
    icon: str
    rows: tuple[Row, ...]

    @property
    def is_shown(self) -> bool:
        """Whether any of its tasks is shown."""
        return any(row.is_shown for row in self.rows)


@blueprint.get("/<locale:locale>/scope")
def index() -> Response:
    """Show the catalogue, or what of it the filter leaves."""
    query = request.args.get("q", "").strip()[:_LONGEST_QUERY]
    product = _product(request.args.get("product", ""))
    groups = _groups(query, product)
    set_alternates({code: f"/{code}/scope" for code in LOCALES})
    return render_public(
        "scope/index.html",
        groups=groups,
        shown=sum(row.is_shown for group in groups for row in group.rows),
        products=[(p, product_name(p)) for p, _rows in group_by_product(use(Scope).entries)],
        query=query,
        product=product,
        quote=next((e for e in use(Site).entrances if e.key == "quote"), None),
        references=use(Scope).references_of,
    )


def _product(name: str) -> Product | None:
    return Product(name) if name in set(Product) else None


def _groups(query: str, product: Product | None) -> list[Group]:
    """Return every task of `product`; those that `query` does not name are there but hidden.

    So the script can show them again when the query changes.
    """
    scope = use(Scope)
    listed = ((product, scope.by_product(product)),) if product else group_by_product(scope.entries)
    found = _found(query, product)
    return [
        Group(
            kind,
            product_name(kind),
            _ICONS[kind],
            tuple(_row(entry, is_shown=entry.id in found) for entry in entries),
        )
        for kind, entries in listed
    ]


def _found(query: str, product: Product | None) -> set[str]:
    """Return the ids of the tasks that have the words of `query`; where none has, what is meant.

    Whole sentences are rarely in a list word for word.
    """
    locale = current_locale()
    scope, finder = use(Scope), use(ScopeFinder)
    named = {entry.id for entry in filter_entries(scope.entries, query, locale, product)}
    if named or not query:
        return named
    meant = (one.entry for one in finder.find_entries(query, locale))
    return {entry.id for entry in meant if product is None or entry.is_about(product)}


def _row(entry: ScopeEntry, *, is_shown: bool) -> Row:
    catalogue = use(ArticleService).library.catalogue
    badges = verdict_badges()
    by_verdict = {
        verdict: ", ".join(_plans(k for k, v in entry.overrides.items() if v is verdict))
        for verdict in ScopeVerdict
    }
    channels = {Channel.ANY: "", Channel.CHAT: _("In chat"), Channel.TICKET: _("By ticket")}
    return Row(
        entry=entry,
        badge=badges[entry.verdict],
        elsewhere=tuple((plans, badges[v]) for v, plans in by_verdict.items() if plans),
        only_with=", ".join(_plans(entry.plans)),
        channel=channels[entry.channel],
        article=catalogue.best(entry.article, current_locale()) if entry.article else None,
        is_shown=is_shown,
    )


def _plans(kinds: Iterable[PlanKind]) -> list[str]:
    """Return the names of the plans whose kind is among `kinds`, in the provider's order."""
    wanted = set(kinds)
    return [plan.name for plan in use(Site).plans if PlanKind(plan.kind) in wanted]


def verdict_badges() -> dict[ScopeVerdict, Badge]:
    """Return each verdict's words, tone and icon."""
    return {
        ScopeVerdict.IN_SCOPE: Badge(_("We do it"), "ok", "check"),
        ScopeVerdict.GUIDANCE_ONLY: Badge(_("We guide you"), "info", "book"),
        ScopeVerdict.CHARGEABLE: Badge(_("Paid"), "warn", "euro"),
        ScopeVerdict.THIRD_PARTY: Badge(_("Somebody else does it"), "", "out"),
        ScopeVerdict.OUT_OF_SCOPE: Badge(_("We do not do it"), "", "hand"),
    }


def product_name(product: Product) -> str:
    """Return what `product` is called."""
    return {
        Product.MAIL: _("Email"),
        Product.WEBSITE: _("Website"),
        Product.WORDPRESS: _("WordPress"),
        Product.SITE_BUILDER: _("Site builder"),
        Product.DOMAIN: _("Domains and DNS"),
        Product.DATABASE: _("Databases"),
        Product.CERTIFICATE: _("Certificates"),
        Product.FTP: _("FTP"),
        Product.SERVER: _("Servers"),
        Product.RESELLER: _("Reselling"),
        Product.EXTRAS: _("Add-ons"),
        Product.ACCOUNT: _("Account and panel"),
    }[product]
