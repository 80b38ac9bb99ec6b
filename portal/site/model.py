"""The provider: brand, data sheet, topics, channels (`site.yml`) and policy numbers (`policy.yml`).

A file in `PORTAL_DATA/site/` replaces the one of the same name in `site_defaults/`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
)

from portal.kernel.locale import LOCALES, Locale
from portal.kernel.product import Product
from portal.kernel.strict import InEvery

_CLOCK_TIME = r"^([01]\d|2[0-3]):[0-5]\d$"

_Texts = InEvery[str]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Brand(_Part):
    """Name, colours and mark."""

    name: str = Field(min_length=1)
    domain: str = Field(min_length=1)
    ticket_prefix: str = Field(pattern=r"^[A-Z][A-Z0-9]{0,11}$")
    hue: float = Field(ge=0, le=360)
    chroma: float = Field(ge=0, le=0.2)
    lamp: float = Field(ge=0, le=360)
    logo: str = ""
    notice: _Texts = Field(default_factory=lambda: dict.fromkeys(LOCALES, ""))


class Category(_Part):
    """A topic: the folder of its articles, and its words in each locale."""

    key: str
    icon: str
    name: _Texts
    slug: _Texts
    about: _Texts
    top: list[str] = Field(default_factory=list)


class Contact(_Part):
    """Where an entrance leads: a page of ours, an address on the web, by mail or by phone."""

    kind: Literal["page", "url", "mail", "phone"]
    value: str

    def link(self, locale: Locale) -> str:
        """Return what to put into a link."""
        number = self.value.replace(" ", "")
        return {
            "page": f"/{locale}/{self.value}/" if self.value != "search" else f"/{locale}/search",
            "url": self.value,
            "mail": f"mailto:{self.value}",
            "phone": f"tel:{number}",
        }[self.kind]


class Hours(_Part):
    """When people answer: ISO days (1 is Monday) and clock times in the provider's time zone."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    days: list[Annotated[int, Field(ge=1, le=7)]]
    since: str = Field(alias="from", pattern=_CLOCK_TIME)
    to: str = Field(pattern=_CLOCK_TIME)


class Entrance(_Part):
    """A way into the support centre (R28)."""

    key: str
    icon: str
    name: _Texts
    purpose: _Texts
    hours: _Texts
    rule: _Texts
    contact: Contact
    open: Hours | None = None

    def is_open_at(self, local: datetime) -> bool | None:
        """Return whether people answer at the provider's `local` time; None if always open."""
        if self.open is None:
            return None
        clock = f"{local:%H:%M}"
        return local.isoweekday() in self.open.days and self.open.since <= clock < self.open.to


