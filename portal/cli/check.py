"""`portal check`: everything wrong in articles and in the provider's files."""

import json
import logging
import time
from collections.abc import Sequence
from typing import Final

import click

from portal.app.finding import build_engine
from portal.cli.sarif import to_sarif
from portal.kernel.clock import SystemClock
from portal.kernel.findings import Finding, Level
from portal.search.service import Indexing
from portal.settings import Settings
from portal.site import SiteFiles
from portal.writing.service import CheckService, Report

_PATIENCE: Final = 60.0  # seconds to wait for the index
_STEP: Final = 0.5


@click.command()
@click.option(
    "--format",
    "shape",
    type=click.Choice(["plain", "sarif"]),
    default="plain",
    show_default=True,
    help="Lines for people, or SARIF for tools.",
)
@click.option("--quiet", is_flag=True, help="Leave warnings out.")
@click.option("--first", type=click.IntRange(1), help="Show at most so many, errors first.")
@click.option("--behind-index", is_flag=True, hidden=True)
@click.pass_context
def check(
    ctx: click.Context, shape: str, first: int | None, *, quiet: bool, behind_index: bool
) -> None:
    """Check articles, flows and the provider's files.

    One line for each thing, with file and line. The exit status is 1 if there are errors.
    """
    settings = Settings()
    if behind_index:
        _wait_for_index(settings)
    report = make_report(settings)
    shown = report.errors if quiet else report.findings
    if shape == "sarif":
        click.echo(json.dumps(to_sarif(shown), ensure_ascii=False, indent=2))
    else:
        _tell(report, shown, first)
    ctx.exit(1 if report.errors else 0)


def _wait_for_index(settings: Settings) -> None:
    """Let the worker make the index first: readers wait for it. What was wrong, the worker says."""
    indexing = Indexing(build_engine(settings), [])
    until = time.monotonic() + _PATIENCE
    logging.disable(logging.WARNING)
    while indexing.is_broken() and time.monotonic() < until:
        time.sleep(_STEP)
    logging.disable(logging.NOTSET)


def _tell(report: Report, shown: Sequence[Finding], first: int | None) -> None:
    if first is not None and first < len(shown):
        shown = sorted(shown, key=lambda finding: finding.level is not Level.ERROR)[:first]
    for finding in shown:
        click.echo(finding)
    left = "" if first is None or len(report.findings) <= first else " `portal check` lists them."
    click.echo(summary(report) + left)


def make_report(settings: Settings) -> Report:
    """Check what `settings` point to."""
    return CheckService(settings.articles, SiteFiles(settings.data), SystemClock()).run()


def summary(report: Report) -> str:
    """Return how many articles were read, and what was found in them and around."""
    errors, warnings = len(report.errors), len(report.warnings)
    return f"{report.articles} articles read: {errors} errors, {warnings} warnings."
