"""The `portal` command: thin commands over the services."""

import click

from portal.cli.check import check
from portal.cli.errors import Commands
from portal.cli.index import index
from portal.cli.migrate import migrate
from portal.cli.new import new
from portal.cli.serve import serve
from portal.cli.user import user
from portal.cli.worker import worker

__all__ = ["main"]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="knowledge-portal", prog_name="portal")
def main() -> None:
    """A help portal that lets people solve what they can, and sends on what they cannot.

    Everything is set by environment variables, PORTAL_DATA and PORTAL_ARTICLES among them.
    """


for _command in (serve, worker, check, index, new, user, migrate):
    main.add_command(_command)
