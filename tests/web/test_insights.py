"""The pages of figures: who sees them, what stands in them, and where they lead."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import g
from flask.testing import FlaskClient

from portal.articles.model import ArticleViewed, Reason, Vote, VoteGiven
from portal.identity.model import Role
from portal.insights.forms.columns import Names
from portal.insights.store import queries
from portal.insights.views.naming import names
from portal.kernel.locale import Locale
from portal.search.model import Searched
from portal.tickets.rules.verdicts import TicketJudged, Verdict, Why
from portal.wizard.events import StepKind, WizardStep
from tests.factories import Portal, form_token, portal_in, send_form, write_articles
from tests.people import add_staff, sign_in_staff

PAGES = ("", "searches", "articles", "flows", "flows?flow=mail", "tickets")
SHOWN = WizardStep(StepKind.IMPRESSION, "mail", "o_client", Locale.EN, ("port-test",))
FILES = (
    "way", "helped", "searched", "searches-top", "searches-empty", "searches-unfollowed",
    "articles", "flows", "nodes", "outcomes", "misplaced", "poor",
)  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_in(tmp_path_factory.mktemp("figures"), locale=Locale.EN) as portal:
        services = portal.services
        write_articles(services.settings.articles)
        services.articles.library.refresh()
        happen(portal)
        yield portal


def happen(portal: Portal) -> None:
    """Let two visitors search in vain, read, ask, vote and write; support says what it thinks."""
    hear, visitors = portal.services.insights.hear_from, ("192.0.2.1 Firefox", "192.0.2.2 Firefox")
    for visitor in visitors:
        hear(visitor, Searched("=cmd verifactu of ana@example.com", Locale.ES, 0))
        hear(visitor, Searched("imap", Locale.EN, 3))
        hear(
            visitor, WizardStep(StepKind.IMPRESSION, "mail", "o_client", Locale.EN, ("port-test",))
        )
    hear(visitors[0], WizardStep(StepKind.CLICK, "mail", "o_client", Locale.EN, ("port-test",)))
    hear(visitors[0], WizardStep(StepKind.SUBMITTED, "mail", "o_ticket", Locale.EN))
    hear(visitors[1], WizardStep(StepKind.SOLVED, "mail", "o_client", Locale.EN, ("port-test",)))
    hear("", ArticleViewed("port-test", Locale.EN))
    votes = [Vote(f"v{n}", "port-test", Locale.EN, useful=n == 0) for n in range(3)]
    why = replace(votes[2], reason=Reason.OUTDATED, comment="my street")
    for vote in (*votes, why):
        hear("", VoteGiven(vote))
    hear("", TicketJudged(Verdict.POOR, Why.VAGUE, "mail", "o_ticket", Locale.EN))
    portal.services.insights.flush()


def sign_in(portal: Portal, role: Role) -> FlaskClient:
    return sign_in_staff(portal, add_staff(portal, role).email)


@pytest.fixture(scope="module")
def writer(house: Portal) -> FlaskClient:
    return sign_in(house, Role.WRITER)


@pytest.fixture(scope="module")
def support(house: Portal) -> FlaskClient:
    return sign_in(house, Role.SUPPORT)


def text_of(client: FlaskClient, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


class TestPages:
    @pytest.mark.parametrize("page", [*PAGES, *(f"{name}.csv?flow=mail" for name in FILES)])
    def test_strangers_sign_in_first_and_support_may_read(self, house, support, page):
        stranger = house.app.test_client().get(f"/desk/insights/{page}")
        assert stranger.status_code == 303
        assert support.get(f"/desk/insights/{page}").status_code == 200

    def test_the_whole_says_what_became_of_those_who_came(self, writer):
        text = text_of(writer, "/desk/insights/")
        assert "Came to ask 2 " in text
        assert "Said: it works 1 50% of those who came" in text
        assert "Read, and a ticket came" in text

    def test_a_drawing_has_a_name_a_description_and_its_table(self, writer):
        page = writer.get("/desk/insights/").text
        drawing = re.search(r"<svg class=\"plot\".*?</svg>", page, re.DOTALL)
        assert drawing is not None
        assert "<title" in drawing[0]
        assert "1 in all" in drawing[0]
        assert "style=" not in drawing[0]
        assert 'href="/desk/insights/helped.csv"' in page

    def test_a_language_and_own_days_narrow_every_figure(self, writer):
        assert "verifactu" in text_of(writer, "/desk/insights/searches?locale=es&days=7")
        assert "verifactu" not in text_of(writer, "/desk/insights/searches?locale=en")
        past = "/desk/insights/?days=own&since=2026-01-01&until=2026-01-31"
        assert "Nobody has come to ask" in text_of(writer, past)

    def test_pages_of_a_flow_stand_with_their_words(self, writer):
        text = text_of(writer, "/desk/insights/flows?flow=mail")
        assert "Ticket" in text
        assert "o_client" not in text

    def test_what_support_says_stands_by_topic(self, writer):
        text = text_of(writer, "/desk/insights/tickets")
        assert "What it is about is not clear" in text
        assert "100%" in text

    def test_an_article_that_failed_shows_why(self, writer):
        text = text_of(writer, "/desk/insights/articles?sort=failed")
        assert "Test the port" in text
        assert "My screen looks different (1)" in text
        assert "street" not in text

    def test_nothing_that_names_somebody_is_kept_or_shown(self, house, writer):
        assert "verifactu of [email address]" in text_of(writer, "/desk/insights/searches")
        with house.services.database.read() as connection:
            assert "ana@" not in str(connection.execute(sa.select(queries)).all())

    @pytest.mark.parametrize("odd", ["days=x", "days=own&since=%00&until=9", "locale=xx&sort=%27"])
    def test_no_address_breaks_a_page(self, writer, odd):
        for page in ("", "articles", "articles.csv"):
            assert writer.get(f"/desk/insights/{page}?{odd}").status_code in {200, 400}
        assert writer.get("/desk/insights/none.csv").status_code == 404


class TestFiles:
    def test_a_file_holds_the_table_and_no_formula(self, writer):
        answer = writer.get("/desk/insights/searches-empty.csv")
        assert answer.mimetype == "text/csv"
        assert "attachment" in answer.headers["Content-Disposition"]
        assert "'=cmd verifactu" in answer.text
        assert "\n=" not in answer.text


class TestCountedOnTheWay:
    def figures(self, house: Portal) -> tuple[int, int]:
        house.services.insights.flush()
        with house.services.database.read() as connection:
            one = queries.c.query == "port window"
            row = connection.execute(sa.select(queries).where(one)).one_or_none()
        return (row.people, row.followed) if row else (0, 0)

    def test_a_hit_that_was_opened_is_counted_to_its_search(self, house):
        came = {"Referer": "http://localhost/en/search?q=Port+window", "User-Agent": "Firefox"}
        client = house.app.test_client()
        client.get("/en/search?q=Port+window", headers={"User-Agent": "Firefox"})
        for objects in (
            {"DNT": "1"},
            {"Sec-GPC": "1"},
            {"Referer": "http://other.example/search?q=x"},
        ):
            client.get("/en/articles/port-test", headers={**came, **objects})
        assert self.figures(house) == (1, 0)
        client.get("/en/articles/port-test", headers=came)
        assert self.figures(house) == (1, 1)


class TestBeginning:
    def test_a_search_in_vain_begins_an_article(self, writer, support):
        page = writer.get("/desk/insights/searches").text
        found = re.search(r'href="(/desk/new\?[^"]+)"', page)
        assert found is not None
        form = writer.get(found[1].replace("&amp;", "&")).text
        assert 'value="=cmd verifactu of"' in form
        assert '<option value="es" selected' in form
        assert "/desk/new" not in support.get("/desk/insights/searches").text

    def test_a_solved_ticket_begins_one_without_whose_it_was(self, house, support):
        ticket = house.enter()
        page = f"/desk/new?ticket={ticket.reference}"
        form = support.get(page).text
        assert "Outlook keeps asking for the password of" in form
        assert not re.search(r"Ana Prieto|ana\d*@|example\.com", form)
        answer = send_form(
            support, page, "/desk/new", title="Outlook asks again", locale="en", kind="fix",
            category="mail-setup", keywords="outlook, password", ticket=ticket.reference,
        )  # fmt: skip
        assert answer.location == f"/staff/tickets/{ticket.reference}?done=article"
        draft = house.services.settings.articles / "en/mail-setup/outlook-asks-again.md"
        text = draft.read_text(encoding="utf-8")
        assert 'keywords: ["outlook", "password"]' in text
        assert "Webmail: works" in text
        assert "status: draft" in text

    def test_support_begins_none_out_of_nothing(self, support, writer):
        assert support.get("/desk/new").status_code == 403
        token = form_token(writer.get("/desk/new").text)
        assert support.post("/desk/new", data={"csrf_token": token}).status_code in {400, 403}


class TestList:
    @pytest.mark.parametrize(
        ("view", "said"),
        [("asked", "questions led here in 90 days"), ("rated", "2 of 3 votes in 90 days")],
    )
    def test_what_readers_do_orders_the_desks_list(self, house, writer, view, said):
        text = text_of(writer, f"/desk/?view={view}")
        assert said in text
        assert "1 article in this list" in text


@pytest.fixture
def called(house: Portal, writer: FlaskClient) -> Iterator[Names]:
    """What flows and their pages are called for `writer`, the only member there is."""
    with house.app.test_request_context("/desk/insights/"):
        g.staff_member = house.services.identity.list_staff()[0]
        yield names()


class TestNames:
    def test_a_fork_is_called_by_the_question_before_it(self, called):
        fork = called.node("mail", "kind_gate")
        assert fork.value == "Fork after “Which service do you have with us?”"
        assert fork.note == "kind_gate"

    def test_a_page_that_is_gone_is_not_called_by_its_id(self, called):
        gone = called.node("mail", "o_long_gone")
        assert (gone.value, gone.note) == ("A page of an earlier version", "o_long_gone")

    def test_nothing_of_our_flows_is_called_by_an_id(self, house, called):
        flows = house.services.wizard.shelf.flows.items()
        said = {str(called.node(key, node).value) for key, flow in flows for node in flow.nodes}
        assert not [name for name in said if "_" in name]
