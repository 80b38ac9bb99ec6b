"""`portal try`: what the texts of a file would be taken for, for those who tune the data."""

import json
import sys
from collections.abc import Callable
from typing import Any

import click

from portal.app import build
from portal.app.services import Services
from portal.cli.judges import (
    Judge,
    Line,
    LineError,
    duplicates,
    error,
    problems,
    scope,
    subject,
    topic,
    wording,
)
from portal.kernel.errors import PortalError
from portal.kernel.locale import LOCALES
from portal.settings import Settings

KINDS: dict[str, Callable[[Services], Judge]] = {
    "duplicates": duplicates.judge,
    "error": error.judge,
    "scope": scope.judge,
    "subject": subject.judge,
    "problems": problems.judge,
    "wording": wording.judge,
    "topic": topic.judge,
}
"""What can be tried; a judge is made once for all lines."""


@click.command("try")
@click.argument("kind", type=click.Choice(tuple(KINDS)))
@click.pass_context
def try_(ctx: click.Context, kind: str) -> None:
    """Judge texts of KIND as the pages would.

    Reads JSON lines {"id", "locale", "text"} ("a" and "b" for pairs) and writes JSON lines
    {"id", "label", "why"}. What is wrong with a line is said with its number; the exit status
    is then 1, and the other lines are judged.
    """
    judge = KINDS[kind](build(Settings()))
    bad = 0
    for number, raw in enumerate(sys.stdin.buffer, start=1):
        if not raw.strip():
            continue
        try:
            _say(_judged(raw, judge))
        except (LineError, PortalError) as error:
            bad += 1
            click.echo(f"line {number}: {error}", err=True)
    ctx.exit(1 if bad else 0)


def _judged(raw: bytes, judge: Judge) -> dict[str, Any]:
    fields = _read(raw)
    if not isinstance(fields.get("id"), str | int):
        raise LineError('"id" is missing')
    for name, value in fields.items():
        if name != "id" and not isinstance(value, str):
            raise LineError(f'"{name}" must be a text')
    line = Line({**fields, "id": str(fields["id"])})
    if line["locale"] not in LOCALES:
        raise LineError(f'"locale" must be one of {", ".join(LOCALES)}')
    verdict = judge(line)
    return {"id": fields["id"], "label": verdict.label, "why": list(verdict.why)}


def _read(raw: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise LineError(f"not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise LineError("not a JSON object")
    return fields


def _say(answer: dict[str, Any]) -> None:
    # half a character, which JSON can hold and UTF-8 cannot, goes out as it came: escaped
    words = json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace")
    click.echo(words)
