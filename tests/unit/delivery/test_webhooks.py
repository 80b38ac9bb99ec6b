"""Signatures both ways, by the examples of Standard Webhooks' own libraries."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.delivery.rules.webhooks import (
    TOLERANCE,
    Distrust,
    NotTrusted,
    read_secret,
    sign,
    verify,
)

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY = read_secret(SECRET)
AT = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'
KNOWN = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def test_the_published_example_is_signed_and_verified_alike():
    assert sign(KEY, KNOWN["webhook-id"], AT, BODY) == KNOWN
    assert verify(KEY, KNOWN, BODY, AT) == KNOWN["webhook-id"]


@given(st.binary(max_size=200), st.integers(-300, 300))
def test_what_we_sign_is_trusted_within_five_minutes(body, seconds):
    headers = sign(KEY, "m1", AT, body)
    assert verify(KEY, headers, body, AT + timedelta(seconds=seconds)) == "m1"


@given(st.binary(min_size=1, max_size=50), st.binary(max_size=50))
def test_another_body_is_not_trusted(body, other):
    headers = sign(KEY, "m1", AT, body)
    if body != other:
        with pytest.raises(NotTrusted) as caught:
            verify(KEY, headers, other, AT)
        assert caught.value.why is Distrust.FORGED


@pytest.mark.parametrize("moved", [TOLERANCE + timedelta(seconds=1), -TOLERANCE * 2])
def test_what_is_old_or_from_the_future_is_not_trusted(moved):
    with pytest.raises(NotTrusted) as caught:
        verify(KEY, KNOWN, BODY, AT + moved)
    assert caught.value.why is Distrust.OUT_OF_TIME


@pytest.mark.parametrize("name", KNOWN)
def test_every_header_is_needed(name):
    with pytest.raises(NotTrusted):
        verify(KEY, {key: value for key, value in KNOWN.items() if key != name}, BODY, AT)


@pytest.mark.parametrize("stamp", ["", "-1", "1e9", "١٦", "9" * 30, "1614265330.5"])
def test_a_timestamp_that_is_none_is_not_trusted(stamp):
    with pytest.raises(NotTrusted):
        verify(KEY, {**KNOWN, "webhook-timestamp": stamp}, BODY, AT)


def test_while_a_secret_changes_one_of_several_signatures_is_enough():
    both = f"v1,{'A' * 43}= v1a,ed25519 {KNOWN['webhook-signature']}"
    assert verify(KEY, {**KNOWN, "webhook-signature": both}, BODY, AT)


@pytest.mark.parametrize(
    "given", ["", "v1,", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "é"]
)
def test_a_signature_of_another_kind_is_not_trusted(given):
    with pytest.raises(NotTrusted):
        verify(KEY, {**KNOWN, "webhook-signature": given}, BODY, AT)


@pytest.mark.parametrize(
    "text", ["", "whsec_", "whsec_c2hvcnQ=", SECRET[6:], "whsec_ž", "whsec_!!!"]
)
def test_a_weak_or_broken_secret_is_refused_without_being_repeated(text):
    with pytest.raises(ValueError, match="a webhook secret is whsec_") as caught:
        read_secret(text)
    assert not text[6:] or text[6:] not in str(caught.value)
