"""Everything the environment decides, read once into one frozen object.

No other module reads the environment.
"""

import ipaddress
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from portal.kernel.addresses import is_loopback
from portal.kernel.locale import Locale


def _split(value: object) -> object:
    """Take `a, b` from the environment as a list."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


CommaSeparated = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]

FileName = Annotated[Path | None, BeforeValidator(lambda value: value or None)]
"""A file, or none where the variable is empty."""


class Settings(BaseSettings):
    """How this installation runs. Each field is an environment variable, named in its alias."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )

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
    articles_git: bool = Field(
        False,  # noqa: FBT003  # the default
        alias="PORTAL_ARTICLES_GIT",
        description="`1`: the folder is in a git repository, and what is published is committed",
    )
    articles_git_remote: str = Field(
        "",
        alias="PORTAL_ARTICLES_GIT_REMOTE",
        description="where others' commits come from: a remote's name or address; empty: nowhere",
    )
    articles_git_branch: str = Field(
        "", alias="PORTAL_ARTICLES_GIT_BRANCH", description="its branch there; empty: as here"
    )
    articles_git_push: bool = Field(
        False,  # noqa: FBT003  # the default
        alias="PORTAL_ARTICLES_GIT_PUSH",
        description="`1`: commits are pushed there",
    )
    articles_git_credentials_file: FileName = Field(
        None,
        alias="PORTAL_ARTICLES_GIT_CREDENTIALS_FILE",
        description="the file with `user:token` or a token (https), or the private key (ssh)",
    )
    articles_git_secret: SecretStr = Field(
        SecretStr(""),
        alias="PORTAL_ARTICLES_GIT_SECRET",
        description="signs calls of `/api/v1/articles/pull`; empty: none is taken",
    )
    articles_git_secret_file: FileName = Field(
        None, alias="PORTAL_ARTICLES_GIT_SECRET_FILE", description="or the file that holds it"
    )
    index: Path = Field(
        Path("search_index"), alias="PORTAL_INDEX", description="derived data; safe to delete"
    )
    search: Literal["whoosh", "tantivy"] = Field(
        "whoosh", alias="PORTAL_SEARCH", description="what searches; tantivy for large catalogues"
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
    requests_per_minute: int = Field(
        300,
        alias="PORTAL_REQUESTS_PER_MINUTE",
        ge=0,
        description="forms and searches from one address, in each web process; 0: no limit",
    )
    limits_storage: str = Field(
        "memory://",
        alias="PORTAL_LIMITS",
        description="where they are counted; `redis://…` counts over all processes",
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
    desk: Literal["", "mail", "webhook", "osticket", "zammad", "zendesk", "freshdesk"] = Field(
        "", alias="PORTAL_DESK", description="the help desk that gets tickets too; empty: none"
    )
    desk_address: str = Field(
        "", alias="PORTAL_DESK_ADDRESS", description="its mail address, or its address on the web"
    )
    desk_user: str = Field(
        "", alias="PORTAL_DESK_USER", description="Zendesk: the agent's address the token is of"
    )
    desk_token: SecretStr = Field(
        SecretStr(""),
        alias="PORTAL_DESK_TOKEN",
        description="the key to its API; webhook: the secret that signs, `whsec_…`",
    )
    desk_token_file: FileName = Field(
        None, alias="PORTAL_DESK_TOKEN_FILE", description="or the file that holds the key"
    )
    desk_group: str = Field(
        "", alias="PORTAL_DESK_GROUP", description="Zammad: the group; osTicket: a topic's number"
    )
    desk_events_secret: SecretStr = Field(
        SecretStr(""),
        alias="PORTAL_DESK_EVENTS_SECRET",
        description="signs what it reports to `/api/v1/desk/events`; empty: nothing is taken",
    )
    desk_events_secret_file: FileName = Field(
        None, alias="PORTAL_DESK_EVENTS_SECRET_FILE", description="or the file that holds it"
    )
    files: str = Field(
        "",
        alias="PORTAL_FILES",
        description="where attachments are: empty for the data folder, or `s3://bucket/prefix`",
    )
    files_endpoint: str = Field(
        "",
        alias="PORTAL_FILES_ENDPOINT",
        description="address of an S3-compatible store; empty: AWS",
    )
    files_key: str = Field(
        "", alias="PORTAL_FILES_KEY", description="its access key; empty: what the machine may do"
    )
    files_secret: SecretStr = Field(
        SecretStr(""), alias="PORTAL_FILES_SECRET", description="its secret key"
    )
    files_secret_file: FileName = Field(
        None, alias="PORTAL_FILES_SECRET_FILE", description="or the file that holds it"
    )
    clamd: str = Field(
        "",
        alias="PORTAL_CLAMD",
        description="virus scanner: `host:port` or a socket's path; uploads wait for its word",
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
    firewall_file: FileName = Field(
        None, alias="PORTAL_FIREWALL_FILE", description="addresses our firewall blocks, one a line"
    )
    firewall_url: str = Field(
        "",
        alias="PORTAL_FIREWALL_URL",
        description='or where to ask, with {address} in it; answers {"blocked": true} or false',
    )
    unblock_file: FileName = Field(
        None,
        alias="PORTAL_UNBLOCK_FILE",
        description="where visitors' addresses to release are written, one a line",
    )
    unblock_url: str = Field(
        "",
        alias="PORTAL_UNBLOCK_URL",
        description='or where to POST, with {address} in it; answers {"released": true} or false',
    )
    staff_second_factor: Literal["optional", "required"] = Field(
        "optional",
        alias="PORTAL_STAFF_SECOND_FACTOR",
        description="whether staff need a code beside the password",
    )
    oidc_issuer: str = Field(
        "", alias="PORTAL_OIDC_ISSUER", description="OpenID Connect for staff; empty: none"
    )
    oidc_client: str = Field("", alias="PORTAL_OIDC_CLIENT", description="our name there")
    oidc_secret: SecretStr = Field(
        SecretStr(""), alias="PORTAL_OIDC_SECRET", description="our secret there"
    )
    oidc_secret_file: FileName = Field(
        None, alias="PORTAL_OIDC_SECRET_FILE", description="or the file that holds it"
    )
    oidc_domains: CommaSeparated = Field(
        (),
        alias="PORTAL_OIDC_DOMAINS",
        description="people of these mail domains are added as support; empty: only who is known",
    )
    directory_url: str = Field(
        "",
        alias="PORTAL_DIRECTORY_URL",
        description="billing system that knows the accounts; empty: `portal accounts import`",
    )
    directory_token: SecretStr = Field(
        SecretStr(""), alias="PORTAL_DIRECTORY_TOKEN", description="sent to it as a bearer token"
    )
    directory_token_file: FileName = Field(
        None, alias="PORTAL_DIRECTORY_TOKEN_FILE", description="or the file that holds it"
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
        _demand_encrypted("PORTAL_PUBLIC_URL", parts)
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
        _check_hook("FIREWALL", self.firewall_url, self.firewall_file)
        _check_hook("UNBLOCK", self.unblock_url, self.unblock_file)
        return self

    @model_validator(mode="after")
    def _check_desk(self) -> Self:
        if self.desk and not self.desk_address:
            raise ValueError(f"PORTAL_DESK={self.desk} needs PORTAL_DESK_ADDRESS")
        if self.desk == "mail" and "@" not in self.desk_address:
            raise ValueError("PORTAL_DESK_ADDRESS has to be a mail address for PORTAL_DESK=mail")
        if self.desk not in {"", "mail"}:
            _demand_https("PORTAL_DESK_ADDRESS", self.desk_address)
            if not (self.desk_token.get_secret_value() or self.desk_token_file):
                raise ValueError(f"PORTAL_DESK={self.desk} needs PORTAL_DESK_TOKEN")
        if self.desk == "zendesk" and not self.desk_user:
            raise ValueError("PORTAL_DESK=zendesk needs PORTAL_DESK_USER")
        if self.desk == "zammad" and not self.desk_group:
            raise ValueError("PORTAL_DESK=zammad needs PORTAL_DESK_GROUP")
        return self

    @model_validator(mode="after")
    def _check_files(self) -> Self:
        parts = urlsplit(self.files)
        if self.files and (parts.scheme != "s3" or not parts.netloc):
            raise ValueError("PORTAL_FILES is empty or s3://bucket/prefix")
        if self.files_endpoint:
            _demand_https("PORTAL_FILES_ENDPOINT", self.files_endpoint)
        return self

    @model_validator(mode="after")
    def _check_articles_git(self) -> Self:
        parts = urlsplit(self.articles_git_remote)
        if parts.password is not None or (parts.username and parts.scheme.startswith("http")):
            raise ValueError("PORTAL_ARTICLES_GIT_REMOTE: put user and token into a file")
        if parts.scheme in {"http", "https"}:
            _demand_https("PORTAL_ARTICLES_GIT_REMOTE", self.articles_git_remote)
        if self.articles_git_push and not self.articles_git_remote:
            raise ValueError("PORTAL_ARTICLES_GIT_PUSH needs PORTAL_ARTICLES_GIT_REMOTE")
        return self

    @model_validator(mode="after")
    def _check_directory(self) -> Self:
        if self.oidc_issuer:
            _demand_https("PORTAL_OIDC_ISSUER", self.oidc_issuer)
            if not self.oidc_client:
                raise ValueError("PORTAL_OIDC_ISSUER needs PORTAL_OIDC_CLIENT")
        if self.directory_url:
            _demand_https("PORTAL_DIRECTORY_URL", self.directory_url)
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


def _demand_https(name: str, address: str) -> None:
    parts = urlsplit(address)
    if not parts.hostname or parts.username is not None:
        raise ValueError(f"{name} is not an address")
    _demand_encrypted(name, parts)


def _demand_encrypted(name: str, parts: SplitResult) -> None:
    is_near = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if parts.scheme != "https" and not is_near:
        raise ValueError(f"{name} must start with https:// (http is for loopback)")


def _check_hook(name: str, url: str, file: Path | None) -> None:
    """Refuse an address of the provider's that cannot be asked about a visitor's."""
    if not url:
        return
    parts = urlsplit(url)
    if "{address}" not in f"{parts.path}?{parts.query}" or not parts.hostname:
        raise ValueError(f"PORTAL_{name}_URL needs {{address}} after the host")
    _demand_encrypted(f"PORTAL_{name}_URL", parts)
    if file is not None:
        raise ValueError(f"PORTAL_{name}_FILE and PORTAL_{name}_URL: choose one")
