"""Every link that we mail is for one purpose: on the page of any other it opens nothing."""

import re
from collections.abc import Iterator

import pytest

from portal.kernel.locale import Locale
from portal.notices.model import Facts, Kind
from portal.notices.service import Draft
from tests.factories import NETWORK, Portal, form_token, portal_in, send_form
from tests.people import OUTSIDER, keep_accounts

PAGES = (
    "tickets/confirm",
    "tickets/open",
    "tickets/data/open",
    "sign-in",
    "approvals",
    "notices/confirm",
    "notices/stop",
)
"""Where mailed links lead; the guard below sees to it that none is missing."""


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_in(tmp_path_factory.mktemp("links")) as made:
        keep_accounts(made)
        yield made


@pytest.fixture(scope="module")
def tokens(portal: Portal) -> dict[str, str]:
    """One link of each purpose, unused, by its page."""
    client = portal.app.test_client()
    portal.enter(email=OUTSIDER)
    portal.clock.advance(seconds=1)
    portal.submit()  # the newest link to confirm with is one that nobody used
    send_form(client, "/en/sign-in/", email="ana@example.net")
    send_form(client, "/en/tickets/data", "/en/tickets/data/link", email="bob@example.net")
    _follow(portal)
    found = {
        page: token
        for mail in portal.sent()
        for page, token in re.findall(r"/en/([a-z/-]+)/([\w-]{43})\b", mail.text)
    }
    assert set(found) <= set(PAGES)
    return found


def _follow(portal: Portal) -> None:
    notices, words = portal.services.notices, {Locale.EN: "Mail waits"}
    facts = Facts(Kind.INCIDENT, words, words, since=portal.clock.now(), products=("mail",))
    with portal.app.test_request_context("/"):
        draft = notices.desk.create(Draft(facts), "Lucía")
        published = notices.desk.publish(draft.key, "Lucía")
        notices.following.ask(published, "eva@example.net", Locale.EN, NETWORK)


def test_there_is_a_link_of_every_purpose_that_is_mailed_at_once(tokens):
    """The link that stops following comes with the first update."""
    assert set(tokens) == set(PAGES) - {"notices/stop"}


def test_every_page_that_takes_a_token_is_tried(portal):
    rules = {str(rule) for rule in portal.app.url_map.iter_rules() if "token" in rule.arguments}
    assert rules == {f"/<locale:locale>/{page}/<token>" for page in PAGES}


@pytest.mark.parametrize("page", PAGES)
def test_a_link_of_another_purpose_opens_nothing(portal, tokens, page):
    client = portal.app.test_client()
    csrf = form_token(client.get("/en/sign-in/").text)
    for other, token in tokens.items():
        if other == page:
            continue
        address = f"/en/{page}/{token}"
        sent = {"csrf_token": csrf, "decision": "approve"}
        assert client.get(address).status_code in {404, 410}, other
        assert client.post(address, data=sent).status_code in {404, 405, 410}, other


@pytest.mark.parametrize("page", [page for page in PAGES if page != "notices/stop"])
def test_after_all_that_each_still_opens_what_it_is_for(portal, tokens, page):
    answer = portal.app.test_client().get(f"/en/{page}/{tokens[page]}")
    assert answer.status_code in {200, 303}
