"""Home, categories, articles, their pictures and the vote."""

from flask import Response, abort, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.articles.files import PICTURES
from portal.articles.model import Article, Question, Reason, Vote
from portal.articles.service import ArticlePage, ArticleService, Moved
from portal.articles.views.blueprint import blueprint
from portal.kernel.errors import Gone
from portal.kernel.locale import LOCALES, Locale
from portal.site import Category, Site
from portal.web.forms import public_form
from portal.web.headers import public, redirect_to
from portal.web.i18n import current_locale
from portal.web.shell import render, render_public, set_alternates
from portal.web.wiring import use

_RECENT = 4
_PICTURE_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # SVG may hold style


@blueprint.get("/")
def choose_locale() -> BaseResponse:
    """Send the visitor to the portal in their language."""
    response = redirect(f"/{current_locale()}/", code=302)
    response.vary.update(("Accept-Language", "Cookie"))
    return response


@blueprint.get("/<locale:locale>/")
def home() -> Response:
    """Show search, topics and the way to the wizard."""
    locale = current_locale()
    service, site = use(ArticleService), use(Site)
    catalogue = service.library.catalogue
    topics = [
        (c, [a for a in (catalogue.best(key, locale) for key in c.top) if a is not None])
        for c in shown_categories(locale)
    ]
    set_alternates({code: f"/{code}/" for code in LOCALES})
    return render_public(
        "articles/home.html",
        topics=topics,
        recent=service.recent(locale, _RECENT),
        searches=site.popular_searches[locale],
    )


def shown_categories(locale: Locale) -> list[Category]:
    """Return the categories that have something to show, the unknown folders last."""
    site, catalogue = use(Site), use(ArticleService).library.catalogue
    known = [c for c in site.categories if catalogue.in_category(c.key, locale)]
    keys = {c.key for c in site.categories}
    others = sorted({a.head.category for a in catalogue.published()} - keys)
    return known + [folder_category(key) for key in others]


def folder_category(key: str) -> Category:
    """Return the category of a folder that `site.yml` does not name."""
    name = dict.fromkeys(LOCALES, key.replace("-", " ").capitalize())
    blank = dict.fromkeys(LOCALES, "")
    return Category(key=key, icon="book", name=name, slug=dict.fromkeys(LOCALES, key), about=blank)


@blueprint.get("/<locale:locale>/categories/<slug>")
def category(slug: str) -> BaseResponse:
    """Show the articles of one topic."""
    locale = current_locale()
    found = next((c for c in shown_categories(locale) if c.slug[locale] == slug), None)
    if found is None:
        other = next(
            (c for c in shown_categories(locale) if slug in {*c.slug.values(), c.key}), None
        )
        if other is None:
            abort(404)
        return redirect(f"/{locale}/categories/{other.slug[locale]}", code=301)
    articles = use(ArticleService).library.catalogue.in_category(found.key, locale)
    set_alternates({code: f"/{code}/categories/{found.slug[code]}" for code in LOCALES})
    return render_public("articles/category.html", category=found, articles=articles)


@blueprint.get("/<locale:locale>/articles/<slug>")
def article(slug: str) -> BaseResponse:
    """Show one article, or lead to where it went."""
    service, site = use(ArticleService), use(Site)
    try:
        page = service.get_page(current_locale(), slug)
    except Gone as gone:
        return _gone(slug, str(gone))
    if isinstance(page, Moved):
        return redirect(page.url, code=301)
    set_alternates(page.addresses)
    key = page.article.head.category
    return render_public(
        "articles/article.html",
        page=page,
        article=page.article,
        category=site.category(key) or folder_category(key),
    )


def _gone(slug: str, title: str) -> Response:
    near: list[Article] = use(ArticleService).near(current_locale(), slug)
    return render("articles/gone.html", 410, title=title, near=near)


@blueprint.post("/<locale:locale>/articles/<slug>/vote")
@public_form
def vote(slug: str) -> BaseResponse:
    """Take a yes or a no; a no asks for the reason on the next page."""
    question = Question.CURRENT if "still" in request.form else Question.HELPFUL
    answer = request.form.get("still" if question is Question.CURRENT else "vote", "")
    if answer not in {"yes", "no"}:
        abort(400)
    given = use(ArticleService).vote(
        current_locale(), slug, useful=answer == "yes", question=question
    )
    return redirect_to(url_for("articles.voted", slug=slug, id=given.id, _anchor="vote"))


@blueprint.get("/<locale:locale>/articles/<slug>/vote")
def voted(slug: str) -> BaseResponse:
    """Thank for the vote; offer to say what was missing."""
    page = use(ArticleService).get_page(current_locale(), slug)
    if isinstance(page, Moved):
        return redirect(page.url, code=301)
    given = use(ArticleService).find_vote(request.args.get("id", ""))
    return _vote_page(page, given, is_explained="done" in request.args)


def _vote_page(
    page: ArticlePage, given: Vote | None, status: int = 200, **answers: object
) -> Response:
    """Return the page after a vote; `answers` is what a form sent without a reason held."""
    known = {"is_explained": False, "is_unanswered": False, "comment": ""}
    values = {**known, **answers}
    return render("articles/voted.html", status, article=page.article, given=given, **values)


@blueprint.post("/<locale:locale>/articles/<slug>/vote/reason")
@public_form
def explain_vote(slug: str) -> BaseResponse:
    """Take the reason of a no; without one the page comes again, with what was written."""
    service = use(ArticleService)
    vote_id, chosen = request.form.get("id", ""), request.form.get("reason", "")
    comment = request.form.get("comment", "")
    given = service.find_vote(vote_id)
    page = service.get_page(current_locale(), slug)
    if given is None or isinstance(page, Moved):
        abort(404)
    if chosen not in set(Reason):
        return _vote_page(page, given, is_unanswered=True, comment=comment, status=422)
    service.explain_vote(vote_id, Reason(chosen), comment)
    return redirect_to(url_for("articles.voted", slug=slug, id=vote_id, done=1, _anchor="vote"))


@blueprint.get("/media/<path:path>")
def media(path: str) -> Response:
    """Send a picture that lies beside an article."""
    found = use(ArticleService).library.folder.find_picture(path)
    if found is None:
        abort(404)
    kind = PICTURES[found.suffix.lower()]
    response = send_file(found, mimetype=kind, conditional=True, max_age=0)
    response.headers["Content-Security-Policy"] = _PICTURE_CSP
    return public(response)
