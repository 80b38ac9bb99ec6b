"""No form can be sent from another site: each has its token, or the browser's word for it."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portal.web.forms import csrf
from tests.guards.routes import WRITING, address, rules

ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}

OWNER_FIRST = {"tickets.add"}
"""Asks whose it is before it reads what was sent, so a stranger's form is not found."""


def is_exempt(app: Flask, rule: Rule) -> bool:
    view = app.view_functions[rule.endpoint]
    return f"{view.__module__}.{view.__name__}" in csrf._exempt_views


def refusal(app: Flask, rule: Rule) -> int:
    if is_exempt(app, rule):
        return 403
    return 404 if rule.endpoint in OWNER_FIRST else 400


def test_there_are_forms_of_both_kinds(whole_app):
    kinds = {is_exempt(whole_app, rule) for rule in rules(whole_app, writing=True)}
    assert kinds == {True, False}


def test_every_form_refuses_what_another_site_sends(whole_app):
    client = whole_app.test_client()
    let_in = []
    for rule in rules(whole_app, writing=True):
        for method in (rule.methods or set()) & WRITING:
            answer = client.open(address(rule), method=method, headers=ELSEWHERE)
            if answer.status_code != refusal(whole_app, rule):
                let_in.append((str(rule), method, answer.status_code))
    assert let_in == []


def test_a_token_of_another_browser_does_not_help(whole_app):
    other = whole_app.test_client().get("/staff/sign-in").text
    token = other.split('name="csrf_token" value="')[1].split('"')[0]
    client = whole_app.test_client()
    client.get("/staff/sign-in")
    for rule in rules(whole_app, writing=True):
        if not is_exempt(whole_app, rule):
            answer = client.post(address(rule), data={"csrf_token": token})
            assert answer.status_code == refusal(whole_app, rule), rule


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nothing_that_only_shows_takes_a_form(whole_app, method):
    for rule in rules(whole_app, writing=False):
        assert method in (rule.methods or set()), rule
