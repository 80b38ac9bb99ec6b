"""`portal flow`: what authors of flows look at."""

import difflib
from pathlib import Path

import click

from portal.app.content import build_flows, load_scope_of
from portal.kernel.errors import NotFound
from portal.kernel.locale import LOCALES, Locale
from portal.scope.model import PlanKind
from portal.settings import Settings
from portal.site import SiteFiles
from portal.wizard.files.flows import FlowShelf
from portal.wizard.files.schema import written
from portal.wizard.model import Flow
from portal.wizard.rules.composing import PLAN_KINDS
from portal.wizard.rules.drawing import to_svg
from portal.wizard.rules.guards import ScopeVerdict
from portal.wizard.rules.mermaid import to_mermaid
from portal.wizard.rules.picture import boxes
from portal.wizard.rules.review import table
from portal.wizard.rules.situations import ScopeOf, survey

_LOCALE = click.Choice([locale.value for locale in LOCALES])


@click.group()
def flow() -> None:
    """Look at the guided conversations: list, draw and tabulate them."""


@flow.command("list")
@click.option("--locale", type=_LOCALE, default="en", show_default=True)
def list_(locale: str) -> None:
    """Print each flow in use: its name, version, number of nodes and title."""
    shelf = _shelf()
    width = max((len(name) for name in shelf.flows), default=0)
    for name, found in sorted(shelf.flows.items()):
        late = "  (its file has faults: an earlier version is in use)"
        state = late if name in shelf.kept else ""
        nodes = f"{len(found.nodes):>4} nodes"
        title = found.title[Locale(locale)]
        click.echo(f"{name:<{width}}  v{found.version:<3} {nodes}  {title}{state}")
    for name in sorted(set(shelf.kept) - shelf.flows.keys()):
        click.echo(f"{name:<{width}}  not in use: its file has faults")


@flow.command()
@click.argument("name")
@click.option("--format", "shape", type=click.Choice(["svg", "mermaid"]), default="svg")
@click.option("--locale", type=_LOCALE, default="en", show_default=True)
def graph(name: str, shape: str, locale: str) -> None:
    """Draw the flow NAME: questions, checks, forks and outcomes, with the words of each answer."""
    found = _get(_shelf(), name)
    drawn = boxes(found, Locale(locale))
    title = found.title[Locale(locale)]
    click.echo(to_mermaid(drawn) if shape == "mermaid" else to_svg(drawn, title), nl=False)


@flow.command()
@click.argument("name")
@click.option(
    "--check",
    "reviewed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A table reviewed before: print only what differs; the exit status is then 1.",
)
@click.pass_context
def paths(ctx: click.Context, name: str, reviewed: Path | None) -> None:
    """Tabulate every path through the flow NAME: answers, then what they come to.

    One line for each answer in each situation. A line that `joins` a page goes on as the lines
    with that page's name do; `webmail.2` is a second situation of the page webmail.
    """
    found = _get(_shelf(), name)
    lines = list(table(survey(found, scopes())))
    if reviewed is None:
        click.echo("\n".join(lines))
        return
    before = reviewed.read_text(encoding="utf-8").splitlines()
    different = list(difflib.unified_diff(before, lines, str(reviewed), name, lineterm="", n=0))
    for line in different:
        click.echo(line)
    ctx.exit(1 if different else 0)


@flow.command()
def schema() -> None:
    """Print the format of flow files as JSON Schema, for editors."""
    click.echo(written(), nl=False)


def scopes() -> ScopeOf:
    """Return how to ask the provider's scope, for each kind of service."""
    scope = load_scope_of(_files())

    def scope_of(service: str) -> ScopeVerdict:
        plan = PLAN_KINDS.get(service)
        kind = PlanKind(plan) if plan else None
        return lambda entry: str(scope.verdict_for(entry, kind))

    return scope_of


def _files() -> SiteFiles:
    return SiteFiles(Settings().data)


def _shelf() -> FlowShelf:
    files = _files()
    return build_flows(files, load_scope_of(files))()


def _get(shelf: FlowShelf, name: str) -> Flow:
    if name not in shelf.flows:
        raise NotFound(f"There is no flow {name}: {', '.join(sorted(shelf.flows))}.")
    return shelf.flows[name]
