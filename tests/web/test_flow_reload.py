"""A flow edited under a running portal: the next page is the new one, or the last good one."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.app import Services
from portal.site import DEFAULTS
from portal.wizard.catalogue import FlowCatalogue

URL = "/en/contact/other_matters/matter"


@pytest.fixture
def write(services: Services) -> Callable[[str, str], None]:
    """Write the provider's own version of a flow; the portal looks at once."""
    flows = services.wizard._flows
    assert isinstance(flows, FlowCatalogue)
    flows._pause = flows._due = 0.0
    own = services.files.data / "site" / "flows"
    own.mkdir(parents=True)
    text = (DEFAULTS / "flows" / "other_matters.yml").read_text(encoding="utf-8")

    def written(old: str, new: str) -> None:
        assert old in text
        (own / "other_matters.yml").write_text(text.replace(old, new), encoding="utf-8")

    return written


def heading(client: FlaskClient) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", client.get(URL).get_data(as_text=True), re.DOTALL)
    assert found
    return found[1]


def test_the_next_page_has_the_new_words(client, write):
    assert heading(client) == "What is it about?"
    write('en: "What is it about?"', 'en: "What is the matter?"')
    assert heading(client) == "What is the matter?"


def test_a_fault_leaves_the_good_version_up_and_check_names_it(client, write, services):
    write('en: "What is it about?"', 'en: "What is the matter?"')
    heading(client)
    write("goto: o_abuse", "goto: o_abuze")
    assert heading(client) == "What is the matter?"
    assert services.wizard.shelf.kept == ("other_matters",)
    assert {f.code for f in services.wizard.shelf.findings} == {"L01", "L02"}


def test_a_new_option_can_be_chosen_and_an_old_draft_goes_on(client, write, services):
    """A draft of another version is walked anew: what it still has counts."""
    services.wizard.drafts.give(
        "somebody", services.wizard.get_flow("other_matters"), "reference", "FARO-1"
    )
    client.set_cookie("draft", "somebody")
    write("start: matter", "start: refused_how")  # now matter leads nowhere: not sound
    assert heading(client) == "What is it about?"
    write("id: refused\n", "id: refused  # the same\n")
    page = client.get("/en/contact/other_matters/?matter=refused&refused_how=closed&gone=1")
    assert page.location.endswith("/o_closed?matter=refused&refused_how=closed")
