"""The envelope of every mail, around the words that a feature brings."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import portal
from portal.delivery.mails import Letters
from portal.kernel.locale import Locale
from portal.site import SiteFiles, load_site
from portal.web.i18n import gettext, speaking, speaking_app

ANA = "ana@example.com"


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Letters]:
    site = load_site(SiteFiles(tmp_path_factory.mktemp("site")))
    with speaking_app(Locale.EN, site.timezone).app_context():
        yield Letters(site, "https://help.example")


def test_it_greets_says_who_writes_and_that_no_password_is_ever_asked_for(letters):
    with letters.to(ANA, Locale.EN, "sign-in") as letter:
        mail = letter.mail("Your link", ["Open it:", letter.link("sign-in/x")])
    assert mail.text == (
        "Hello,\n\nOpen it:\n\nhttps://help.example/en/sign-in/x\n\n"
        "Faro support\nhttps://help.example\n\n"
        "We will never ask you for a password, by mail or by phone.\n"
    )


def test_it_says_for_whom_and_what_it_is(letters):
    with letters.to(ANA, Locale.CS, "confirmation", "FARO-1") as letter:
        mail = letter.mail("Potvrďte", [])
    assert (mail.to, mail.locale, mail.subject) == (ANA, Locale.CS, "Potvrďte")
    assert (mail.purpose, mail.reference) == ("confirmation", "FARO-1")


@pytest.mark.parametrize(
    ("locale", "hello"), [(Locale.ES, "Hola"), (Locale.EN, "Hello"), (Locale.CS, "Dobrý den")]
)
def test_it_speaks_its_readers_language_whatever_is_spoken_around_it(letters, locale, hello):
    for around in Locale:
        with speaking(around):
            before = gettext("Hello,")
            with letters.to(ANA, locale, "sign-in") as letter:
                assert letter.mail("", [gettext("Hello,")]).text.count(hello) == 2
            assert gettext("Hello,") == before


def test_what_does_not_apply_leaves_no_gap(letters):
    with letters.to(ANA, Locale.EN, "sign-in") as letter:
        text = letter.mail("", ["", "One.", "", ""]).text
    assert text.startswith("Hello,\n\nOne.\n\nFaro")


def test_pages_of_staff_have_no_language_in_their_address(letters):
    assert letters.link("desk/?view=due") == "https://help.example/desk/?view=due"


def test_no_mail_is_made_without_it():
    root = Path(portal.__file__).parent
    makers = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if re.search(r"\bMail\(", path.read_text(encoding="utf-8"))
    }
    assert makers == {"delivery/mails.py"}
