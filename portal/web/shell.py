"""Puts the shell together: templates and their words, headers, languages, errors, files."""

from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import format_date, format_datetime, format_time
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from portal.kernel.findings import Finding
from portal.kernel.locale import LOCALES, Locale
from portal.settings import Settings
from portal.site import Site, SiteError
from portal.web import addresses, assets, errors, forms, headers, i18n, load
from portal.web.environment import PageEnvironment
from portal.web.icons import ICONS
from portal.web.kept import KeptPages
from portal.web.parts import Parts
from portal.web.slots import Slots
from portal.web.wiring import provide, use

_LOGO = Markup(f'<svg viewBox="0 0 24 24" aria-hidden="true">{ICONS["mark"]}</svg>')  # noqa: S704  # our own
_DRAWN = 500  # icons with classes, and sets of icons: the latest stay drawn


def install(app: Flask, settings: Settings, site: Site) -> None:
    """Give `app` everything that is around a page. Call it before any blueprint.

    Raises SiteError where `site` names an icon that there is not.
    """
    _check_icons(site)
    app.jinja_environment = PageEnvironment
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters["prefix"] = lambda text, prefix: f"{prefix}{text}"
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _set_cookies(app, settings)
    hostname = urlsplit(settings.url).hostname or ""
    headers.install(app, hostname, is_secure=settings.is_secure)
    addresses.install(app)
    i18n.install(app, settings.locale, site.timezone)
    errors.install(app)
    load.install(app, settings)
    forms.install(app)
    shelf = assets.Assets({"portal.css": brand_css(site).encode()})
    provide(app, shelf, Slots(), KeptPages(), site, settings)
    app.register_blueprint(assets.blueprint)
    _add_words(app, shelf, site)


def _check_icons(site: Site) -> None:
    named = {c.icon for c in site.categories} | {e.icon for e in site.entrances}
    unknown = sorted(named - set(ICONS))
    if unknown:
        path = PurePath("site.yml")
        raise SiteError([Finding(path, 1, "site", f"icon: there is no {i!r}") for i in unknown])


def brand_css(site: Site) -> str:
    """Return the brand's colours as tokens; they win over the style sheet's layers."""
    brand = site.brand
    return f"\n:root {{ --h: {brand.hue}; --c: {brand.chroma}; --l: {brand.lamp} }}\n"


def render(
    template: str,
    status: int = 200,
    /,
    **values: Any,  # noqa: ANN401  # what the template asks for
) -> Response:
    """Return the page that `template` makes of `values`; HTTP's `status` says how it went."""
    return make_response(render_template(template, **values), status)


def render_public(template: str, **values: Any) -> Response:  # noqa: ANN401
    """Return a page that is the same bytes for everybody, and may be cached."""
    return headers.public(render(template, **values), use(Settings).shared_cache_seconds)


def render_kept(
    template: str, state: Hashable, values: Callable[[], Mapping[str, Any]]
) -> Response:
    """Return a public page; it is made only where `state` is new for this template and locale.

    `state` says all that the page depends on, so that `values` need not be asked for.
    """
    key = (template, i18n.current_locale(), state)
    page, etag = use(KeptPages).show(key, lambda: render_template(template, **values()))
    response = make_response(page)
    response.set_etag(etag)
    return headers.public(response, use(Settings).shared_cache_seconds)


def _set_cookies(app: Flask, settings: Settings) -> None:
    app.config.update(
        SESSION_COOKIE_NAME="__Host-portal" if settings.is_secure else "portal",
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a customer may take a day to finish
        WTF_CSRF_SSL_STRICT=False,  # the Referer may be stripped; the token is what counts
    )


def _add_words(app: Flask, shelf: assets.Assets, site: Site) -> None:
    def alternates() -> list[tuple[Locale, str]]:
        found: Mapping[Locale, str] = g.get("alternates", {})
        return [(locale, found.get(locale, f"/{locale}/")) for locale in LOCALES]

    app.jinja_env.globals.update(
        asset=shelf.url,
        icon=icon,
        logo=_LOGO,
        part=Parts(app.jinja_env).show,
        sprite=sprite,
        alternates=alternates,
        slot=lambda name, /, **values: use(Slots).render(name, **values),
        locale=i18n.current_locale,
        site=site,
        local=lambda texts: texts[i18n.current_locale()],
        day=lambda moment: format_date(moment, i18n.gettext("d MMMM yyyy")),
        moment=_moment,
        clock_time=lambda moment: format_time(moment, "H:mm"),
    )


def _moment(moment: datetime) -> Markup:
    shown = format_datetime(moment, i18n.gettext("d MMM yyyy, H:mm"))
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), shown)


def icon(name: str, classes: str = "") -> Markup:
    """Return the icon `name` and note that the page needs its symbol. Raises KeyError."""
    drawn = _icon(name, classes)
    g.setdefault("icons", set()).add(name)
    return drawn


@lru_cache(maxsize=_DRAWN)
def _icon(name: str, classes: str) -> Markup:
    if name not in ICONS:
        raise KeyError(name)
    css = escape(f"icon {classes}".strip())
    return Markup('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>').format(css, name)


def sprite() -> Markup:
    """Return the symbols that the page used; it stands at the end of the body."""
    used: set[str] = g.get("icons", set())
    return _sprite(tuple(sorted(used)))


@lru_cache(maxsize=_DRAWN)
def _sprite(names: tuple[str, ...]) -> Markup:
    symbols = "".join(
        f'<symbol id="i-{name}" viewBox="0 0 24 24">{ICONS[name]}</symbol>' for name in names
    )
    return Markup("<svg hidden>{}</svg>").format(Markup(symbols))  # noqa: S704  # our own drawings


def set_alternates(urls: Mapping[Locale, str]) -> None:
    """Say where the page being made stands in other locales; the language menu links there."""
    g.alternates = urls


def set_same_page(address: str) -> None:
    """Let the language menu lead to `address`, which begins with a locale, in the other ones."""
    tail = address.split("/", 2)[2]
    set_alternates({code: f"/{code}/{tail}" for code in LOCALES})


def wants_fragment() -> bool:
    """Return whether the page's script asks for a block of the page instead of the whole."""
    return request.headers.get("HX-Request") == "true"
