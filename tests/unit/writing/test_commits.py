"""What a commit says, what goes with it, and how patient an errand is."""

from datetime import timedelta
from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from portal.writing.model import Deed, Revision, Significance
from portal.writing.model.repository import Errand, Progress
from portal.writing.rules.commits import (
    failed,
    is_out_of_sight,
    message_of,
    pictures_of,
    succeeded,
)
from tests.fakes import START

PATH = PurePosixPath("en/dns/zone.md")
TEXT = "---\ntitle: The zone\nstatus: published\n---\n"


def revision(comment: str = "", deed: Deed = Deed.PUBLISHED) -> Revision:
    return Revision(1, TEXT, "Olga", START, comment, Significance.MAJOR, deed)


def test_the_comment_is_the_subject_on_one_line():
    said = message_of(PATH, revision("New  port\nfor all"))
    assert said == "New port for all\n\nArticle: en/dns/zone.md\nSignificance: major"


def test_without_a_comment_the_deed_is():
    assert message_of(PATH, revision()).startswith("Publish: The zone\n")
    assert message_of(PATH, revision(deed=Deed.ARCHIVED)).startswith("Archive: The zone\n")


def test_a_text_that_cannot_be_read_or_is_a_draft_is_out_of_sight():
    assert is_out_of_sight(PATH, "no head")
    assert is_out_of_sight(PATH, TEXT.replace("published", "draft"))
    assert not is_out_of_sight(PATH, TEXT)
    assert not is_out_of_sight(PATH, TEXT.replace("published", "archived"))


def test_pictures_are_found_where_the_text_shows_them():
    text = TEXT + "![A](a.png) ![B](../mail/b.png) ![A](a.png) `![C](c.png)`\n"
    assert pictures_of(PATH, text) == [
        PurePosixPath("en/dns/a.png"),
        PurePosixPath("en/mail/b.png"),
    ]


@given(st.integers(0, 10_000))
def test_the_next_try_comes_within_a_quarter_of_an_hour(failures):
    after = failed(Progress(Errand.PUSH, failures=failures), "unreachable", "", START)
    assert after.next_at is not None
    assert timedelta(seconds=10) <= after.next_at - START <= timedelta(minutes=15)
    assert not after.is_due(START)
    assert after.is_due(after.next_at)


def test_it_is_known_since_when_it_fails_and_forgotten_when_it_works():
    first = failed(Progress(Errand.PULL), "diverged", "a there", START)
    again = failed(first, "diverged", "a there", START + timedelta(hours=1))
    assert again.since == START
    done = succeeded(again, START + timedelta(hours=2))
    assert (done.problem, done.failures, done.since) == ("", 0, None)
    assert not done.is_due(START + timedelta(days=1))
