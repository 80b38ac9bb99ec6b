"""Why support changed a ticket is kept so that it reads back as it was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.locale import Locale
from portal.tickets.rules.kind import KindReason
from portal.tickets.rules.priority import PriorityReason
from portal.tickets.rules.weighing import Weighed, WeighReason, read_reason, write_reason

pytestmark = pytest.mark.rules

own = st.text(min_size=1, max_size=40).map(str.strip).filter(bool)


@given(st.sampled_from(WeighReason), own, st.sampled_from(Locale))
def test_a_reason_reads_back_as_it_was_written(why, text, locale):
    for weighed in (Weighed(why), Weighed(why, text, locale), Weighed(None, text, locale)):
        found = read_reason(write_reason(weighed))
        assert found is not None
        assert (found.why, found.text) == (weighed.why, weighed.text)
        assert found.locale is locale or not weighed.text


@given(st.sampled_from([*KindReason, *PriorityReason]) | st.text(alphabet="abc [es]_"))
def test_what_the_rules_found_is_no_reason_of_supports(kept):
    found = read_reason(kept)
    assert found is None or kept.startswith("[")


def test_nothing_said_is_nothing_kept():
    assert Weighed(text="  ").is_empty
    assert write_reason(Weighed(text="  ")) == ""
    assert read_reason("") is None
