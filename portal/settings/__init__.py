"""Everything the environment decides, read once into one frozen object.

No other package reads the environment.
"""

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from portal.settings.articles import Articles
from portal.settings.checks import Checks
from portal.settings.delivery import Delivery
from portal.settings.files import Files
from portal.settings.people import People
from portal.settings.section import demand_encrypted
from portal.settings.serving import Answering, Listening


class Settings(People, Checks, Files, Delivery, Answering, Articles, Listening):
    """How this installation runs: of these sections the last is listed first, as in the README."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", alias="PORTAL_LOG_LEVEL", description="how much is logged"
    )

    @model_validator(mode="after")
    def _check_public_url(self) -> Self:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"PORTAL_PUBLIC_URL is not an address: {self.url!r}")
        if parts.path or parts.query or parts.fragment or parts.username is not None:
            raise ValueError("PORTAL_PUBLIC_URL ends after the host and port: no path, no user")
        demand_encrypted("PORTAL_PUBLIC_URL", parts)
        return self

    @model_validator(mode="after")
    def _check_secrets(self) -> Self:
        for name, field in type(self).model_fields.items():
            value, file = getattr(self, name), getattr(self, f"{name}_file", None)
            if isinstance(value, SecretStr) and value.get_secret_value() and file:
                raise ValueError(f"{field.alias} and {field.alias}_FILE: choose one")
        return self

    @property
    def url(self) -> str:
        """The public address without a slash at the end."""
        return (self.public_url or f"http://127.0.0.1:{self.port}").rstrip("/")

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach us over https, so that cookies can be Secure."""
        return self.url.startswith("https://")

    @property
    def database_url(self) -> str:
        """The address of the database."""
        return self.database or f"sqlite:///{(self.data / 'portal.db').resolve()}"


def read_secret(value: SecretStr, file: Path | None) -> str:
    """Return a secret from its setting or its file, whichever is there; empty where neither is.

    Raises OSError where the file cannot be read.
    """
    return file.read_text(encoding="utf-8").strip() if file else value.get_secret_value()
