"""Languages: which one a request speaks, and the interface texts in it.

The locale is the first part of the path. Pages outside (`/desk/`, `/staff/`, an unknown
address) take the visitor's own choice, then the browser's wish.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

import flask_babel
from babel import support
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, force_locale, get_locale
from markupsafe import Markup
from typing_extensions import override
from werkzeug.routing import BaseConverter

from portal.kernel.locale import LOCALES, Locale, choose_locale, find_locale

_TRANSLATIONS = Path(__file__).parent.parent / "translations"
_TEXTS = 5000  # more than there are
CHOICE_COOKIE = "locale"


class LocaleConverter(BaseConverter):
    """Lets only our locales into a path."""

    regex = "|".join(LOCALES)

    @override
    def to_python(self, value: str) -> Locale:
        return Locale(value)


class PoDomain(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """Interface texts straight from the `.po` files, so that nothing needs to be compiled."""

    @override
    def get_translations(self) -> support.NullTranslations:
        return self.of(str(get_locale() or Locale.EN))

    def of(self, locale: str) -> support.NullTranslations:
        """Return the texts in `locale`; read once."""
        return _load(locale)


@cache
def _load(locale: str) -> support.Translations:
    path = _TRANSLATIONS / f"{locale}.po"
    if not path.exists():
        return support.Translations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=locale)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return support.Translations(compiled)


def current_locale() -> Locale:
    """Return the locale of the page being made."""
    if not has_request_context():
        return Locale.EN
    known: Locale | None = g.get("locale")
    if known is None:
        known = g.locale = _guess(g.get("default_locale", Locale.EN))
    return known


def _guess(default: Locale) -> Locale:
    in_path = find_locale(request.path.split("/")[1]) if request.path.count("/") else None
    chosen = find_locale(request.cookies.get(CHOICE_COOKIE, ""))
    wished = choose_locale([tag for tag, q in request.accept_languages if q], default)
    return in_path or chosen or wished


def install(app: Flask, default: Locale, timezone: str) -> None:
    """Teach `app` locales in paths and texts; `default` is for visitors who wish for none."""
    app.url_map.converters["locale"] = LocaleConverter

    @app.before_request
    def _default() -> None:
        g.default_locale = default

    @app.url_value_preprocessor
    def _take(_endpoint: str | None, values: dict[str, object] | None) -> None:
        if values and "locale" in values:
            g.locale = values.pop("locale")

    @app.url_defaults
    def _give(endpoint: str, values: dict[str, object]) -> None:
        if "locale" not in values and app.url_map.is_endpoint_expecting(endpoint, "locale"):
            values["locale"] = current_locale()

    babel = Babel(app, default_timezone=timezone, locale_selector=lambda: str(current_locale()))
    texts = babel.domain_instance = PoDomain()
    app.jinja_env.globals.update(template_words(texts.of))


def speaking_app(default: Locale, timezone: str) -> Flask:
    """Return an application without pages, in whose context texts and dates can be put in words.

    The worker's mails need one: outside of any, every text stays English.
    """
    app = Flask("portal", static_folder=None, template_folder=None)
    install(app, default, timezone)
    return app


@contextmanager
def speaking(locale: Locale) -> Iterator[None]:
    """Let what is translated inside be in `locale`, whatever the page speaks."""
    with force_locale(str(locale)):
        yield


def template_words(
    texts: Callable[[Locale], support.NullTranslations],
) -> dict[str, Callable[..., Markup]]:
    """Return what templates call for a text of the page's language, as `texts` has it.

    A page asks for dozens: each is looked up once for each language, and what has no values to be
    filled in is ready. All our templates are HTML, so that a text is markup and its values are not.
    """

    @lru_cache(maxsize=_TEXTS)
    def find(locale: Locale, text: str) -> Markup:
        return Markup(texts(locale).ugettext(text))  # noqa: S704  # our own words

    @lru_cache(maxsize=_TEXTS)
    def ready(locale: Locale, text: str) -> Markup:
        return find(locale, text) % {}

    def gettext(text: str, **values: object) -> Markup:
        locale = current_locale()
        return find(locale, text) % values if values else ready(locale, text)

    def ngettext(one: str, many: str, number: int, **values: object) -> Markup:
        found = Markup(texts(current_locale()).ungettext(one, many, number))  # noqa: S704  # the same
        return found % {"num": number, **values}

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}


def gettext(text: str, **values: object) -> str:
    """Return `text` in the page's language, with `%(name)s` filled from `values`."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """Return the form of a text that fits `number`, which is `%(num)s` in it."""
    return str(flask_babel.ngettext(one, many, number, **values))
