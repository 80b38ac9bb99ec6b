"""Where the portal listens, and how it answers."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from portal.kernel.locale import Locale
from portal.settings.section import Section


class Listening(Section):
    """The processes, their port, and where all that changes lives."""

    host: str = Field("127.0.0.1", alias="HOST", description="address to listen on")
    port: int = Field(8000, alias="PORT", ge=1, le=65535, description="port to listen on")
    workers: int = Field(2, alias="PORTAL_WORKERS", ge=1, le=64, description="web processes")
    threads: int = Field(4, alias="PORTAL_THREADS", ge=1, le=64, description="threads in each")
    data: Path = Field(
        Path("instance"), alias="PORTAL_DATA", description="where all that changes lives"
    )


class Answering(Section):
    """What pages are made from, whom they are for, and how many of them."""

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
