"""R18: what must not be stored is masked, and what is no secret stays."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import portal
from portal.kernel.locale import Locale
from portal.tickets.files import load_lexicons
from portal.tickets.rules.cards import is_card
from portal.tickets.rules.cues import MASK
from portal.tickets.rules.secrets import mask_file_name, mask_secrets

pytestmark = pytest.mark.rules

# Not a fixture: a falsifying example would print all of its words.
ENGLISH = load_lexicons(Path(portal.__file__).parent / "site_defaults")[Locale.EN]

ANNOUNCED = [
    "contraseña: Hunter2",
    "Contrasena = Hunter2",
    "mi clave es Hunter2",
    "Mi contraseña es: Hunter2.",
    "la contraseña del buzón ana@ejemplo.example es Hunter2",
    "Usuario ana, contraseña Hunter2",
    "usuario/clave: ana / Hunter2",
    "PIN: Hunter2",
    "password is Hunter2",
    "The password for info@example.com was Hunter2",
    "password:\nHunter2",
    "Password -> Hunter2",
    'my password: "Hunter2 plus words"',
    "login with password Hunter2",
    "pass=Hunter2;",
    "pass\u200bword: Hunter2",
    "ＰＡＳＳＷＯＲＤ： Hunter2",
    "api key: Hunter2",
    "heslo: Hunter2",
    "Heslo je Hunter2, děkuji",
    "heslo ke schránce info@priklad.example: Hunter2",
    "heslem „Hunter2“",
    "ftp://ana:Hunter2@ftp.example.com/",
    "Authorization: Bearer Hunter2Hunter2Hunter2",
    "password: password: Hunter2",
    "password: Hunter2 password: Hunter2",
    "I changed the password to Hunter2 yesterday",
    "cambié la clave por Hunter2",
    "Heslo jsem změnil na Hunter2",
    "define('DB_PASSWORD', 'Hunter2');",
    '{"user": "ana", "password": "Hunter2"}',
    "smtp_pass=Hunter2",
    "mi contraseña actual es Hunter2",
    "credenciales: ana / Hunter2",
    "datos de acceso al panel: ana / Hunter2",
    "přihlašovací údaje: jana / Hunter2",
    "uso Hunter2 como contraseña",
    "with Hunter2 as my password",
    "zadávám Hunter2 jako heslo",
    "heslo k FTP -> Hunter2",
    "mysql -u root -pHunter2 -h localhost",
    "aws_secret_access_key = Hunter2",
    "pasword: Hunter2",
]
PLAIN = [
    "contraseña: perro",
    "mi clave es perro",
    "contraseña: x",
    "password is swordfish",
    "heslo: velryba",
    "heslo je velryba",
]
INNOCENT = [
    "Webmail rechaza la contraseña de ventas@ejemplo.example",
    "La contraseña es correcta y no entra",
    "Contraseña: incorrecta",
    "Rechaza la contraseña de ana@ejemplo.example: 0x800CCC92",
    "Palabra clave: hospedaje",
    'Pulso "Contraseña": escribo la nueva y no la guarda',
    "No hay protección contra el spam: SPF2 falla",
    "Change the password to a longer one for user ana in Outlook2021",
    "Cambiar la contraseña: ventas@ejemplo.example",
    "The password is wrong, says Outlook",
    "Outlook asks for the password: it never accepts it",
    "Wrong password: 535 5.7.8 authentication failed",
    "the password is not accepted since 9:40",
    'rejects the password with the message: "Login failed 5.7.8"',
    "Heslo je správné, ale webmail ho odmítá",
    "heslo: nesprávné",
    "Call me on 612 345 678 or 699 123 456",
    "Ticket 20240512101530 and IP 203.0.113.25",
    "ERR_CERT_DATE_INVALID on https://example.com/checkout?id=42",
    "The password is longer than 8 characters",
    "Heslo je delší než 8 znaků",
    "acceso: FTP / panel",
    "PIN code does not arrive by SMS",
    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7",
]
CARDS = ["4111111111111111", "4111 1111 1111 1111", "3782-822463-10005", "5555.5555.5555.4444"]
CODES = [
    "PIN 4821",
    "verification code 482913",
    "código de seguridad: 123",
    "ověřovací kód je 550912",
]
KEYS = [
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE\n-----END OPENSSH PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA cut off",
    "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "ghp_" + "a1B2" * 9,
    "AKIA" + "IOSFODNN7EXAMPLE",
    "SG." + "a1B2c3D4" * 3 + "." + "e5F6g7H8" * 5,
    "npm_" + "a1B2" * 9,
    "whsec_" + "a1B2" * 8,
    "AGE-SECRET-KEY-1" + "Q1W2" * 14,
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
]

FRAGMENTS = (
    *("password", "heslo", "clave", "contraseña", " je ", " is ", " es ", ": ", "=", " ", "\n"),
    *("Hunter2", "perro", MASK, "•", "4111", "1111", "-", ".", ",", "/", "ana@example.com", "„"),
    *("4111111111111111", "sk_live_a1b2c3d4e5f6", "://a:b@", "cvv ", "123", "\u200b", "😀", '"'),
)
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join) | st.text(max_size=200)


@pytest.mark.parametrize("text", ANNOUNCED)
def test_an_announced_password_is_masked(english, text):
    masked = mask_secrets(text, english)
    assert "Hunter2" not in masked.text
    assert MASK in masked.text
    assert masked.count >= 1


@pytest.mark.parametrize("text", PLAIN)
def test_a_password_that_is_a_word_is_masked_right_behind_its_cue(spanish, text):
    assert mask_secrets(text, spanish).text == text.rsplit(" ", 1)[0] + " " + MASK


@pytest.mark.parametrize("text", INNOCENT)
def test_what_is_no_secret_stays_as_it_is(english, text):
    assert mask_secrets(text, english).text == text


@pytest.mark.parametrize("card", CARDS)
def test_a_card_number_is_masked_however_it_is_grouped(english, card):
    assert mask_secrets(f"Paid with {card} in May", english).text == f"Paid with {MASK} in May"


def test_a_number_that_fails_the_check_digit_stays(english):
    assert mask_secrets("Order 4111111111111112", english).count == 0


def test_a_card_is_found_behind_other_digits(english):
    assert mask_secrets("1234 4111 1111 1111 1111", english).text == f"1234 {MASK}"


@pytest.mark.parametrize("text", CODES)
def test_a_code_of_digits_is_masked_behind_its_name(english, text):
    assert not re.search(r"\d{3}", mask_secrets(text, english).text)


@pytest.mark.parametrize("key", KEYS)
def test_a_key_or_token_is_masked_whole(english, key):
    assert mask_secrets(f"see\n{key}", english).text == f"see\n{MASK}"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("password_Hunter2.txt", f"password_{MASK}.txt"),
        ("contraseña-Hunter2.png", f"contraseña-{MASK}.png"),
        ("4111-1111-1111-1111.jpg", f"{MASK}.jpg"),
        ("captura_contraseña_ventas.png", "captura_contraseña_ventas.png"),
        (".htaccess", ".htaccess"),
        ("README", "README"),
    ],
)
def test_file_names_are_masked_too_and_keep_their_ending(english, name, masked):
    assert mask_file_name(name, english).text == masked


@given(texts)
@example("password foo is Hunter2 is Hunter3")
@example('clave password: "Hunter2 x" es Hunter3')
def test_masking_what_is_masked_changes_nothing(text):
    once = mask_secrets(text, ENGLISH)
    again = mask_secrets(once.text, ENGLISH)
    assert again.text == once.text
    assert again.count == 0


@given(texts)
def test_a_mask_adds_no_more_than_its_own_length(text):
    masked = mask_secrets(text, ENGLISH)
    assert len(masked.text) <= len(text) + masked.count * len(MASK)
    assert masked.count or masked.text == text


@given(st.integers(10**11, 10**17 - 1), st.sampled_from(["", " ", "-"]), st.text(max_size=20))
def test_no_card_number_is_left(number, gap, around):
    digits = next(f"4{number}{d}" for d in range(10) if is_card(f"4{number}{d}"))
    written = gap.join(digits[i : i + 4] for i in range(0, len(digits), 4))
    masked = mask_secrets(f"{around} {written} {around}", ENGLISH).text
    left = [re.sub(r"\D", "", run) for run in re.findall(r"\d(?:[ -]?\d)+", masked)]
    assert not any(is_card(run) for run in left)
    assert written not in masked
