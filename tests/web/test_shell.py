"""What is around every page: headers, hosts, languages, caching, error pages, files."""

import gzip
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask, Response, abort
from flask.testing import FlaskClient
from markupsafe import escape
from werkzeug.test import TestResponse

from portal.app import build, create_app
from portal.kernel import errors
from portal.settings import Settings
from portal.site import SiteError, SiteFiles, load_site
from portal.web import headers as web_headers
from portal.web import shell
from portal.web.headers import allow_source
from portal.web.icons import ICONS
from portal.web.shell import icon, render
from portal.web.slots import Slots

PUBLIC = ["/es/", "/en/", "/cs/", "/en/articles/first-steps", "/en/categories/odd-things"]
TROUBLE: dict[str, Exception] = {
    "403": errors.Refused("not yours"),
    "404": errors.NotFound("secret detail"),
    "409": errors.Conflict("changed"),
    "410": errors.Gone("old title"),
    "422": errors.Invalid("no <b>tags</b>"),
    "429": errors.TooMany("slowly", retry_after=77),
    "503": errors.Unavailable("the database does not answer"),
    "500": RuntimeError("a secret trace"),
}


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal with pages that fail in every way."""
    folder = tmp_path_factory.mktemp("troubled")
    settings = Settings(data=folder / "data", index=folder / "index", articles=folder / "articles")
    services = build(settings)
    app = create_app(services=services)

    @app.get("/<locale:locale>/fail/<kind>")
    @app.get("/api/fail/<kind>", endpoint="api_fail")
    def _fail(kind: str) -> str:
        if kind in TROUBLE:
            raise TROUBLE[kind]
        abort(int(kind))

    @app.get("/en/wide")
    def _wide() -> Response:
        allow_source("img-src", "blob:")
        return render("error.html", status=404, name="404", message="")

    @app.get("/en/wide-fail")
    def _wide_fail() -> Response:
        allow_source("img-src", "blob:")
        raise errors.NotFound

    yield app
    services.database.close()


@pytest.fixture(scope="module")
def proxied_app(tmp_path_factory: pytest.TempPathFactory, sample_articles: Path) -> Iterator[Flask]:
    """A portal behind one proxy that speaks https and keeps pages for half a minute."""
    folder = tmp_path_factory.mktemp("proxied")
    settings = Settings(
        data=folder / "data",
        index=folder / "index",
        articles=sample_articles,
        public_url="https://help.faro.example",
        proxy_hops=1,
        shared_cache_seconds=30,
    )
    services = build(settings)
    yield create_app(services=services)
    services.database.close()


@pytest.fixture
def proxied(proxied_app: Flask) -> FlaskClient:
    return proxied_app.test_client()


BEHIND = {"X-Forwarded-Host": "help.faro.example", "X-Forwarded-Proto": "https"}


@pytest.fixture
def trouble(troubled: Flask) -> FlaskClient:
    return troubled.test_client()


def heading(answer: TestResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text)
    assert found is not None
    return unescape(found[1])


# ---------------------------------------------------------------- headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", path) for path in ("/", "/en", "/en/", "/en/nothing", "/nothing", "/healthz")),
        *(("GET", path) for path in ("/readyz", "/metrics", "/assets/x/portal.css", "/api/v1/no")),
        *(("GET", p) for p in ("/media/en/mail-problems/window.png", "/en/articles/old-way")),
        *(("PUT", "/en/"), ("OPTIONS", "/en/"), ("HEAD", "/en/"), ("POST", "/staff/sign-in")),
        ("GET", "/en/contact/"),
    ],
)
def test_every_answer_carries_the_headers_that_keep_it_safe(visitor, method, path):
    headers = visitor.open(path, method=method, buffered=True).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe-eval" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"]
    assert "Server" not in headers


def test_pages_run_and_show_only_what_is_ours(visitor):
    policy = visitor.get("/en/").headers["Content-Security-Policy"]

    rules = dict(part.split(" ", 1) for part in policy.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert {rules[f"{kind}-src"] for kind in ("script", "style", "img", "connect")} == {"'self'"}
    assert rules["form-action"] == "'self'"


@pytest.mark.parametrize("kind", ["404", "500", "503"])
def test_errors_carry_them_too_and_are_never_kept(trouble, kind):
    headers = trouble.get(f"/en/fail/{kind}").headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Cache-Control"] == "private, no-store"


def test_a_page_may_widen_the_policy_for_itself_alone(trouble):
    assert "img-src 'self' blob:" in trouble.get("/en/wide").headers["Content-Security-Policy"]
    for path in ("/en/", "/en/wide-fail"):
        assert "blob:" not in trouble.get(path).headers["Content-Security-Policy"]


def test_over_https_browsers_are_told_to_stay_there_and_cookies_are_bound(proxied):
    answer = proxied.get("/staff/sign-in", headers=BEHIND)

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-portal=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))


# ---------------------------------------------------------------- hosts


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000"])
def test_on_loopback_every_name_of_it_is_known(visitor, host):
    assert visitor.get("/en/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "", "127.0.0.1.evil.example", "localhost@evil.example", "a b", "[::1"),
        *("evil.example:80", "192.0.2.1", "é", "localhost/", "localhost#", "127.0.0.1:x"),
    ],
)
@pytest.mark.parametrize("path", ["/en/", "/", "/nothing", "/en"])
def test_an_unknown_host_is_refused_and_named_nowhere(visitor, host, path):
    answer = visitor.get(path, headers={"Host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.text
    assert "Location" not in answer.headers


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_who_watches_over_the_portal_asks_by_the_machines_own_address(proxied, path):
    answer = proxied.get(path, headers={"Host": "192.0.2.10:8000"})

    assert answer.status_code == 200


def test_a_public_name_is_the_only_one_known(proxied):
    named = {**BEHIND, "X-Forwarded-Host": "HELP.faro.example:443"}
    assert proxied.get("/en/", headers=named).status_code == 200
    for host in ("localhost", "127.0.0.1", "www.help.faro.example", "faro.example"):
        other = {**BEHIND, "X-Forwarded-Host": host}
        assert proxied.get("/en/", headers=other).status_code == 400


@pytest.mark.parametrize(
    ("host", "status"), [("[2001:db8::1]:8443", 404), ("[2001:db8::2]", 400), ("[::1]", 400)]
)
def test_a_public_address_may_be_a_number(host, status):
    app = Flask("numbered")
    web_headers.install(app, "2001:db8::1", is_secure=True)

    assert app.test_client().get("/", headers={"Host": host}).status_code == status


def test_what_a_request_says_of_a_proxy_counts_only_where_there_is_one(visitor, proxied):
    claims = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}

    assert visitor.get("/en/", headers=claims).status_code == 200
    assert proxied.get("/en/", headers=claims).status_code == 400


def test_a_redirect_to_the_slash_stays_where_the_browser_is(visitor):
    answer = visitor.get("/en?x=1")

    assert (answer.status_code, answer.headers["Location"]) == (308, "/en/?x=1")


def test_a_nul_never_gets_in(visitor):
    assert visitor.get("/en/articles/a%00b").status_code == 400
    assert visitor.get("/en/articles/first-steps/vote?id=%00").status_code == 400


# ---------------------------------------------------------------- caching


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_the_same_bytes_for_everybody(shared_app, path):
    first, second = shared_app.test_client(), shared_app.test_client()
    second.get("/staff/sign-in")  # gets a session
    second.set_cookie("locale", "cs")
    second.set_cookie("tickets", "B" * 43)

    one = first.get(path)
    other = second.get(path, headers={"Accept-Language": "cs", "User-Agent": "Other"})

    assert one.data == other.data
    assert one.headers["ETag"] == other.headers["ETag"]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_can_be_kept_and_asked_for_again(visitor, path):
    answer = visitor.get(path)

    assert answer.cache_control.public
    assert answer.cache_control.max_age == 0
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert re.fullmatch(r'"[^"]+"', answer.headers["ETag"])  # strong
    again = visitor.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Content-Security-Policy"] == answer.headers["Content-Security-Policy"]
    assert visitor.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_packed_public_page_is_the_same_page_under_an_etag_of_its_own(visitor):
    plain = visitor.get("/en/")
    packed = visitor.get("/en/", headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(packed.data) == plain.data
    assert packed.data[4:8] == bytes(4)  # no time in it: every process packs the same bytes
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    known = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert visitor.get("/en/", headers=known).status_code == 304


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "br, gzip; q=0.0, *", "identity"])
def test_who_takes_nothing_packed_gets_it_plain(visitor, accepted):
    answer = visitor.get("/en/", headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in answer.headers
    assert answer.data.startswith(b"<!doctype html>")


@pytest.mark.parametrize(
    "path", ["/en/contact/", "/staff/sign-in", "/en/tickets/", "/en/articles/first-steps/vote"]
)
def test_a_private_page_is_kept_by_nobody(visitor, path):
    assert visitor.get(path).headers["Cache-Control"] == "private, no-store"


def test_a_shared_cache_may_keep_pages_for_as_long_as_the_setting_says(proxied):
    assert proxied.get("/en/", headers=BEHIND).cache_control.s_maxage == 30
    assert proxied.get("/staff/sign-in", headers=BEHIND).cache_control.s_maxage is None


# ---------------------------------------------------------------- languages


@pytest.mark.parametrize(
    ("wish", "cookie", "locale"),
    [
        ("cs-CZ,cs;q=0.9,en;q=0.8", "", "cs"),
        ("de,en;q=0.5,es;q=0.7", "", "es"),
        ("en;q=0", "", "es"),
        ("*", "", "es"),
        ("", "", "es"),
        ("x" * 5000 + ",;;q=,-", "", "es"),
        ("cs", "en", "en"),
        ("cs", "../evil", "cs"),
        ("cs", "de", "cs"),
    ],
)
def test_the_front_door_leads_to_the_language_of_choice(visitor, wish, cookie, locale):
    if cookie:
        visitor.set_cookie("locale", cookie)

    answer = visitor.get("/", headers={"Accept-Language": wish})

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{locale}/")
    assert set(answer.vary) == {"Accept-Language", "Cookie"}
    assert "public" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize("locale", ["es", "en", "cs"])
def test_a_page_says_its_language_and_offers_the_others(visitor, locale):
    page = visitor.get(f"/{locale}/", headers={"Accept-Language": "de"}).text

    assert f'<html lang="{locale}">' in page
    menu = page.split('<ul class="menu">')[1].split("</ul>")[0]
    assert re.findall(r'href="([^"]+)" lang="(\w\w)"', menu) == [
        (f"/{code}/", code) for code in ("es", "en", "cs")
    ]


@pytest.mark.parametrize("path", ["/de/", "/ES/", "/es-MX/", "/e/"])
def test_a_language_that_we_do_not_speak_has_no_pages(visitor, path):
    assert visitor.get(path).status_code == 404


def test_a_page_outside_the_languages_speaks_the_visitors(visitor):
    assert '<html lang="cs">' in visitor.get("/no", headers={"Accept-Language": "cs"}).text
    visitor.set_cookie("locale", "en")
    assert '<html lang="en">' in visitor.get("/no", headers={"Accept-Language": "cs"}).text


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize("locale", ["es", "en", "cs"])
@pytest.mark.parametrize("kind", sorted({*TROUBLE, "400", "405", "413"} - {"500"}))
def test_an_error_is_a_page_in_the_language_of_its_address(trouble, kind, locale):
    answer = trouble.get(f"/{locale}/fail/{kind}")

    assert answer.status_code == int(kind)
    assert f'<html lang="{locale}">' in answer.text
    assert heading(answer)
    assert f'href="/{locale}/contact/"' in answer.text
    assert 'role="search"' in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_each_error_has_its_own_words(trouble):
    kinds = ["400", "404", "410", "413", "429", "503"]
    assert len({heading(trouble.get(f"/en/fail/{kind}")) for kind in kinds}) == len(kinds)


def test_the_reason_of_a_refusal_is_said_as_text(trouble):
    assert "no &lt;b&gt;tags&lt;/b&gt;" in trouble.get("/en/fail/422").text


@pytest.mark.parametrize(("kind", "seconds"), [("429", "77"), ("503", "30")])
def test_what_may_pass_says_when_to_come_back(trouble, kind, seconds):
    assert trouble.get(f"/en/fail/{kind}").headers["Retry-After"] == seconds
    assert trouble.get(f"/api/fail/{kind}").headers["Retry-After"] == seconds


def test_a_wrong_method_says_which_are_right(visitor):
    answer = visitor.put("/en/")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("kind", ["415", "416", "418", "431"])
def test_a_rare_error_keeps_its_number(trouble, kind):
    answer = trouble.get(f"/en/fail/{kind}")

    assert answer.status_code == int(kind)
    assert heading(answer)


@pytest.mark.parametrize("kind", ["400", "403", "404", "410", "418", "422", "429", "500", "503"])
def test_under_api_an_error_is_json(trouble, kind):
    answer = trouble.get(f"/api/fail/{kind}")

    assert (answer.status_code, answer.mimetype) == (int(kind), "application/json")
    assert answer.get_json()["error"]
    assert "trace" not in answer.text


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/"])
def test_an_unknown_address_under_api_is_json_too(visitor, path):
    assert visitor.get(path).get_json() == {"error": 404}


def test_the_last_resort_has_a_reference_and_no_trace(trouble, caplog):
    answer = trouble.get("/en/fail/500")

    assert answer.status_code == 500
    reference = re.search(r"Reference: ([0-9a-f]{12})", answer.text)
    assert reference is not None
    assert reference[1] in caplog.text  # who runs the portal finds the trace by it
    assert "RuntimeError" not in answer.text
    assert "secret" not in answer.text
    assert all(word in answer.text for word in ("Algo ha fallado", "Něco se pokazilo"))


def test_an_address_cannot_write_a_line_of_its_own_into_the_log(trouble, caplog):
    trouble.get("/en/fail/%0AERROR%20forged")
    trouble.get("/en/fail/500?x=%0Aforged")

    assert not any(line.startswith(("ERROR forged", "forged")) for line in caplog.text.split("\n"))


def test_a_form_that_was_open_too_long_says_so(visitor):
    answer = visitor.post("/staff/sign-in", data={"email": "a@b.example"})

    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_more_than_we_take_is_refused_with_a_page(visitor):
    answer = visitor.post("/staff/sign-in", data=b"x" * 40_000_000)

    assert answer.status_code == 413
    assert heading(answer)


@pytest.mark.parametrize("path", ["/staff/sign-in", "/en/articles/first-steps/vote"])
def test_a_form_in_one_piece_is_no_way_around_the_limit(visitor, path):
    answer = visitor.post(path, data={"vote": "yes", "more": "x" * 2_100_000})

    assert answer.status_code == 413


def test_many_fields_are_refused_with_a_page(visitor):
    body = {str(n): "x" for n in range(1000)}

    answer = visitor.post("/staff/sign-in", data=body, content_type="multipart/form-data")

    assert answer.status_code == 413


# ---------------------------------------------------------------- files


def assets_of(page: TestResponse) -> list[str]:
    return sorted(set(re.findall(r'(?:href|src)="(/assets/[^"]+)"', page.text)))


def test_every_file_a_page_names_is_there_and_may_be_kept_for_ever(visitor):
    names = assets_of(visitor.get("/en/"))

    assert len(names) >= 3
    for name in names:
        answer = visitor.get(name)
        assert answer.status_code == 200
        assert answer.cache_control.immutable
        assert answer.cache_control.max_age == 31_536_000


def test_a_file_is_packed_for_who_takes_it_packed(visitor):
    (name,) = [n for n in assets_of(visitor.get("/en/")) if n.endswith(".css")]

    plain = visitor.get(name, headers={"Accept-Encoding": "identity"})
    packed = visitor.get(name, headers={"Accept-Encoding": "gzip, br"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.data) < len(plain.data)


def test_a_file_asked_for_by_an_old_page_is_sent_and_not_kept(visitor):
    answer = visitor.get("/assets/0123456789ab/portal.css")

    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert answer.cache_control.max_age == 0
    assert not answer.cache_control.immutable


@pytest.mark.parametrize("name", ["nothing.css", "../shell.py", "%2e%2e/shell.py", "", "js"])
def test_nothing_but_the_shells_files_is_sent(visitor, name):
    assert visitor.get(f"/assets/x/{name}").status_code == 404


def test_the_brands_colours_are_part_of_the_style_sheet(visitor):
    (name,) = [n for n in assets_of(visitor.get("/en/")) if n.endswith(".css")]

    assert b":root { --h: 222" in visitor.get(name).data


# ---------------------------------------------------------------- words and slots


def test_an_icon_is_drawn_once_however_often_a_page_uses_it(visitor):
    page = visitor.get("/en/").text

    used = set(re.findall(r'<use href="#i-([\w-]+)"', page))
    drawn = re.findall(r'<symbol id="i-([\w-]+)"', page)
    assert used <= set(drawn)
    assert len(drawn) == len(set(drawn))


def test_an_icon_that_there_is_not_is_an_error(shared_app):
    with shared_app.test_request_context("/"), pytest.raises(KeyError):
        icon("nothing")


def test_the_classes_of_an_icon_are_text(shared_app):
    with shared_app.test_request_context("/"):
        assert "<b>" not in icon(next(iter(ICONS)), '"><b>')


def test_a_site_that_names_an_unknown_icon_does_not_start(tmp_path):
    site = load_site(SiteFiles(tmp_path))
    site.categories = (site.categories[0].model_copy(update={"icon": "unicorn"}),)

    with pytest.raises(SiteError, match="unicorn"):
        shell.install(Flask("odd"), Settings(data=tmp_path), site)


def test_a_slot_shows_what_fills_it_in_order_and_nothing_by_itself():
    slots = Slots()
    assert slots.render("home.notices") == ""

    slots.fill("home.notices", lambda **values: escape(values["name"]))
    slots.fill("home.notices", lambda **_values: escape("two"))

    assert slots.render("home.notices", name="one & ") == "one &amp; two"


def test_ready_is_said_when_the_database_and_the_articles_are(visitor, client, services):
    assert visitor.get("/healthz").data == b"ok\n"
    assert visitor.get("/readyz").status_code == 200

    services.articles.library.is_loaded = False
    services.database.engine.dispose()
    services.settings.data.joinpath("portal.db").write_bytes(b"no database " * 1000)
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.data == b"not ready: database, articles\n"
    assert client.get("/healthz").status_code == 200


def test_the_figures_are_in_prometheus_format(visitor):
    answer = visitor.get("/metrics")

    assert answer.mimetype == "text/plain"
    assert "# HELP" in answer.text
