"""The provider: brand, data sheet, topics and channels, as `site.yml` has them."""

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
from portal.kernel.strict import InEvery, Strict
from portal.site.policy import Policy

_CLOCK_TIME = r"^([01]\d|2[0-3]):[0-5]\d$"

_Texts = InEvery[str]
_Decimal = Annotated[float, Field(strict=False)]  # YAML's are read as the text they are


class Brand(Strict):
    """Name, colours and mark."""

    name: str = Field(min_length=1)
    domain: str = Field(min_length=1)
    ticket_prefix: str = Field(pattern=r"^[A-Z][A-Z0-9]{0,11}$")
    hue: _Decimal = Field(ge=0, le=360)
    chroma: _Decimal = Field(ge=0, le=0.2)
    lamp: _Decimal = Field(ge=0, le=360)
    logo: str = ""
    notice: _Texts = Field(default_factory=lambda: dict.fromkeys(LOCALES, ""))


class Category(Strict):
    """A topic: the folder of its articles, and its words in each locale."""

    key: str
    icon: str
    name: _Texts
    slug: _Texts
    about: _Texts
    top: list[str] = Field(default_factory=list)


class Contact(Strict):
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


class Hours(Strict):
    """When people answer: ISO days (1 is Monday) and clock times in the provider's time zone."""

    model_config = ConfigDict(populate_by_name=True)

    days: list[Annotated[int, Field(ge=1, le=7)]]
    since: str = Field(alias="from", pattern=_CLOCK_TIME)
    to: str = Field(pattern=_CLOCK_TIME)


class Entrance(Strict):
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


class Address(Strict):
    """A fixed address for what is not for support, and what it is for."""

    key: str
    about: _Texts


class _Zone(Strict):
    timezone: str

    @field_validator("timezone")
    @classmethod
    def _check(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (OSError, ValueError, KeyError) as error:
            raise ValueError(f"{name!r} is no time zone, such as Europe/Madrid") from error
        return name


class _Home(Strict):
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


def _flatten(value: object, place: tuple[str, ...], locale: Locale) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if set(value) == set(LOCALES):
            yield ".".join(place), str(value[locale])
            return
        for key, inner in value.items():
            yield from _flatten(inner, (*place, str(key)), locale)
    elif not isinstance(value, list):
        yield ".".join(place), str(value)
