"""What a help desk's answer means, without a help desk."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.delivery.rules import LONGEST_WAIT
from portal.delivery.rules.http import (
    Outcome,
    explain_status,
    judge_status,
    retry_after,
    what_it_said,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("statuses", "outcome"),
    [
        ((200, 201, 202, 204), Outcome.TAKEN),
        ((408, 425, 500, 507, 520), Outcome.LATER),
        ((429, 502, 503, 504), Outcome.CHANNEL_BUSY),
        ((301, 302, 308, 400, 401, 403, 404, 409, 422), Outcome.NEVER),
        ((413,), Outcome.TOO_LARGE),
        ((410,), Outcome.CHANNEL_GONE),
    ],
)
def test_a_status_says_whether_to_try_again(statuses, outcome):
    assert {judge_status(status) for status in statuses} == {outcome}


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("90", timedelta(seconds=90)),
        (" 0 ", timedelta(0)),
        ("Mon, 02 Mar 2026 09:40:00 GMT", timedelta(minutes=10)),
        ("Mon, 02 Mar 2020 09:40:00 GMT", timedelta(0)),
        ("99999999999999999", LONGEST_WAIT),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT),
        ("soon", timedelta(0)),
        ("-5", timedelta(0)),
    ],
)
def test_retry_after_is_heeded_up_to_six_hours(value, wait):
    assert retry_after(value, NOW) == wait


@given(st.text(max_size=60))
def test_no_retry_after_stops_us(value):
    assert timedelta(0) <= retry_after(value, NOW) <= LONGEST_WAIT


def test_an_explanation_in_json_is_quoted_without_links_keys_and_words_of_the_customer():
    body = b'{"error": "no group", "error_human": "key s3cr3t of Ana: see https://desk.example/x"}'

    assert what_it_said("application/json", body, ("s3cr3t", "Ana")) == "key … of …: see … no group"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", b"<html>a page</html>"),
        ("application/json", b"[1]"),
        ("application/json", b"{"),
        ("application/json", b'{"error": {"deep": 1}}'),
        ("application/json", b"[" * 100_000),
    ],
)
def test_what_explains_nothing_is_not_quoted(kind, body):
    assert what_it_said(kind, body) == ""


@given(st.binary(max_size=300))
def test_whatever_was_answered_fits_in_one_short_line(body):
    for kind in ("application/json", "text/plain"):
        said = what_it_said(kind, body)
        assert len(said) <= 160
        assert said.splitlines() in ([], [said])


def test_staff_are_told_what_to_look_at():
    assert "PORTAL_DESK_TOKEN" in explain_status(401, "")
    assert "PORTAL_DESK_ADDRESS" in explain_status(302, "")
    assert explain_status(400, "no email").endswith("400: no email")
