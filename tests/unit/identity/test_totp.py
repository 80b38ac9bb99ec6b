"""Codes by time are those of RFC 6238, good for a moment and good once."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.identity.rules.totp import (
    RECOVERY_CODES,
    accepted_step,
    new_recovery_codes,
    new_secret,
    plain_code,
    setup_address,
)

SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}
"""RFC 6238, appendix B, SHA-1, its last six digits."""


@pytest.mark.parametrize("seconds", VECTORS)
def test_the_vectors_of_the_standard_are_accepted(seconds):
    assert accepted_step(SECRET, VECTORS[seconds], seconds, 0) == seconds // 30
    assert accepted_step(SECRET, VECTORS[seconds].replace("", " "), seconds, 0)


@given(st.integers(100, 2**31), st.integers(-3, 3))
def test_a_code_is_good_for_its_step_and_the_ones_beside_it(seconds, away):
    import pyotp

    code = pyotp.HOTP(SECRET).at(seconds // 30 + away)
    found = accepted_step(SECRET, code, seconds, 0)
    assert (found is not None) >= (abs(away) <= 1)
    assert found is None or abs(found - seconds // 30) <= 1


def test_a_code_is_good_once():
    step = accepted_step(SECRET, "287082", 59, 0)
    assert step is not None
    assert accepted_step(SECRET, "287082", 59, step) is None


@given(st.text(max_size=20).filter(lambda t: t.replace(" ", "") not in VECTORS.values()))
def test_anything_else_is_refused(typed):
    assert accepted_step(SECRET, typed, 20000000000, 666666667) is None


def test_secrets_and_emergency_codes_are_long_and_never_the_same():
    assert len({new_secret() for _ in range(20)}) == 20
    assert len(base64.b32decode(new_secret())) == 20
    codes = new_recovery_codes()
    assert len(set(codes)) == RECOVERY_CODES
    assert all(re.fullmatch(r"[a-z2-9]{5}-[a-z2-9]{5}", code) for code in codes)


def test_an_emergency_code_is_read_however_it_is_typed():
    [code, *_] = new_recovery_codes()
    assert plain_code(f" {code.upper()} ") == plain_code(code.replace("-", " "))


def test_the_picture_names_person_and_house():
    found = setup_address(SECRET, "ana@staff.example", "Faro")
    assert found.startswith("otpauth://totp/Faro:ana%40staff.example?secret=")
