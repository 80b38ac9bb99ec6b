"""`portal new`: an article file to begin with."""

import click

from portal.articles.model import Kind
from portal.kernel.clock import SystemClock
from portal.kernel.errors import Conflict, Invalid, NotFound
from portal.kernel.locale import LOCALES, Locale
from portal.kernel.text import slugify, squeeze
from portal.settings import Settings
from portal.site import Site, SiteFiles, load_site
from portal.storage.files import write_durably
from portal.writing.rules.beginning import front_matter, short_slug
from portal.writing.rules.outlines import outline


@click.command()
@click.argument("locale", type=click.Choice([locale.value for locale in LOCALES]))
@click.argument("category")
@click.argument("title")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    default=Kind.HOW.value,
    show_default=True,
    help="how: follow steps; fix: mend something; why: understand; policy: know a rule.",
)
@click.option("--key", default="", help="The key of the article it translates.")
def new(locale: str, category: str, title: str, kind: str, key: str) -> None:
    """Make a draft called TITLE in LOCALE and CATEGORY, and print its path."""
    settings = Settings()
    _demand_category(load_site(SiteFiles(settings.data)), category)
    slug = short_slug(title)
    if not slug or (key and slugify(key) != key):
        raise Invalid("The title needs letters or digits; a key has small letters and hyphens.")
    path = settings.articles / locale / category / f"{slug}.md"
    if path.exists():
        raise Conflict(f"There is an article already: {path}")
    today = SystemClock().now().date()
    head = front_matter(key or slug, squeeze(title), Kind(kind), today)
    write_durably(path, f"{head}\n{outline(Locale(locale), Kind(kind))}".encode())
    click.echo(path)


def _demand_category(site: Site, category: str) -> None:
    if site.category(category) is None:
        known = ", ".join(c.key for c in site.categories)
        raise NotFound(f"site.yml has no category {category}: {known}.")
