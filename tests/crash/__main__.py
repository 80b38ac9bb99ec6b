"""`make crash`: every crash loop; the first that loses something ends it with status 1."""

import subprocess
import sys

import click

_SMALL = 10


@click.command()
@click.option("--kills", default=300, show_default=True, help="of the portal, on each database")
def main(kills: int) -> None:
    """Kill the portal on SQLite and on PostgreSQL, then writers of the index and of articles."""
    submit = ["submit_kill", "--kills", str(kills), "--database"]
    loops = (
        [*submit, "sqlite"],
        [*submit, "postgres"],
        ["index_kill", "--kills", str(_SMALL)],
        ["save_kill", "--every", str(_SMALL)],
    )
    for name, *options in loops:
        print(f"{name} {' '.join(options)}:", flush=True)
        done = subprocess.run([sys.executable, "-m", f"tests.crash.{name}", *options], check=False)
        if done.returncode:
            sys.exit(done.returncode)


main()
