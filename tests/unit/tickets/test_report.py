"""The whole report: what blocks, what advises, what is stored."""

from dataclasses import replace
from typing import Any

import pytest

from portal.tickets.model import Consent, Kind, Report
from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.report import check_report

pytestmark = pytest.mark.rules

GOOD = Report(
    subject="example.com returns 503 on /checkout",
    steps=("Open https://example.com/checkout in Chrome", 'Fill in the form and press "Pay"'),
    expected="confirmation page",
    observed="503",
    since="Monday 9:40",
    often="every time",
    changed="nothing that we know of",
    consent=Consent.LOOK,
)
INCIDENT, REQUEST = Kind.INCIDENT, Kind.REQUEST


def blocked(lexicon: Lexicon, kind: Kind, **changes: Any) -> list[tuple[str, str]]:
    check = check_report(replace(GOOD, **changes), kind, lexicon)
    assert check.is_blocked == bool(check.blocking)
    return [(finding.rule, finding.field) for finding in check.blocking]


def test_a_good_report_passes_whole_and_unchanged(english):
    check = check_report(GOOD, Kind.INCIDENT, english)
    assert (check.blocking, check.advice) == ((), ())
    assert (check.masked, check.masked_count) == (GOOD, 0)


@pytest.mark.parametrize("field", ["subject", "observed", "expected"])
def test_an_empty_required_field_blocks(english, field):
    """R7: what support needs to see it again is asked for, field by field."""
    assert blocked(english, INCIDENT, **{field: "  "}) == [("EMPTY", field)]


def test_missing_steps_block_an_incident_and_not_a_request(english):
    assert blocked(english, INCIDENT, steps=("", " ")) == [("EMPTY", "steps")]
    subject = "Create mailbox sales@example.com with 5 GB"
    assert blocked(english, REQUEST, subject=subject, steps=()) == []


def test_a_request_may_say_what_is_wanted_in_either_field(english):
    subject = "Create mailbox sales@example.com with 5 GB"
    assert blocked(english, REQUEST, subject=subject, expected="") == []
    both = {"expected": "", "observed": ""}
    assert blocked(english, REQUEST, subject=subject, **both) == [("EMPTY", "expected")]


def test_generic_and_mashed_content_blocks(english):
    assert blocked(english, INCIDENT, observed="It does not work") == [("GENERIC", "observed")]
    assert blocked(english, INCIDENT, steps=("asdf asdf", "qwerty")) == [("MASH", "steps")]


def test_expecting_that_it_works_is_poor_and_allowed(english):
    check = check_report(replace(GOOD, expected="That it works"), Kind.INCIDENT, english)
    assert [(f.rule, f.blocking) for f in (*check.blocking, *check.advice)] == [("T7", False)]


@pytest.mark.parametrize(
    "field", ["subject", "observed", "expected", "since", "often", "changed", "own_view"]
)
def test_an_offence_blocks_wherever_it_stands(english, field):
    text = f"{getattr(GOOD, field)} you idiots"
    assert blocked(english, INCIDENT, **{field: text}) == [("OFFENSIVE", field)]


def test_an_offence_in_a_step_blocks(english):
    assert blocked(english, INCIDENT, steps=(*GOOD.steps, "Open the shitty page")) == [
        ("OFFENSIVE", "steps")
    ]


def test_a_field_that_must_be_written_anew_gets_no_further_advice(english):
    check = check_report(replace(GOOD, subject="help"), Kind.INCIDENT, english)
    assert [f.rule for f in check.blocking] == ["GENERIC"]
    assert check.advice == ()


def test_secrets_are_masked_in_every_field_and_block_nothing(english):
    said = "My password: Hunter2"
    report = replace(
        GOOD, steps=(*GOOD.steps, said), observed=f"503. {said}", own_view=said, consent_for=said
    )
    check = check_report(report, Kind.INCIDENT, english)
    assert not check.is_blocked
    assert check.masked_count == 4
    assert "Hunter2" not in repr(check.masked)
    advised = {f.field for f in check.advice if f.rule == "T9"}
    assert advised == {"steps", "observed", "own_view", "consent_for"}


def test_two_problems_in_the_text_raise_the_question(english):
    """R8: one ticket, one problem; the person decides."""
    observed = "My mailbox cannot send since 9:40 and the website times out with 503"
    check = check_report(replace(GOOD, observed=observed), Kind.INCIDENT, english)
    assert [(f.rule, f.field) for f in check.advice] == [("S6", "observed")]


def test_another_service_named_in_passing_raises_no_question(english):
    observed = "The website times out with 503 and I wrote to you by mail"
    check = check_report(replace(GOOD, observed=observed), Kind.INCIDENT, english)
    assert check.advice == ()
