"""What a text in own words is taken for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.locale import LOCALES, Locale
from portal.wizard.rules.replay import is_offered
from portal.wizard.rules.topic import Guess, choose_topic
from portal.wizard.rules.topic_reach import within_reach
from portal.wizard.rules.topic_signs import Sign
from tests.unit.wizard.our_flows import shelf
from tests.unit.wizard.topics import guess, labelled, outcome, shipped, topics

WORDS = {
    "works": ["works"],
    "how": ["how"],
    "webmail": ["webmail"],
    "outlook": ["outlook"],
    "site": ["site"],
    "fails": ["fails", "not $", "not work*"],
}
MAIL = Sign((("outlook",), ("fails",)), "mail", {"program": "outlook_classic"}, 4)
SITE = Sign((("site",), ("fails",)), "website", {}, 4)
FINE = Sign((), "mail", {"webmail": "works"}, 2, fine=(("webmail",),))
_SPOKEN = sorted(
    {
        way.rstrip("*")
        for language in shipped().languages.values()
        for phrase in language.vocabulary.phrases
        for element in phrase.elements
        for way in element
    }
)
_TYPED = st.lists(st.sampled_from(_SPOKEN), max_size=12).map(" ".join) | st.text(max_size=200)


def of(text: str, *signs: Sign) -> Guess:
    return choose_topic(text, topics(WORDS, *signs), Locale.EN, shelf().flows)


class TestTheRule:
    def test_what_works_is_no_sign_of_trouble(self) -> None:
        found = of("The site works but Outlook does not", MAIL, SITE)
        assert (found.flow, found.answers) == ("mail", {"program": "outlook_classic"})

    def test_what_is_said_to_work_answers_its_question(self) -> None:
        found = of("webmail works and Outlook fails", MAIL, FINE)
        assert found.answers == {"webmail": "works", "program": "outlook_classic"}

    def test_it_does_not_work_is_not_taken_for_works(self) -> None:
        assert of("my site does not work", SITE).flow == "website"

    def test_asking_how_it_works_says_nothing_of_its_state(self) -> None:
        asked = Sign((("webmail",), ("how",)), "request", {}, 3)
        assert of("how does webmail works", asked, FINE).flow == "request"

    def test_two_flows_as_likely_are_both_offered_and_none_is_chosen(self) -> None:
        found = of("Outlook fails. The site fails", MAIL, SITE)
        assert (found.flow, found.candidates) == ("", ("mail", "website"))

    def test_a_flow_and_the_one_it_goes_on_in_are_no_rivals(self) -> None:
        bounced = Sign((("fails",),), "bounce", {}, 4)
        assert of("Outlook fails", MAIL, bounced).flow == "bounce"

    def test_a_hint_alone_is_enough_where_nothing_speaks_against_it(self) -> None:
        assert of("site", Sign((("site",),), "website", {}, 1)).flow == "website"

    def test_parts_in_different_sentences_count_less(self) -> None:
        near = Sign((("site",), ("fails",)), "website", {}, 4)
        found = of("It fails. My site", near, Sign((("fails",),), "mail", {}, 3))
        assert found.candidates == ("mail", "website")

    def test_a_sign_does_not_count_beside_what_it_excludes(self) -> None:
        shy = Sign((("fails",),), "mail", {}, 4, unless=("site",))
        assert of("site fails", shy).flow == ""

    def test_answers_that_contradict_each_other_are_left_to_the_question(self) -> None:
        other = Sign((("outlook",),), "mail", {"program": "thunderbird"}, 4)
        assert of("Outlook fails", MAIL, other).answers == {}

    def test_the_words_that_decided_are_told_as_they_were_typed(self) -> None:
        assert of("My OUTLOOK fails!", MAIL).why == ("OUTLOOK fails",)

    def test_an_answer_that_is_not_offered_is_never_given(self) -> None:
        odd = Sign((("outlook",),), "mail", {"program": "pigeon", "nowhere": "x"}, 4)
        assert of("outlook", odd).answers == {}

    def test_an_unknown_flow_is_never_chosen(self) -> None:
        assert of("outlook", Sign((("outlook",),), "coffee", {}, 9)) == Guess()


class TestWhatShips:
    @pytest.mark.parametrize("locale", LOCALES)
    def test_nine_of_ten_unseen_texts_lead_to_their_flow(
        self, locale: Locale, capsys: pytest.CaptureFixture[str]
    ) -> None:
        rows = labelled(locale, "unseen")
        right = [outcome(guess(row["text"], locale)) == row["flow"] for row in rows]
        with capsys.disabled():
            print(f"\ntopics, {locale}, unseen: {sum(right)} of {len(rows)} right")
        assert len(rows) >= 40
        assert sum(right) >= 0.9 * len(rows)

    @pytest.mark.parametrize("locale", LOCALES)
    def test_the_texts_it_was_tuned_on_lead_to_their_flow(self, locale: Locale) -> None:
        rows = labelled(locale, "tuned")
        wrong = [r["id"] for r in rows if outcome(guess(r["text"], locale)) != r["flow"]]
        assert len(wrong) <= 0.03 * len(rows), wrong

    @pytest.mark.parametrize(
        ("locale", "text"),
        [
            ("es", "Outlook 2019 no envía pero el webmail funciona"),
            ("en", "Outlook 2019 does not send but webmail works"),
            ("cs", "Outlook 2019 neodesílá, ale webmail funguje"),
        ],
    )
    def test_several_questions_are_answered_at_once(self, locale: str, text: str) -> None:
        assert guess(text, Locale(locale)).answers == {
            "symptom": "cannot_send",
            "webmail": "works",
            "program": "outlook_classic",
        }

    def test_outlook_alone_does_not_say_which_outlook(self) -> None:
        assert "program" not in guess("Outlook no envía", Locale.ES).answers

    def test_a_text_in_another_language_is_understood(self) -> None:
        found = guess("my website shows error 500", Locale.ES)
        assert (found.flow, found.answers) == ("site_error", {"page_error": "failed"})

    def test_an_error_code_alone_is_enough(self) -> None:
        assert guess("550 5.1.1", Locale.CS).flow == "bounce"

    @pytest.mark.parametrize("text", ["", "   ", "?!", "asdfgh", "x" * 50_000, "a " * 20_000])
    def test_what_says_nothing_is_taken_for_nothing(self, text: str) -> None:
        assert guess(text, Locale.EN) == Guess()

    @given(_TYPED, st.sampled_from(LOCALES))
    def test_any_text_gives_the_same_valid_answers_each_time(
        self, text: str, locale: Locale
    ) -> None:
        found = guess(text, locale)
        assert found == guess(text, locale)
        assert not found.answers or found.flow
        flow = shelf().flows.get(found.flow)
        for node, option in found.answers.items():
            assert flow is not None
            assert is_offered(flow, node, option)
        assert flow is None or within_reach(flow, found.answers) == found.answers


@pytest.mark.parametrize("text", ["plná schránka", "plna schranka", "mám plnou schránku"])
def test_a_full_mailbox_is_not_taken_for_spam(text):
    assert guess(text, Locale.CS).answers == {"webmail_says": "full"}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("ERR_CONNECTION_TIMED_OUT", "timeout"),
        ("ERR_CONNECTION_REFUSED", "refused"),
        ("ERR_CONNECTION_RESET", "refused"),
    ],
)
def test_a_code_of_the_browser_says_what_the_browser_says(locale, code, says):
    assert guess(f"shop.example {code}", locale).answers["browser_says"] == says
