"""The texts of the interface as templates get them."""

from babel.support import NullTranslations
from flask import Flask, g
from markupsafe import Markup

from portal.kernel.locale import Locale
from portal.web.i18n import template_words

ASKED: list[str] = []


class Spanish(NullTranslations):
    """Knows three texts, and notes what it is asked."""

    def ugettext(self, text):
        ASKED.append(text)
        return {"Search": "Buscar", "100 %% of %(what)s": "El 100 %% de %(what)s"}.get(text, text)

    def ungettext(self, one, many, number):
        return "%(num)d <b>cosa</b>" if number == 1 else "%(num)d cosas de %(who)s"


def words(locale=Locale.ES):
    texts = {Locale.ES: Spanish(), Locale.EN: NullTranslations()}
    found = template_words(texts.__getitem__)
    context = Flask("words").test_request_context("/")
    context.push()
    g.locale = locale
    return found, context


def test_a_text_is_looked_up_once_however_often_it_is_shown():
    found, context = words()
    ASKED.clear()
    said = [found["_"]("Search") for _ in range(3)]
    context.pop()

    assert said == ["Buscar"] * 3
    assert ASKED == ["Search"]


def test_each_language_has_its_own():
    found, context = words()
    said = [found["_"]("Search")]
    g.locale = Locale.EN
    said.append(found["_"]("Search"))
    context.pop()

    assert said == ["Buscar", "Search"]


def test_values_are_text_and_our_own_words_are_markup():
    found, context = words()
    said = found["_"]("100 %% of %(what)s", what="<b>")
    one, many = found["ngettext"]("", "", 1), found["ngettext"]("", "", 2, who="<i>")
    context.pop()

    assert said == Markup("El 100 % de &lt;b&gt;")
    assert one == Markup("1 <b>cosa</b>")
    assert many == Markup("2 cosas de &lt;i&gt;")
    assert isinstance(said, Markup)
