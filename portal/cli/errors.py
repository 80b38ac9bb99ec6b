"""What a person can mend is said in words and ends with status 2; a traceback is for our faults."""

import inspect

from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError

from portal.kernel.errors import PortalError
from portal.settings import Settings
from portal.site import SiteError

WRONG = 2
"""The exit status when the call, the settings or the provider's files are to blame."""


def explain(error: Exception) -> list[str]:
    """Return the lines that say what is wrong and where; none where the fault is ours."""
    if isinstance(error, ValidationError) and error.title == Settings.__name__:
        wrong = [f"  {_variable(i['loc'])}{_words(i['msg'])}" for i in error.errors()]
        return ["The settings cannot be used:", *wrong]
    if isinstance(error, SiteError):
        return ["The provider's files cannot be used:", *(f"  {f}" for f in error.findings)]
    return [] if (said := _one_line(error)) is None else [said]


def _one_line(error: Exception) -> str | None:
    if isinstance(error, PortalError):
        return str(error) or inspect.cleandoc(type(error).__doc__ or "")
    if isinstance(error, ArgumentError):
        return f"PORTAL_DATABASE: {error}"
    if isinstance(error, OSError):
        return f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "")
    return None


def _words(message: str) -> str:
    return message.removeprefix("Value error, ")


def _variable(place: tuple[int | str, ...]) -> str:
    """Return the environment variable that is meant; errors over several name it themselves."""
    if not place:
        return ""
    field = Settings.model_fields.get(str(place[0]))
    return f"{(field.alias if field else None) or place[0]}: "
