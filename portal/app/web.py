"""The Flask application around the services."""

import dataclasses

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.app.counting import ViewCounter, count_pages
from portal.app.services import Services, build
from portal.app.watch import follow
from portal.articles import views as article_views
from portal.diagnostics import views as diagnostics_views
from portal.identity import views as identity_views
from portal.insights import views as insight_views
from portal.notices import views as notice_views
from portal.notices.forms.words import product_word
from portal.ops import views as ops_views
from portal.scope import views as scope_views
from portal.search import views as search_views
from portal.settings import Settings
from portal.staff import views as staff_views
from portal.storage import migrate
from portal.storage.secret import load_secret
from portal.tickets import views as ticket_views
from portal.tickets.forms import words
from portal.tickets.views import desk_api
from portal.web import shell
from portal.web.i18n import current_locale
from portal.web.page_cache import PageCache
from portal.web.slots import Slots
from portal.web.wiring import provide
from portal.wizard import views as wizard_views
from portal.writing import views as writing_views

_MAX_FORM_MEMORY = 2_000_000
_MAX_FORM_PARTS = 200
_BLUEPRINTS = (
    article_views,
    scope_views,
    search_views,
    diagnostics_views,
    notice_views,
    ticket_views,
    wizard_views,
    identity_views,
    staff_views,
    ops_views,
    desk_api,
    writing_views,
    insight_views,
)


def create_app(
    settings: Settings | None = None, services: Services | None = None, *, watch: bool = False
) -> Flask:
    """Return the application; what is not given is built from the environment.

    `watch` makes threads follow the folder of articles, and write down what is counted.
    """
    services = services or build(settings or Settings())
    migrate.upgrade(services.database)
    library = services.articles.library
    library.refresh()
    if watch:
        follow(services.settings.articles, library.refresh)
        services.insights.recorder.start()
    app = Flask("portal", static_folder=None, template_folder="web/templates")
    _configure(app, services)
    shell.install(app, services.settings, services.site)
    provide(app, *(getattr(services, f.name) for f in dataclasses.fields(services)))
    for module in _BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    _add_words(app, services)
    notice_views.fill_slots(app.extensions["portal.services"][Slots])
    wizard_views.fill_slots(app.extensions["portal.services"][Slots])
    ticket_views.fill_slots(app.extensions["portal.services"][Slots])
    insight_views.fill_slots(app.extensions["portal.services"][Slots])
    writing_views.fill_slots(app.extensions["portal.services"][Slots])
    library, notices = services.articles.library, services.notices.board
    app.wsgi_app = PageCache(  # type: ignore[method-assign]  # the documented way
        app.wsgi_app,
        lambda: (
            library.generation,
            notices.stamp(),
            services.translations.stamp(),
            services.clock.now().date(),
        ),
    )
    count_pages(app, services.insights)
    app.wsgi_app = ViewCounter(  # type: ignore[method-assign]  # the documented way
        app.wsgi_app, library, services.insights, services.tools.mask
    )
    if services.settings.proxy_hops:
        hops = services.settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # the documented way
    return app


def _configure(app: Flask, services: Services) -> None:
    uploads = services.site.policy.uploads
    app.config.update(
        SECRET_KEY=load_secret(services.settings.data),
        MAX_CONTENT_LENGTH=(uploads.ticket_mb + 2) * 1_000_000,
        MAX_FORM_MEMORY_SIZE=_MAX_FORM_MEMORY,
        MAX_FORM_PARTS=_MAX_FORM_PARTS,
    )


def _add_words(app: Flask, services: Services) -> None:
    app.jinja_env.globals.update(
        public_url=services.settings.url,
        datum=lambda name: services.site.value(name, current_locale()),
        kind_words=words.kind_name,
        kind_reason=words.kind_reason,
        priority_words=words.priority_name,
        priority_reason=words.priority_reason,
        origin_words=words.origin_words,
        product_words=product_word,
    )
