from datetime import UTC, date, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles.model import Answers, Article, Body, FrontMatter, Status
from portal.identity.model import Role, StaffMember
from portal.kernel.locale import Locale
from portal.writing.rules.freshness import Due, Reader, digests, due_of, week_of

TODAY = date(2026, 11, 19)
ANA = StaffMember("1", "Ana Prieto", "ana@staff.example", Role.WRITER)
YEARS = datetime(2020, 1, 1), datetime(2040, 1, 1)  # noqa: DTZ001  # local times
DESK = "articles@faro.example"


def article(slug: str, locale: Locale = Locale.EN, **head: Any) -> Article:
    facts = {"review_by": TODAY - timedelta(days=1), **head}
    front = FrontMatter(slug, slug.title(), slug, "", "mail", locale, **facts)
    return Article(front, Body(""), PurePosixPath(locale, "mail", f"{slug}.md"))


def due(slug: str, locale: Locale = Locale.EN, **head: Any) -> Due:
    return Due(article(slug, locale, **head), Answers())


def test_due_is_what_readers_have_and_whose_day_has_passed():
    articles = [
        article("late"),
        article("today", review_by=TODAY),
        article("never", review_by=None),
        article("draft", status=Status.DRAFT),
        article("gone", status=Status.ARCHIVED),
    ]
    assert [a.head.slug for a in due_of(articles, TODAY)] == ["late"]


class TestWeek:
    @pytest.mark.parametrize(
        ("at", "week"),
        [
            (datetime(2026, 11, 16, 6, 59, tzinfo=UTC), None),
            (datetime(2026, 11, 16, 7, 0, tzinfo=UTC), "2026-W47"),
            (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), "2026-W47"),
            (datetime(2026, 12, 31, 12, 0, tzinfo=UTC), "2026-W53"),
            (datetime(2027, 1, 1, 12, 0, tzinfo=UTC), "2026-W53"),
            (datetime(2027, 1, 4, 12, 0, tzinfo=UTC), "2027-W01"),
        ],
    )
    def test_it_begins_on_monday_morning(self, at, week):
        assert week_of(at) == week

    @given(st.datetimes(*YEARS))
    def test_weeks_follow_each_other_as_texts_do(self, at):
        week, later = week_of(at), week_of(at + timedelta(days=7))
        assert (week is None) == (later is None)
        assert week is None or week < (later or "")


class TestWhoIsTold:
    def test_the_owner_by_name_or_address_and_the_desk_for_a_team(self):
        found = digests(
            [
                due("a", owner="ana prieto"),
                due("b", owner="ANA@staff.example"),
                due("c", owner="mail-team"),
                due("d", owner=""),
            ],
            [ANA],
            DESK,
            Locale.EN,
        )
        said = {d.reader: [one.article.head.slug for one in d.due] for d in found}
        assert said == {Reader("1", ANA.email): ["a", "b"], Reader("", DESK): ["c", "d"]}

    @pytest.mark.parametrize("who", [{"active": False}, {"role": Role.SUPPORT}])
    def test_who_cannot_write_any_more_is_not(self, who):
        facts = {"role": Role.WRITER, **who}
        member = StaffMember("1", "Ana", "ana@staff.example", **facts)
        (found,) = digests([due("a", owner="Ana")], [member], DESK, Locale.EN)
        assert found.reader.email == DESK

    def test_it_speaks_the_language_that_most_articles_are_in(self):
        (found,) = digests(
            [due("a", Locale.CS), due("b", Locale.CS), due("c")], [], DESK, Locale.ES
        )
        assert found.locale is Locale.CS
        (found,) = digests([due("a", Locale.CS), due("c")], [], DESK, Locale.ES)
        assert found.locale is Locale.ES

    def test_the_longest_due_comes_first(self):
        old = due("old", review_by=date(2025, 1, 1))
        (found,) = digests([due("new"), old], [], DESK, Locale.EN)
        assert [one.article.head.slug for one in found.due] == ["old", "new"]
