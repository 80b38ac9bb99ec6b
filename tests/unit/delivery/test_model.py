"""Mails as values."""

import json

import pytest

from portal.delivery.model import Mail
from portal.kernel.locale import Locale
from tests.unit.delivery.conftest import make_mail, make_row


def test_a_mail_survives_the_way_through_json() -> None:
    mail = make_mail(locale=Locale.CS, text="Dobrý den\n", headers={"X-Portal-Ticket": "FARO-1"})

    assert Mail.from_payload(json.loads(json.dumps(mail.to_payload()))) == mail


def test_a_feature_cannot_add_any_header_it_likes() -> None:
    with pytest.raises(ValueError, match="Bcc"):
        make_mail(headers={"Bcc": "other@customer.example"})


@pytest.mark.parametrize("payload", [{}, {"to": "x"}, {"locale": "de"}, {"locale": "en", "oh": 1}])
def test_what_is_no_mail_is_refused(payload: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"mail|Locale"):
        Mail.from_payload(payload)


def test_links_do_not_show_where_a_row_is_printed() -> None:
    assert "secret-token" not in f"{make_row()!r} {make_mail()!r}"