class Plan(BaseModel):
    """What a customer bought, as far as rules look at it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    name: str
    kind: Literal["shared", "mail_only", "vps_root", "vps_administered", "reseller", "domain_only"]
    access: Literal["panel", "root", "administered", "registration_only"]
    products: list[Product]


class Address(_Part):
    """A fixed address for what is not for support, and what it is for."""

    key: str
    about: _Texts


class _Zone(_Part):
    timezone: str

    @field_validator("timezone")
    @classmethod
    def _check(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (OSError, ValueError, KeyError) as error:
            raise ValueError(f"{name!r} is no time zone, such as Europe/Madrid") from error
        return name


class _Home(_Part):
    popular_searches: InEvery[list[str]]


class _Domains(BaseModel):
    """Where registries answer about domains (RDAP), by suffix; the rest is for articles."""

    model_config = ConfigDict(extra="allow", frozen=True)

    registries: dict[str, Annotated[str, Field(pattern=r"^https://[^/?#@]+/[^?#]*$")]] = Field(
        default_factory=dict
    )


class SiteFields(BaseModel):
    """What code reads of `site.yml`; the rest of it is variables for articles."""

    model_config = ConfigDict(extra="allow", frozen=True)

    brand: Brand
    site: _Zone
    home: _Home
    categories: list[Category]
    channels: list[Entrance]
    plans: list[Plan]
    addresses: list[Address]
    mail_to: dict[str, str]
    domains: _Domains = _Domains()


class _FirstAnswer(_Part):
    technical_hours: int = Field(ge=1)
    billing_hours: int = Field(ge=1)


class _MassFailure(_Part):
    tickets: int = Field(ge=2)
    minutes: int = Field(ge=1)


class Uploads(_Part):
    """What may be attached (R7)."""

    file_mb: int = Field(ge=1, le=100)
    files: int = Field(ge=1, le=50)
    ticket_mb: int = Field(ge=1, le=500)
    megapixels: int = Field(ge=1, le=200)


class Policy(_Part):
    """The numbers of the support policy; the file explains each with its rule."""

    first_answer: _FirstAnswer
    ask_after_minutes: int = Field(ge=0)
    live_minutes: int = Field(ge=1)
    reopen_days: int = Field(ge=0)
    high_needs_devices: int = Field(ge=1)
    duplicates_days: int = Field(ge=0)
    duplicates_shown: int = Field(ge=1)
    mass_failure: _MassFailure
    confirmation_days: int = Field(ge=1)
    approval_days: int = Field(ge=1)
    draft_days: int = Field(ge=1)
    keep_months: int = Field(ge=1)
    closing_notice_days: int = Field(ge=0)
    deletion_days: int = Field(ge=0)
    unconfirmed_mb: int = Field(ge=1)
    uploads: Uploads
    mails_per_mailbox_hour: int = Field(ge=1)
    mails_per_network_hour: int = Field(ge=1)
    sign_in_link_minutes: int = Field(ge=1)
    second_device_minutes: int = Field(ge=1)
    checks_per_hour: int = Field(ge=1)


_AT_THE_FOOT = {"abuse", "privacy", "accessibility"}


class Site:
    """The provider as the rest of the portal sees it."""

    def __init__(self, fields: SiteFields, policy: Policy, sheet: Mapping[str, Any]) -> None:
        self.brand = fields.brand
        self.timezone = fields.site.timezone
        self.popular_searches = fields.home.popular_searches
        self.categories = tuple(fields.categories)
        self.entrances = tuple(fields.channels)
        self.plans = tuple(fields.plans)
        self.addresses = tuple((a, fields.mail_to.get(a.key, "")) for a in fields.addresses)
        self.registries = fields.domains.registries
        self.policy = policy
        self._sheet = sheet

    @cached_property
    def _variables(self) -> dict[Locale, dict[str, str]]:
        return {locale: dict(_flatten(self._sheet, (), locale)) for locale in LOCALES}

    def variables(self, locale: Locale) -> dict[str, str]:
        """Return every value an article in `locale` may name, by its dotted place."""
        return self._variables[locale]

    def value(self, name: str, locale: Locale) -> str:
        """Return the value called `name` (`mail.host`). Raises KeyError."""
        return self._variables[locale][name]

    def footer(self, locale: Locale) -> list[tuple[str, str]]:
        """Return the links under the brand's name at the foot of every page: text, address."""
        return [
            (a.about[locale], f"mailto:{to}") for a, to in self.addresses if a.key in _AT_THE_FOOT
        ]

    def category(self, key: str) -> Category | None:
        """Return the category called `key`, or None."""
        return next((c for c in self.categories if c.key == key), None)

    def category_at(self, locale: Locale, slug: str) -> Category | None:
        """Return the category whose slug in `locale` is `slug`, or None."""
        return next((c for c in self.categories if c.slug[locale] == slug), None)


def _flatten(value: object, place: tuple[str, ...], locale: Locale) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if set(value) == set(LOCALES):
            yield ".".join(place), str(value[locale])
            return
        for key, inner in value.items():
            yield from _flatten(inner, (*place, str(key)), locale)
    elif not isinstance(value, list):
        yield ".".join(place), str(value)
