"""What goes wrong is said in words and ends with status 2; a traceback is for faults of ours."""

import inspect
from collections.abc import Iterator
from typing import Any

import click
from pydantic import ValidationError
from typing_extensions import override

from portal.kernel.errors import PortalError
from portal.settings import Settings
from portal.site import SiteError
from portal.tickets.files import LexiconError

WRONG = 2
"""The exit status when the call, the settings or the provider's files are to blame."""


class Commands(click.Group):
    """A group whose commands may raise what use cases raise."""

    @override
    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # as click has it
        """Run the command; say in words what it raised and exit with status 2."""
        try:
            return super().invoke(ctx)
        except (ValidationError, SiteError, LexiconError, PortalError, OSError) as error:
            for line in explain(error):
                click.echo(line, err=True)
            ctx.exit(WRONG)


def explain(error: Exception) -> Iterator[str]:
    """Yield the lines that tell a person what is wrong and where."""
    if isinstance(error, ValidationError):
        yield "The settings cannot be used:"
        for item in error.errors():
            yield f"  {_variable(item['loc'])}{item['msg'].removeprefix('Value error, ')}"
    elif isinstance(error, SiteError | LexiconError):
        yield "The provider's files cannot be used:"
        yield from (f"  {finding}" for finding in error.findings)
    elif isinstance(error, OSError):
        named = f": {error.filename}" if error.filename else ""
        yield f"{error.strerror or error}{named}"
    else:
        yield str(error) or inspect.cleandoc(type(error).__doc__ or type(error).__name__)


def _variable(place: tuple[int | str, ...]) -> str:
    if not place:
        return ""
    field = Settings.model_fields.get(str(place[0]))
    return f"{(field.alias if field else None) or place[0]}: "
