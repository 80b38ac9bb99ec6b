"""Whatever stands in an address, a form or a header: no failure, no markup of theirs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from werkzeug.wsgi import get_current_url

from tests.guards.routes import address, rules

ROOT = Path(__file__).parents[2]
MARK = "<script>alert(81)</script>"
HOSTILE = {
    "markup": f"\"'>{MARK}{{{{7*191}}}}",
    "long": "a" * 3000,
    "upwards": "../../../../etc/passwd",
    "nul": "a\x00b",
    "lines": "a\r\nSet-Cookie: evil=1\r\n\r\n",
    "unicode": "ě\u202e\u0000\U0001f600\ufffe\u2028" + "\u0301" * 200,
    "sql": "' OR 1=1; DROP TABLE ticket --%s%(a)s{0}",
    "number": "-99999999999999999999",
    "brackets": "(" * 400 + '"' * 99 + " NOT" * 99 + "*~9^99",
}
_NAMES = re.compile(
    r'(?:args|form|values)\.(?:get|getlist|pop)\(\s*"([\w-]+)"|"([\w-]+)" in request\.'
)


def words_of(folder: Path) -> list[str]:
    """Return every name of a parameter or field that the code asks for."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for one, other in _NAMES.findall(path.read_text(encoding="utf-8")):
            found.add(one or other)
    return sorted(found)


NAMES = [*words_of(ROOT / "portal"), "page", "unknown"]


@pytest.fixture(scope="module", autouse=True)
def _cookies_by_path() -> Iterator[None]:
    """Let browsers find their cookies without a look at the query, which here is half a megabyte.

    werkzeug's client decodes the whole address twice for that, longer than the pages take.
    """

    def without_query(environ: dict[str, Any]) -> str:
        return get_current_url({**environ, "QUERY_STRING": ""})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("werkzeug.test.get_current_url", without_query)
        yield


def assert_calm(answer: TestResponse, tried: str) -> None:
    assert answer.status_code < 500, tried
    if answer.mimetype == "text/html":
        assert MARK not in answer.text, tried
        assert "1337" not in answer.text, tried  # 7 × 191: a template of theirs was run
    assert "Traceback" not in answer.text, tried
    assert "evil" not in answer.headers.get("Set-Cookie", ""), tried


def visit(client: FlaskClient, path: str, method: str = "GET", **sent: Any) -> None:
    answer = client.open(path, method=method, buffered=True, **sent)
    assert_calm(answer, f"{method} {path[:200]}")


def test_the_names_that_pages_ask_for_are_known():
    assert {"q", "id", "locale", "view"} <= set(NAMES)


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_address_makes_a_page_fail(whole_app, staff_client, kind):
    value = HOSTILE[kind]
    visitor = whole_app.test_client()
    for rule in rules(whole_app, writing=False):
        client = staff_client if str(rule).startswith(("/staff", "/desk")) else visitor
        visit(client, address(rule, value))


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_parameter_makes_a_page_fail(whole_app, staff_client, kind):
    query = urlencode(dict.fromkeys(NAMES, HOSTILE[kind]), errors="surrogatepass")
    visitor = whole_app.test_client()
    for rule in rules(whole_app, writing=False):
        client = staff_client if str(rule).startswith(("/staff", "/desk")) else visitor
        visit(client, f"{address(rule)}?{query}")


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_form_makes_a_page_fail(whole_app, staff_client, kind, monkeypatch):
    monkeypatch.setitem(whole_app.config, "WTF_CSRF_ENABLED", False)
    fields = dict.fromkeys([*NAMES, "name", "subject", "step", "password"], HOSTILE[kind])
    for rule in rules(whole_app, writing=True):
        if not str(rule).endswith("/sign-out"):
            visit(staff_client, address(rule, "mail"), "POST", data=fields)
    visit(staff_client, "/en/contact/mail/shows", "POST", data=fields)


@pytest.mark.parametrize(
    "body",
    [
        {"data": b"\xff\xfe%%%&&&===;;;", "content_type": "application/x-www-form-urlencoded"},
        {"data": b"--x\r\nbroken", "content_type": "multipart/form-data; boundary=x"},
        {"data": b"x", "content_type": "multipart/form-data"},
        {"data": b'{"a": [', "content_type": "application/json"},
        {"data": b"", "content_type": "\xe9;;;"},
        {"data": b"&".join(b"a=b" for _ in range(5000)), "content_type": None},
    ],
)
def test_no_body_makes_a_form_fail(whole_app, staff_client, body, monkeypatch):
    monkeypatch.setitem(whole_app.config, "WTF_CSRF_ENABLED", False)
    for rule in rules(whole_app, writing=True):
        if not str(rule).endswith("/sign-out"):
            visit(staff_client, address(rule, "mail"), "POST", **body)


HEADERS = [
    {"Accept-Language": "x" * 9000},
    {"Accept-Language": ",;q=abc,cs;q=,*;q=1e999"},
    {"Cookie": "portal=%00; locale=\xe9; tickets=" + "a" * 3000 + "; staff=' OR 1=1"},
    {"If-None-Match": '"' * 999, "If-Modified-Since": "yesterday"},
    {"Range": "bytes=9999999999999999999-", "Accept-Encoding": "br;q=nan"},
    {"X-Forwarded-For": "1" * 3000, "X-Forwarded-Host": "evil.example"},
    {"HX-Request": "true", "HX-Target": "<b>", "Referer": "javascript:alert(1)"},
    {"Content-Length": "-1"},
    {"Transfer-Encoding": "chunked", "Expect": "100-continue"},
]


@pytest.mark.parametrize("headers", HEADERS, ids=lambda h: next(iter(h)))
def test_no_header_makes_a_page_fail(whole_app, headers):
    for path in ("/", "/en/", "/en/search?q=mail", "/en/tickets/", "/staff/", "/en/contact/mail/"):
        visit(whole_app.test_client(), path, headers=headers)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "QUERY"])
def test_no_method_makes_a_page_fail(whole_app, method):
    client = whole_app.test_client()
    for rule in [*rules(whole_app, writing=False), *rules(whole_app, writing=True)]:
        visit(client, address(rule), method)
