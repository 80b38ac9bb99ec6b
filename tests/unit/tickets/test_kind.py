"""R3 and what the policy decided about it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.tickets.model import Access, Kind
from portal.tickets.rules.kind import BEYOND, WITHIN, KindReason, decide_kind

pytestmark = pytest.mark.rules


def test_a_stopped_apache_is_an_incident_on_shared_hosting():
    decision = decide_kind(Kind.INCIDENT, Access.PANEL, could_do_it=False)
    assert (decision.kind, decision.reason) == (Kind.INCIDENT, KindReason.BEYOND_PANEL)


@pytest.mark.parametrize(
    ("access", "reason"),
    [
        (Access.ROOT, KindReason.WITHIN_ROOT),
        (Access.ADMINISTERED, KindReason.WITHIN_ADMINISTERED),
    ],
)
def test_a_stopped_apache_is_a_request_on_a_server_with_root(access, reason):
    decision = decide_kind(Kind.INCIDENT, access, could_do_it=True)
    assert (decision.kind, decision.reason) == (Kind.REQUEST, reason)


@pytest.mark.parametrize("access", list(Access))
def test_a_cut_network_is_an_incident_whatever_the_access(access):
    decision = decide_kind(Kind.INCIDENT, access, could_do_it=False)
    assert (decision.kind, decision.reason) == (Kind.INCIDENT, BEYOND[access])


@given(st.sampled_from(Access), st.sampled_from([True, False, None]), st.booleans())
def test_a_wish_is_a_request_always(access, could, check_failed):
    decision = decide_kind(Kind.REQUEST, access, could, check_failed=check_failed)
    assert (decision.kind, decision.reason) == (Kind.REQUEST, KindReason.WISH)


@given(st.sampled_from(Kind), st.sampled_from(Access), st.sampled_from([True, False, None]))
def test_mail_blocked_for_spam_is_a_request_once_it_may_be_filed(record, access, could):
    decision = decide_kind(record, access, could, blocked_for_spam=True)
    assert (decision.kind, decision.reason) == (Kind.REQUEST, KindReason.SPAM_BLOCK)


@pytest.mark.parametrize("access", list(Access))
def test_when_nobody_is_sure_only_a_failed_check_makes_an_incident(access):
    failed = decide_kind(Kind.INCIDENT, access, None, check_failed=True)
    passed = decide_kind(Kind.INCIDENT, access, None, check_failed=False)
    assert (failed.kind, failed.reason) == (Kind.INCIDENT, KindReason.UNSURE_CHECK_FAILED)
    assert (passed.kind, passed.reason) == (Kind.REQUEST, KindReason.UNSURE)


def test_every_access_has_both_reasons():
    assert set(WITHIN) == set(BEYOND) == set(Access)
