"""What all sections of the settings are made of: kinds of values, and what addresses must be."""

from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import BeforeValidator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from portal.kernel.addresses import is_loopback


def _split(value: object) -> object:
    """Take `a, b` from the environment as a list."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


CommaSeparated = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]

FileName = Annotated[Path | None, BeforeValidator(lambda value: value or None)]
"""A file, or none where the variable is empty."""


class Section(BaseSettings):
    """Settings that belong together. Each is an environment variable, named in its alias."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        hide_input_in_errors=True,
        defer_build=True,  # only the whole is ever built
    )


def demand_https(name: str, address: str) -> None:
    """Refuse an `address` that is none, or that strangers on the way could read along.

    `name` is the setting. Raises ValueError.
    """
    parts = urlsplit(address)
    if not parts.hostname or parts.username is not None:
        raise ValueError(f"{name} is not an address")
    demand_encrypted(name, parts)


def demand_encrypted(name: str, parts: SplitResult) -> None:
    """Refuse http, but to this machine. Raises ValueError."""
    is_near = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if parts.scheme != "https" and not is_near:
        raise ValueError(f"{name} must start with https:// (http is for loopback)")
