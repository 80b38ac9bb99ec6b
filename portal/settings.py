"""Everything the environment decides, read once into one frozen object.

No other module reads the environment.
"""

import ipaddress
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from portal.kernel.locale import Locale


def _split(value: object) -> object:
    """Take `a, b` from the environment as a list."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


CommaSeparated = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


class Settings(BaseSettings):
    """How this installation runs. Each field is an environment variable, named in its alias."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    host: str = Field("127.0.0.1", alias="HOST", description="address to listen on")
    port: int = Field(8000, alias="PORT", ge=1, le=65535, description="port to listen on")
    workers: int = Field(2, alias="PORTAL_WORKERS", ge=1, le=64, description="web processes")
    threads: int = Field(4, alias="PORTAL_THREADS", ge=1, le=64, description="threads in each")
    data: Path = Field(
        Path("instance"), alias="PORTAL_DATA", description="where all that changes lives"
    )
    articles: Path = Field(
        Path("articles"), alias="PORTAL_ARTICLES", description="the folder of Markdown articles"
    )
    index: Path = Field(
        Path("search_index"), alias="PORTAL_INDEX", description="derived data; safe to delete"
    )
    public_url: str = Field(
        "", alias="PORTAL_PUBLIC_URL", description="address in links; http only on loopback"
    )
    database: str = Field(
        "", alias="PORTAL_DATABASE", description="SQLAlchemy address; SQLite in the data folder"
    )
    locale: Locale = Field(
        Locale.ES, alias="PORTAL_LOCALE", description="when the browser asks for none of ours"
    )
    proxy_hops: int = Field(
        0, alias="PORTAL_PROXY_HOPS", ge=0, le=5, description="proxies in front that we trust"
    )
    shared_cache_seconds: int = Field(
        0, alias="PORTAL_SHARED_CACHE", ge=0, description="how long a cache in front may keep pages"
    )
    smtp_host: str = Field("", alias="PORTAL_SMTP_HOST", description="empty: mail goes to files")
    smtp_port: int = Field(587, alias="PORTAL_SMTP_PORT", ge=1, le=65535, description="its port")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", alias="PORTAL_SMTP_SECURITY", description="none only for a server on loopback"
    )
    smtp_user: str = Field("", alias="PORTAL_SMTP_USER", description="empty: no sign-in")
    smtp_password: SecretStr = Field(
        SecretStr(""), alias="PORTAL_SMTP_PASSWORD", description="its password"
    )
    our_networks: CommaSeparated = Field(
        (),
        alias="PORTAL_OUR_NETWORKS",
        description="CIDR, commas between; ! before one never to touch; empty: no checks",
    )
    resolvers: CommaSeparated = Field(
        (),
        alias="PORTAL_RESOLVERS",
        description="addresses of name servers: ours, then public ones; empty: this machine's",
    )
    firewall_file: Annotated[Path | None, BeforeValidator(lambda value: value or None)] = Field(
        None, alias="PORTAL_FIREWALL_FILE", description="addresses our firewall blocks, one a line"
    )
    firewall_url: str = Field(
        "",
        alias="PORTAL_FIREWALL_URL",
        description='or where to ask, with {address} in it; answers {"blocked": true} or false',
    )
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
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise ValueError("PORTAL_PUBLIC_URL must start with https:// (http is for loopback)")
        return self

    @model_validator(mode="after")
    def _check_smtp(self) -> Self:
        if self.smtp_host and self.smtp_security == "none" and not is_loopback(self.smtp_host):
            raise ValueError("PORTAL_SMTP_SECURITY=none is for a mail server on loopback only")
        return self

    @model_validator(mode="after")
    def _check_networks(self) -> Self:
        for text in self.our_networks:
            try:
                ipaddress.ip_network(text.removeprefix("!").strip())
            except ValueError as error:
                raise ValueError(f"PORTAL_OUR_NETWORKS: {error}") from error
        for text in self.resolvers:
            try:
                ipaddress.ip_address(text)
            except ValueError as error:
                raise ValueError(f"PORTAL_RESOLVERS: {error}") from error
        return self

    @model_validator(mode="after")
    def _check_firewall(self) -> Self:
        if not self.firewall_url:
            return self
        parts = urlsplit(self.firewall_url)
        if "{address}" not in f"{parts.path}?{parts.query}" or not parts.hostname:
            raise ValueError("PORTAL_FIREWALL_URL needs {address} after the host")
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
            raise ValueError("PORTAL_FIREWALL_URL must start with https:// (http is for loopback)")
        if self.firewall_file is not None:
            raise ValueError("PORTAL_FIREWALL_FILE and PORTAL_FIREWALL_URL: choose one")
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


def is_loopback(host: str) -> bool:
    """Return whether `host` (a name or address, no port) is this computer."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
