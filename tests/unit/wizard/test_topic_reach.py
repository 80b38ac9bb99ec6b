"""Which answers given in advance a walk can come to, and which it cannot."""

from hypothesis import given
from hypothesis import strategies as st

from portal.wizard.model import Choice, Task
from portal.wizard.rules.topic_reach import within_reach
from tests.unit.wizard.our_flows import FLOWS, shelf

MAIL = shelf().flows["mail"]


def test_an_answer_on_another_branch_is_out_of_reach():
    told = {"symptom": "spam", "program": "outlook_classic", "spam_way": "received"}
    assert within_reach(MAIL, told) == {"symptom": "spam", "spam_way": "received"}


def test_answers_before_any_question_are_within_reach():
    told = {"webmail": "works", "program": "thunderbird"}
    assert within_reach(MAIL, told) == told


def test_what_lies_behind_an_outcome_that_did_not_help_is_within_reach():
    told = {"symptom": "cannot_send", "webmail": "works", "program": "outlook_classic"}
    more = {**told, "outlook_safe": "fails"}
    assert within_reach(MAIL, more) == more


def test_a_branch_is_left_where_the_answers_say():
    request = shelf().flows["request"]
    told = {"topic": "mail", "mail_what": "alias", "files_what": "ftp"}
    assert within_reach(request, told) == {"topic": "mail", "mail_what": "alias"}


@given(st.data())
def test_what_is_kept_is_a_part_and_stays_when_asked_again(data):
    flow = shelf().flows[data.draw(st.sampled_from(FLOWS))]
    asked = [n for n in flow.nodes.values() if isinstance(n, Choice | Task)]
    chosen = data.draw(st.lists(st.sampled_from(asked), max_size=5, unique_by=lambda n: n.id))
    told = {n.id: data.draw(st.sampled_from([o.id for o in n.options])) for n in chosen}
    kept = within_reach(flow, told)
    assert kept.items() <= told.items()
    assert within_reach(flow, kept) == kept
