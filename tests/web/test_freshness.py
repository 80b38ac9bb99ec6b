"""Articles past their review date: what readers are asked, and what their owners are told."""

import re

import pytest

from portal.articles.model import Answers
from portal.articles.store import votes
from portal.identity.model import Role
from portal.kernel.locale import Locale
from tests.desk import put_article
from tests.factories import Portal
from tests.people import add_staff

ADDRESS = "/en/articles/aliases"
TEXT = """---
key: aliases
title: Set up an alias
owner: {owner}
checked: 2025-11-01
review_by: {day}
---

An alias.
"""


@pytest.fixture
def portal(portal: Portal) -> Portal:
    put(portal)
    return portal


def put(portal: Portal, day: str = "2026-11-01", owner: str = "mail-team") -> None:
    put_article(portal, TEXT.format(day=day, owner=owner))


class TestReaders:
    def test_past_the_day_they_are_asked_whether_it_still_applies(self, portal):
        page = portal.app.test_client().get(ADDRESS).text
        assert "Does what it says still apply?" in page
        assert "1 November 2025" in page

    def test_before_it_they_are_not(self, portal):
        put(portal, "2026-11-19")
        browser = portal.app.test_client()
        assert "still apply" not in browser.get(ADDRESS).text
        portal.clock.advance(days=1)
        assert "still apply" in browser.get(ADDRESS).text
        portal.clock.advance(days=-1)

    def test_the_answer_is_a_vote_of_its_own_kind_and_changes_nothing(self, portal):
        browser, service = portal.app.test_client(), portal.services.freshness
        for answer in ("yes", "yes", "no"):
            assert browser.post(f"{ADDRESS}/vote", data={"still": answer}).status_code == 303
        with portal.services.database.read() as connection:
            kinds = {row.question for row in connection.execute(votes.select())}
        assert kinds == {"current"}
        article = portal.services.articles.library.catalogue.find(Locale.EN, "aliases")
        assert service.answers(article) == Answers(yes=2, no=1)
        assert browser.get(ADDRESS).status_code == 200

    def test_a_no_is_asked_what_changed(self, portal):
        browser = portal.app.test_client()
        page = browser.post(f"{ADDRESS}/vote", data={"still": "no"}, follow_redirects=True).text
        assert "What changed?" in page
        assert browser.post(f"{ADDRESS}/vote", data={"still": "maybe"}).status_code == 400

    def test_answers_of_an_earlier_year_are_not_counted(self, portal):
        portal.app.test_client().post(f"{ADDRESS}/vote", data={"still": "no"})
        put(portal, "2026-12-01")
        article = portal.services.articles.library.catalogue.find(Locale.EN, "aliases")
        assert portal.services.freshness.answers(article) == Answers()


class TestOwners:
    def remind(self, portal: Portal) -> int:
        with portal.app.app_context():
            return portal.services.freshness.remind()

    def test_they_get_one_mail_a_week_and_never_two(self, portal):
        ana = add_staff(portal, Role.WRITER, "Ana")
        put(portal, owner="Ana")
        assert [self.remind(portal) for _ in range(3)] == [1, 0, 0]
        assert [mail.to for mail in portal.sent("article-digest")] == [ana.email]
        portal.clock.advance(days=7)
        assert self.remind(portal) == 1
        portal.clock.advance(days=-7)
        assert self.remind(portal) == 0

    def test_what_a_team_owns_is_told_to_the_desk_in_the_articles_language(self, portal):
        portal.app.test_client().post(f"{ADDRESS}/vote", data={"still": "no"})
        self.remind(portal)
        (mail,) = portal.sent("article-digest")
        assert (mail.to, mail.locale) == ("articles@faro.example", Locale.EN)
        assert mail.subject == "1 article to review"
        assert re.search(r"- Set up an alias \(English · 1 November 2026 · .*1 no\)", mail.text)
        assert "/desk/edit/en/mail-setup/aliases.md" in mail.text
        assert "never ask you for a password" in mail.text

    def test_nothing_due_is_no_mail(self, portal):
        put(portal, "2027-01-01")
        assert self.remind(portal) == 0
