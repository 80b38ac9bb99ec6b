"""`portal import`: articles of another system, once and again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from portal.importing.files.wishes import load_wishes
from portal.importing.model import Form, Outcome, Report
from portal.importing.service import ImportOptions, ImportService
from portal.kernel.locale import LOCALES, Locale
from portal.settings import Settings
from portal.site import Site, SiteFiles, load_site
from portal.storage.files import write_durably

_STOPPED = 1
_SIGNS = {
    Outcome.NEW: "new",
    Outcome.UPDATED: "updated",
    Outcome.UNCHANGED: "unchanged",
    Outcome.CONFLICT: "in conflict: ours stays, theirs is laid aside",
    Outcome.GONE: "deleted here since, and not brought again",
    Outcome.REFUSED: "not brought",
}


@click.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--from",
    "form",
    type=click.Choice([form.value for form in Form]),
    help="Whose articles these are; guessed when left out.",
)
@click.option(
    "--locale",
    type=click.Choice([locale.value for locale in LOCALES]),
    help="The language of articles that do not say theirs.",
)
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="Articles folder.")
@click.option("--map", "mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="YAML: categories, category, owner, languages, skip.")  # fmt: skip
@click.option("--name", default="", help="What tells this source from others; its folder's name.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Report as JSON.")
@click.option("--published", is_flag=True, help="Publish what was published there.")
@click.option("--dry-run", is_flag=True, help="Write nothing, only say what would become of what.")
@click.pass_context
def import_(  # noqa: PLR0913, PLR0917  # one for each option
    ctx: click.Context,
    source: Path,
    form: str | None,
    locale: str | None,
    into: Path | None,
    mapping: Path | None,
    name: str,
    report: Path | None,
    *,
    published: bool,
    dry_run: bool,
) -> None:
    """Bring in the articles of a Hugo, Jekyll or MkDocs site, or of Zendesk or Help Scout.

    They arrive as drafts. Run again, it brings what changed there, and leaves alone what was
    edited here. The exit status is 1 if something could not be brought.
    """
    settings = Settings()
    options = ImportOptions(
        source=source,
        into=into or settings.articles,
        form=Form(form) if form else None,
        locale=Locale(locale) if locale else None,
        name=name,
        wishes=load_wishes(mapping),
        publish=published,
        is_dry=dry_run,
    )
    service = ImportService(_categories(load_site(SiteFiles(settings.data))))
    done = _run(service, options)
    if report is not None:
        text = json.dumps(as_data(done), ensure_ascii=False, indent=2)
        write_durably(report, f"{text}\n".encode())
    for line in _lines(done):
        click.echo(line)
    ctx.exit(0 if done.is_clean else _STOPPED)


def _categories(site: Site) -> dict[str, str]:
    """Return the provider's categories by their keys, names and slugs."""
    return {
        name: category.key
        for category in site.categories
        for name in (*category.name.values(), *category.slug.values(), category.key)
    }


def _run(service: ImportService, options: ImportOptions) -> Report:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bars: dict[str, TaskID] = {}
        reading = progress.add_task("Reading", total=None)

        def tell(doing: str, done: int, total: int) -> None:
            if doing not in bars:
                progress.update(reading, visible=False)
                bars[doing] = progress.add_task(doing, total=total)
            progress.update(bars[doing], completed=done, total=total)

        return service.run(options, tell)


def _lines(report: Report) -> Iterator[str]:
    for article in report.articles:
        if article.outcome is not Outcome.UNCHANGED:
            where = article.entry.place.path
            yield f"{article.outcome:9}  {article.origin}  ->  {where}"
    yield from map(str, report.findings)
    if report.categories:
        yield f"Categories that site.yml does not have yet: {', '.join(report.categories)}."
    counts = (f"{report.count(o)} {sign}" for o, sign in _SIGNS.items() if report.count(o))
    verb = "Would bring" if report.is_dry else "Brought"
    changed = report.count(Outcome.NEW) + report.count(Outcome.UPDATED)
    yield f"{len(report.articles)} articles read ({report.form}): {', '.join(counts) or 'none'}."
    yield f"{verb} {changed} articles and {report.pictures} pictures: {changed} changed."


def as_data(report: Report) -> dict[str, Any]:
    """Return `report` as JSON has it: what became of what, and which address leads where now."""
    return {
        "form": report.form,
        "name": report.name,
        "dry_run": report.is_dry,
        "counts": {outcome.value: report.count(outcome) for outcome in Outcome},
        "pictures": report.pictures,
        "new_categories": list(report.categories),
        "articles": [
            {
                "origin": article.origin,
                "title": article.title,
                "outcome": article.outcome,
                "key": article.entry.place.key,
                "locale": article.entry.place.locale,
                "category": article.entry.place.category,
                "path": str(article.entry.place.path),
                "status": article.entry.status,
                "address": article.entry.place.address,
                "old_addresses": list(article.addresses),
            }
            for article in report.articles
        ],
        "findings": [
            {
                "path": str(finding.path),
                "line": finding.line,
                "level": finding.level,
                "code": finding.code,
                "message": finding.message,
            }
            for finding in report.findings
        ],
    }
