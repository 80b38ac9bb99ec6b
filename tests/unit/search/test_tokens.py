"""How text is cut into words and codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.rules.tokens import (
    TERM_LIMIT,
    fold_in_place,
    is_error_code,
    tokenize,
)


def forms(text: str) -> list[str]:
    return [token.form for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Error 0x800CCC0E al enviar", "0x800ccc0e"),
        ("dice 5.7.1.", "5.7.1"),
        ("(550)", "550"),
        ("sale ERR_CERT_DATE_INVALID!", "err_cert_date_invalid"),
        ("abre mail.faro.example, por favor", "mail.faro.example"),
        ("escribe a ana.prieto@example.com", "ana.prieto@example.com"),
        ("IP 192.0.2.10:443", "192.0.2.10"),
    ],
)
def test_codes_addresses_and_numbers_stay_whole(text: str, code: str) -> None:
    assert [t.form for t in tokenize(text) if t.is_code and t.form == code] == [code]


def test_a_domain_is_also_the_words_it_is_made_of() -> None:
    (token,) = tokenize("correo.gmail.com")
    assert token.parts == ("correo", "gmail", "com")


def test_joined_words_are_one_word_with_parts() -> None:
    (token,) = tokenize("Wi-Fi")
    assert (token.form, token.parts) == ("wifi", ("Wi", "Fi"))


def test_contractions_lose_their_sign_and_possessives_their_ending() -> None:
    assert forms("doesn't Ana's o’clock") == ["doesnt", "ana", "oclock"]


def test_slashes_and_brackets_part_words() -> None:
    assert forms("SSL/TLS [SPF] (dkim)") == ["ssl", "tls", "spf", "dkim"]


@pytest.mark.parametrize("form", ["0x800ccc0e", "5.7.1", "550", "508", "err_ssl_protocol_error"])
def test_names_of_errors_are_recognised(form: str) -> None:
    assert is_error_code(form)


@pytest.mark.parametrize("form", ["365", "2026", "php8", "192.0.2.1", "buzon", "993"])
def test_other_numbers_and_words_name_no_error(form: str) -> None:
    assert not is_error_code(form)


@given(st.text())
def test_tokens_stand_where_they_say_and_in_order(text: str) -> None:
    at = 0
    for token in tokenize(text):
        assert at <= token.start < token.end <= len(text)
        assert 0 < len(token.form) <= TERM_LIMIT or not token.form
        at = token.end


@given(st.text())
def test_folding_in_place_moves_nothing(text: str) -> None:
    assert len(fold_in_place(text)) == len(text)


@pytest.mark.parametrize("piece", ["a", "a.", "a@", "é-", "_", "1.", "'", "a@b."])
def test_a_long_run_of_one_piece_is_cut_in_one_go(piece: str) -> None:
    """A pattern that tries again from every place would need hours for this."""
    assert sum(1 for _ in tokenize(piece * 60_000)) <= 60_000 * 2
