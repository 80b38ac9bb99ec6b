"""R8: two problems in one text, and what is only one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.locale import Locale
from portal.tickets.rules.split import find_split

pytestmark = pytest.mark.rules

TWO = [
    ("es", "No funciona el correo ni la web", ("mail", "website")),
    ("es", "Crear buzón info@x.example y cambiar contraseña FTP", ("mail", "ftp")),
    ("en", "The website is slow. My mailbox is full.", ("website", "mail")),
    ("en", "FTP login fails and also my invoice has the wrong address", ("ftp", "billing")),
    ("en", "Website down + emails bouncing", ("website", "mail")),
    ("cs", "Nejde mi pošta, web taky ne", ("mail", "website")),
    ("cs", "Prosím o navýšení kvóty schránky a obnovu webu ze zálohy", ("mail", "website")),
]
ONE = [
    ("es", "La web y el certificado dan error"),
    ("es", "Migrar la web y el correo desde otro proveedor"),
    ("es", "La web no carga pero el correo funciona"),
    ("en", "I migrated the website and now mail does not arrive"),
    ("en", "Outlook asks for the password. In webmail it works. The website works fine too."),
    ("en", "The contact form does not send and the message says: could not send mail"),
    ("en", "Cannot send mail after changing the domain and updating the website"),
    ("cs", "Outlook neodesílá poštu a ve webmailu to jde"),
]


@pytest.mark.parametrize(("locale", "text", "groups"), TWO)
def test_r8_things_that_fail_apart_are_two_problems(lexicons, locale, text, groups):
    split = find_split(text, lexicons[Locale(locale)])
    assert split is not None
    assert split.groups == groups


@pytest.mark.parametrize(("locale", "text"), ONE)
def test_r8_what_fails_together_or_is_told_in_passing_is_one_problem(lexicons, locale, text):
    assert find_split(text, lexicons[Locale(locale)]) is None


def test_r8_a_second_problem_that_is_announced_may_be_about_the_same_thing(english):
    split = find_split(
        "Webmail rejects my password. Another problem: Thunderbird shows old mails twice", english
    )
    assert split is not None
    assert split.parts[1].startswith("Another problem")


def test_r8_the_items_of_a_list_are_two_problems(english):
    split = find_split("1) Outlook cannot send\n2) the shop shows error 503", english)
    assert split is not None
    assert split.groups == ("mail", "website")


@given(text=st.text(max_size=400))
def test_no_text_makes_a_split_with_an_empty_part(lexicons, text):
    for lexicon in lexicons.values():
        split = find_split(text, lexicon)
        assert split is None or all(split.parts)
