from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.importing.model import Entry, Outcome, Place
from portal.importing.rules.settling import Decision, Here, decide, digest, status_of, with_status
from portal.kernel.locale import Locale

PLACE = Place("a", Locale.EN, "mail", "a")
OLD = "---\nkey: a\nstatus: draft\n---\nOld\n"
NEW = "---\nkey: a\nstatus: draft\n---\nNew\n"
EDITED = "---\nkey: a\nstatus: draft\n---\nOurs\n"
ENTRY = Entry(PLACE, written=digest(OLD))


def _decide(
    entry: Entry | None,
    text: str | None,
    wanted: str,
    *,
    publish: bool = False,
    is_aside: bool = False,
) -> Decision:
    return decide(entry, Here(text, is_aside), wanted, Entry(PLACE), publish=publish)


@pytest.mark.parametrize(
    ("entry", "here", "wanted", "outcome", "written"),
    [
        (None, None, OLD, Outcome.NEW, OLD),
        (ENTRY, OLD, OLD, Outcome.UNCHANGED, None),
        (ENTRY, OLD, NEW, Outcome.UPDATED, NEW),
        (ENTRY, EDITED, OLD, Outcome.UNCHANGED, None),
        (ENTRY, EDITED, NEW, Outcome.CONFLICT, NEW),
        (ENTRY, None, NEW, Outcome.GONE, None),
        (ENTRY, NEW, NEW, Outcome.UNCHANGED, None),
    ],
)
def test_only_what_nobody_here_has_edited_is_written(entry, here, wanted, outcome, written):
    decision = _decide(entry, here, wanted)

    assert (decision.outcome, decision.text) == (outcome, written)


def test_a_conflict_is_told_until_the_text_laid_aside_is_taken_away():
    entry = _decide(ENTRY, EDITED, NEW).entry

    again = _decide(entry, EDITED, NEW, is_aside=True)
    assert (again.outcome, again.text) == (Outcome.CONFLICT, None)
    assert _decide(entry, EDITED, NEW).outcome is Outcome.UNCHANGED
    assert _decide(entry, EDITED, NEW + "More\n").text == NEW + "More\n"


def test_publishing_a_draft_here_is_no_edit_and_stays():
    published = with_status(OLD, "published")

    decision = _decide(ENTRY, published, NEW)

    assert decision.outcome is Outcome.UPDATED
    assert status_of(decision.text or "") == "published"


def test_what_somebody_archived_is_not_published_again():
    archived = with_status(OLD, "archived")

    assert _decide(ENTRY, archived, OLD, publish=True).outcome is Outcome.UNCHANGED
    assert status_of(_decide(ENTRY, OLD, OLD, publish=True).text or "") == "published"


@pytest.mark.parametrize(("here", "outcome"), [(None, Outcome.NEW), (OLD, Outcome.UPDATED)])
def test_an_interrupted_import_goes_on(here: str | None, outcome: Outcome) -> None:
    begun = replace(ENTRY, written=digest(NEW), before=digest(OLD), is_pending=True)

    decision = _decide(begun, here, NEW)

    assert (decision.outcome, decision.text) == (outcome, NEW)
    assert not decision.entry.is_pending


@given(st.text(), st.sampled_from(["draft", "published", "archived"]))
def test_only_the_status_in_the_head_is_left_out_of_a_digest(body, status):
    text = f"---\nkey: a\nstatus: draft\n---\n{body}"

    assert digest(with_status(text, status)) == digest(text)
    assert digest(text + "\nstatus: draft") != digest(text)
