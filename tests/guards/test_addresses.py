"""Every page has one true address; with or without a slash too many, people arrive there."""

import pytest
from werkzeug.routing import Rule

from tests.guards.routes import address, rules

UNTYPED = {"wizard.understood"}
"""Nobody comes there but by a redirect of ours; with a slash it would be a flow of that name."""


def other_spelling(rule: Rule) -> str:
    asked = address(rule)
    return asked.rstrip("/") if asked.endswith("/") else f"{asked}/"


def test_every_page_is_reached_with_and_without_a_slash_at_its_end(whole_app):
    client = whole_app.test_client()
    lost = []
    for rule in rules(whole_app, writing=False):
        if str(rule) == "/" or "<path:" in str(rule) or rule.endpoint in UNTYPED:
            continue
        answer = client.get(f"{other_spelling(rule)}?q=a%20b&x=%C3%A9")
        if answer.status_code not in {301, 308} or answer.location != (
            f"{address(rule)}?q=a%20b&x=%C3%A9"
        ):
            lost.append((str(rule), answer.status_code, answer.location))
    assert lost == []


@pytest.mark.parametrize(
    "path", ["//evil.example/", "//evil.example//en/scope/", "/en/nothing/", "/\\evil.example/"]
)
def test_what_is_no_page_stays_so_and_leads_nowhere_else(whole_app, path):
    answer = whole_app.test_client().get("/", environ_overrides={"PATH_INFO": path})
    assert answer.status_code == 404
    assert "Location" not in answer.headers
