"""Cutting texts and finding the phrases in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.wizard.rules.topic_text import cut, split_again
from portal.wizard.rules.topic_words import Phrase, Vocabulary, is_one_off, read_phrase


def found(entry: str, text: str, *, slips: bool = True) -> bool:
    words = cut(text, {"but"})
    return bool(Vocabulary((read_phrase("it", entry),)).find(words, slips=slips))


class TestCutting:
    def test_a_comma_ends_a_clause_and_a_full_stop_a_sentence(self) -> None:
        assert [(w.sentence, w.clause) for w in cut("One, two. Three", ())] == [
            (0, 0),
            (0, 1),
            (1, 2),
        ]

    def test_a_word_that_turns_the_sense_begins_a_clause(self) -> None:
        assert [w.clause for w in cut("works but fails", {"but"})] == [0, 1, 1]

    def test_addresses_and_numbers_stay_whole(self) -> None:
        forms = [w.form for w in cut("ana@ejemplo.example 5.7.1 www.ejemplo.example", ())]
        assert forms == ["ana@ejemplo.example", "5.7.1", "www.ejemplo.example"]

    @pytest.mark.parametrize(("typed", "form"), [("E-mail", "email"), ("Can't", "cant")])
    def test_short_parts_and_apostrophes_are_joined(self, typed: str, form: str) -> None:
        assert [w.form for w in cut(typed, ())] == [form]

    def test_a_clause_can_be_cut_at_its_joint(self) -> None:
        words = split_again(cut("webmail works and Outlook fails", ()), {0}, {"and"})
        assert [w.clause for w in words] == [0, 0, 1, 1, 1]
        assert [w.is_last for w in words] == [False, True, False, False, True]

    @given(st.text())
    def test_clauses_never_go_back(self, text: str) -> None:
        clauses = [(w.sentence, w.clause) for w in cut(text, {"but"})]
        assert clauses == sorted(clauses)


class TestPhrases:
    def test_accents_and_capitals_do_not_matter(self) -> None:
        assert found("contrasen*", "La CONTRASEÑA")

    def test_two_words_may_stand_between(self) -> None:
        assert found("no envi*", "no me lo envía")
        assert not found("no envi*", "no sé si ella me envía")

    def test_a_phrase_stays_in_its_clause(self) -> None:
        assert not found("not send", "not now, send it")

    def test_one_of_several_words_will_do(self) -> None:
        assert found("cannot send|reply", "I cannot even reply")

    def test_the_end_of_a_clause_can_be_asked_for(self) -> None:
        assert found("not $", "Outlook does not, sorry")
        assert not found("not $", "not Outlook")

    @pytest.mark.parametrize(
        ("entry", "text"),
        [("# pcs", "12 pcs"), ("#mailbox", "a@b.example"), ("#domain", "b.example")],
    )
    def test_a_number_an_address_and_a_domain_are_known_by_their_shape(
        self, entry: str, text: str
    ) -> None:
        assert found(entry, text)

    @pytest.mark.parametrize("text", ["node.js", "index.php", "5.7.1", "10.0.0.1"])
    def test_what_only_looks_like_a_domain_is_none(self, text: str) -> None:
        assert not found("#domain", text)

    @pytest.mark.parametrize("text", ["corrreo", "corero", "corre0s", "conreo"])
    def test_a_slip_of_one_letter_is_read(self, text: str) -> None:
        assert found("correo*", text) is text.isalpha()

    def test_slips_are_not_read_where_that_is_not_asked_for(self) -> None:
        assert not found("correo*", "corrreo", slips=False)

    def test_a_plain_word_is_no_slip(self) -> None:
        words = Vocabulary((Phrase("it", (("restor*",),)),), frozenset({"restart"}))
        assert not words.find(cut("restart", ()))

    @pytest.mark.parametrize("entry", ["", "$", "a*b", "x*", "one $ two", "one||two"])
    def test_what_is_not_well_written_is_refused(self, entry: str) -> None:
        with pytest.raises(ValueError, match=r".+"):
            read_phrase("it", entry)

    @given(st.text("abc", min_size=1, max_size=6), st.text("abc", min_size=1, max_size=6))
    def test_one_letter_off_goes_both_ways(self, one: str, other: str) -> None:
        assert is_one_off(one, other) is is_one_off(other, one)

    @given(st.text())
    def test_any_text_can_be_looked_through(self, text: str) -> None:
        found("no envi* $", text)
