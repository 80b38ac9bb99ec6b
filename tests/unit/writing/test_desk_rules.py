from datetime import date
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles.model import FrontMatter, Status
from portal.kernel.locale import Locale
from portal.writing.model import Phase, Significance, Work
from portal.writing.rules.differing import compare
from portal.writing.rules.listing import Entry, View, Wish, rows_of
from portal.writing.rules.phases import Step, phase_of, status_after, steps_of
from portal.writing.rules.places import place_of
from portal.writing.rules.redirects import old_addresses

TODAY = date(2026, 11, 19)


def head(
    slug: str = "new",
    status: Status = Status.PUBLISHED,
    locale: Locale = Locale.EN,
    **more: Any,
) -> FrontMatter:
    facts: dict[str, Any] = {
        "key": slug,
        "title": slug.title(),
        "summary": "",
        "category": "mail",
        **more,
    }
    return FrontMatter(slug=slug, locale=locale, status=status, **facts)


def entry(
    slug: str, locale: Locale = Locale.EN, phase: Phase = Phase.PUBLISHED, **more: Any
) -> Entry:
    status = {Phase.ARCHIVED: Status.ARCHIVED, Phase.DRAFT: Status.DRAFT}.get(
        phase, Status.PUBLISHED
    )
    path = PurePosixPath(locale, "mail", f"{slug}.md")
    facts = {key: more.pop(key) for key in ("key", "owner", "review_by") if key in more}
    return Entry(path, head(slug, status, locale, **facts), phase, **more)


class TestRedirects:
    def test_the_old_address_of_a_published_article_leads_to_the_new(self):
        assert old_addresses(head("old"), "new", ()) == ("old",)

    def test_readers_never_knew_the_address_of_a_draft(self):
        assert old_addresses(head("old", Status.DRAFT), "new", ()) == ()

    def test_a_second_change_makes_no_chain(self):
        assert old_addresses(head("second"), "third", ("first",)) == ("first", "second")

    def test_going_back_makes_no_circle(self):
        assert old_addresses(head("new"), "old", ("old",)) == ("new",)

    @given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=12))
    def test_after_any_changes_every_old_address_leads_straight_to_the_last(self, slugs):
        known: tuple[str, ...] = ()
        for before, after in pairwise(slugs):
            known = old_addresses(head(before), after, known)
        assert set(known) == set(slugs) - {slugs[-1]}
        assert len(known) == len(set(known))


class TestPhases:
    def test_a_newer_text_over_a_published_one_is_a_change(self):
        assert phase_of(Status.PUBLISHED, Work(text="new")) is Phase.CHANGED
        assert phase_of(Status.DRAFT, Work()) is Phase.DRAFT

    @pytest.mark.parametrize("phase", Phase)
    def test_writing_and_publishing_are_possible_in_every_phase(self, phase):
        assert {Step.SAVE, Step.PUBLISH} <= set(steps_of(phase, Work()))

    def test_asking_for_review_does_not_take_a_published_article_away(self):
        assert status_after(Step.REVIEW, Status.PUBLISHED) is Status.PUBLISHED
        assert status_after(Step.REVIEW, Status.DRAFT) is Status.IN_REVIEW
        assert status_after(Step.BACK, Status.ARCHIVED) is Status.DRAFT


class TestListing:
    def rows(self, entries: list[Entry], **wish: Any) -> list[str]:
        return [r.shown.path.name for r in rows_of(entries, Wish(**wish), Locale.EN, TODAY)]

    def test_a_row_is_an_article_with_its_languages(self):
        es = entry("uno", Locale.ES, key="one")
        (row,) = rows_of([entry("one", key="one"), es], Wish(), Locale.ES, TODAY)
        assert row.shown is es
        assert set(row.languages) == {Locale.ES, Locale.EN}

    def test_the_lists_hold_what_they_say(self):
        entries = [
            entry("due", review_by=TODAY),
            entry("later", review_by=date(2027, 1, 1)),
            entry("draft", phase=Phase.DRAFT, review_by=TODAY),
            entry("gone", phase=Phase.ARCHIVED),
            entry("newer", phase=Phase.CHANGED, lacks=Significance.MEDIUM),
        ]
        assert self.rows(entries, view=View.DUE) == ["due.md"]
        assert self.rows(entries, view=View.ARCHIVED) == ["gone.md"]
        assert self.rows(entries, view=View.CHANGED) == ["newer.md"]
        assert self.rows(entries, view=View.OUTDATED) == ["newer.md"]
        assert "gone.md" not in self.rows(entries)

    def test_missing_in_one_language_or_in_any(self):
        entries = [entry("half", key="half"), entry("mitad", Locale.ES, key="half")]
        whole = [entry("all", code, key="all") for code in Locale]
        assert self.rows(entries + whole, view=View.MISSING) == ["half.md"]
        assert self.rows(entries + whole, view=View.MISSING, locale=Locale.ES) == []
        assert self.rows(entries, view=View.MISSING, locale=Locale.CS) == ["mitad.md"]

    def test_every_word_has_to_fit_whatever_its_accents(self):
        entries = [entry("buzon-lleno"), entry("buzon")]
        assert self.rows(entries, query="BUZÓN lleno") == ["buzon-lleno.md"]

    def test_owner_state_and_topic_narrow_the_list(self):
        entries = [entry("one", owner="web"), entry("two", owner="mail", phase=Phase.DRAFT)]
        assert self.rows(entries, owner="web") == ["one.md"]
        assert self.rows(entries, phase=Phase.DRAFT) == ["two.md"]
        assert self.rows(entries, category="dns") == []

    def test_two_files_of_one_key_and_language_are_both_shown(self):
        assert len(self.rows([entry("one", key="k"), entry("two", key="k")])) == 2


class TestComparing:
    def test_only_what_differs_is_marked_with_the_lines_around_it(self):
        old = "\n".join(f"line {n}" for n in range(20))
        (part,) = compare(old, old.replace("line 10", "line ten"))
        assert part.skipped == 8
        (pair,) = [p for p in part.pairs if p.differs]
        assert (pair.left_number, pair.right_number) == (11, 11)
        assert [p.text for p in pair.right if p.differs] == ["ten"]

    def test_equal_texts_have_no_parts(self):
        assert compare("a\nb", "a\nb") == ()

    @given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
    def test_each_side_shows_its_own_lines_as_they_are(self, old, new):
        for part in compare(old, new):
            for pair in part.pairs:
                for number, pieces, text in (
                    (pair.left_number, pair.left, old),
                    (pair.right_number, pair.right, new),
                ):
                    if number:
                        assert "".join(p.text for p in pieces) == text.split("\n")[number - 1]


@pytest.mark.parametrize("category", ["..", "a/b", "", "Mail", ".hidden"])
def test_no_name_leads_out_of_the_folder(category):
    assert place_of(Locale.EN, category, "slug") is None
