"""The texts of the interface as templates get them."""

from collections.abc import Callable, Iterator

import pytest
from babel.support import NullTranslations
from flask import Flask, g
from markupsafe import Markup
from typing_extensions import override

from portal.kernel.locale import Locale
from portal.web.i18n import template_words

ASKED: list[str] = []


class Spanish(NullTranslations):
    """Knows three texts, and notes what it is asked."""

    @override
    def ugettext(self, text: str) -> str:
        ASKED.append(text)
        return {"Search": "Buscar", "100 %% of %(what)s": "El 100 %% de %(what)s"}.get(text, text)

    @override
    def ungettext(self, one: str, many: str, number: int) -> str:
        return "%(num)d <b>cosa</b>" if number == 1 else "%(num)d cosas de %(who)s"


@pytest.fixture
def words() -> Iterator[dict[str, Callable[..., Markup]]]:
    """What templates call, in a request in Spanish."""
    texts = {Locale.ES: Spanish(), Locale.EN: NullTranslations()}
    with Flask("words").test_request_context("/"):
        g.locale = Locale.ES
        yield template_words(texts.__getitem__)


def test_a_text_is_looked_up_once_however_often_it_is_shown(words):
    ASKED.clear()
    said = [words["_"]("Search") for _ in range(3)]

    assert said == ["Buscar"] * 3
    assert ASKED == ["Search"]


def test_each_language_has_its_own(words):
    said = [words["_"]("Search")]
    g.locale = Locale.EN
    said.append(words["_"]("Search"))

    assert said == ["Buscar", "Search"]


def test_values_are_text_and_our_own_words_are_markup(words):
    said = words["_"]("100 %% of %(what)s", what="<b>")

    assert isinstance(said, Markup)
    assert said == "El 100 % de &lt;b&gt;"
    assert words["ngettext"]("", "", 1) == "1 <b>cosa</b>"
    assert words["ngettext"]("", "", 2, who="<i>") == "2 cosas de &lt;i&gt;"
