from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles.model import Status
from portal.kernel.locale import Locale
from portal.writing.model import Edit, Significance
from portal.writing.rules.blocks import blocks_of, compare_blocks
from portal.writing.rules.standing import digest_of, missed, size_of, source_of

NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)
TEXT = """---
key: one
title: Open the panel
status: draft
checked: 2026-01-01
---
Press **Sign in**.

```text
first

second
```

Then wait.
"""


def edit(number: int, size: Significance = Significance.MEDIUM) -> Edit:
    return Edit(number, size, NOON)


class TestDigest:
    @pytest.mark.parametrize(
        ("old", "new"),
        [("status: draft", "status: published"), ("2026-01-01", "2027-01-01"), ("\n", "\r\n")],
    )
    def test_what_a_translation_does_not_say_does_not_count(self, old, new):
        assert digest_of(TEXT.replace(old, new)) == digest_of(TEXT)

    @pytest.mark.parametrize("old", ["Open the panel", "wait"])
    def test_title_and_text_do(self, old):
        assert digest_of(TEXT.replace(old, "other")) != digest_of(TEXT)

    @given(st.text(max_size=80))
    def test_any_text_has_one(self, text):
        assert len(digest_of(text)) == 64


class TestSizeOfAChangeOnTheDisk:
    def test_a_few_letters_are_a_typo_and_a_number_is_not(self):
        assert size_of(TEXT, TEXT.replace("Then wait", "Then waits")) is Significance.TYPO
        assert size_of(TEXT, TEXT + "On port 993.\n") is Significance.MEDIUM

    def test_a_new_passage_is_more_than_a_typo(self):
        longer = TEXT + "Choose your mailbox in the list and type its new password twice.\n"
        assert size_of(TEXT, longer) is Significance.MEDIUM


class TestSource:
    def test_it_is_the_first_language_that_readers_have(self):
        versions = {Locale.ES: Status.DRAFT, Locale.EN: Status.PUBLISHED}
        assert source_of(versions) is Locale.EN
        assert source_of({Locale.CS: Status.DRAFT}) is Locale.CS

    def test_an_archived_one_is_nobodys_source(self):
        assert source_of({Locale.ES: Status.ARCHIVED, Locale.CS: Status.PUBLISHED}) is Locale.CS
        assert source_of({Locale.ES: Status.ARCHIVED}) is None


class TestMissed:
    def test_it_is_what_came_after_the_newest_revision_that_says_the_same(self):
        edits = [edit(2), edit(3, Significance.MAJOR), edit(5)]
        assert [e.number for e in missed(edits, [1, 2])] == [3, 5]
        assert missed(edits, [5]) == ()

    def test_nothing_is_known_to_be_missed_without_a_base(self):
        assert missed([edit(2)], []) == ()


class TestBlocks:
    def test_code_stays_together(self):
        assert blocks_of("a\nb\n\n```\nx\n\ny\n```\n\nc") == ["a\nb", "```\nx\n\ny\n```", "c"]

    def test_a_changed_passage_shows_its_words_and_the_others_stay_plain(self):
        first, second = compare_blocks("Same.\n\nPress **OK** twice.", "Same.\n\nPress **OK**.")
        assert not first.differs
        assert second.differs
        assert "twice" in "".join(p.text for p in second.was if p.differs)

    def test_what_was_taken_out_is_shown_where_it_stood(self):
        (gone, left) = compare_blocks("Old words here.\n\nSame.", "Same.")
        assert (gone.now, gone.differs, left.differs) == ((), True, False)

    def test_where_nobody_knows_what_was_there_nothing_is_marked(self):
        assert not any(block.differs for block in compare_blocks(None, TEXT))

    @given(st.text("ab \n`", max_size=60), st.text("ab \n`", max_size=60))
    def test_all_of_the_new_text_is_there_in_order(self, old, new):
        shown = ["".join(p.text for p in b.now) for b in compare_blocks(old, new) if b.now]
        assert shown == blocks_of(new)
