"""The `portal` command: thin commands over the services."""

import gc
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click
from typing_extensions import override

_HIDDEN = ("webserver",)
_COMMANDS = (
    "serve",
    "worker",
    "check",
    "index",
    "new",
    "articles",
    "import",
    "user",
    "accounts",
    "desk",
    "migrate",
    "try",
    "flow",
    "retention",
)


class _Commands(click.Group):
    """Loads only the command that is called, and says in words what it raises.

    `serve` is to be ready in a moment; importing what all commands need takes longer than that.
    """

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in (*_COMMANDS, *_HIDDEN):
            return None
        gc.disable()  # what is imported stays: the search for garbage finds none, and takes time
        try:
            name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
            found: click.Command = getattr(import_module(f"portal.cli.{name}"), name)
        finally:
            gc.enable()
        return found

    @override
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # click knows what to do
        except Exception as error:
            from portal.cli.errors import WRONG, explain

            lines = explain(error)
            if not lines:
                raise
            for line in lines:
                click.echo(line, err=True)
            ctx.exit(WRONG)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="knowledge-portal", prog_name="portal")
def main() -> None:
    """A help portal that lets people solve what they can, and sends on what they cannot.

    Everything is set by environment variables, PORTAL_DATA and PORTAL_ARTICLES among them.
    """
