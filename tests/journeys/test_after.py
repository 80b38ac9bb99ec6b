"""What happens to a ticket after it was sent, seen by everybody who takes part in it.

What a journey is not about (that the ticket was filed, that support answered) is done by the
services, over the very data that the portal serves.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from portal.app import build, create_app
from portal.identity.model import Account, Contact, Permission
from portal.kernel.clock import SystemClock
from portal.kernel.ids import new_token
from portal.kernel.locale import Locale
from portal.settings import Settings
from portal.tickets.model import Act, Ticket
from tests import factories
from tests.factories import new_ticket
from tests.journeys.conftest import STAFF_EMAIL, STAFF_PASSWORD, Portal
from tests.people import keep_accounts

_NETWORK = "192.0.2.77"
_OWNER, _CLERK = "olga@ferreteria.example", "blanca@ferreteria.example"
_SHOP = Account(
    "20731",
    "Web M",
    ("website", "mail"),
    ("ferreteria.example",),
    (
        Contact(_OWNER, "Olga Prieto", frozenset({Permission.APPROVE})),
        Contact(_CLERK, "Blanca Ruiz", frozenset({Permission.BILLING})),
    ),
)
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def house(portal: Portal) -> Iterator[factories.Portal]:
    """The services over what is served."""
    settings = Settings(
        data=portal.data,
        articles=portal.articles,
        index=portal.data.parent / "index",
        public_url=portal.url,
    )
    clock = SystemClock()
    services = build(settings, clock)
    yield factories.Portal(services, create_app(settings, services), clock)  # type: ignore[arg-type]  # it goes on by itself
    services.database.close()


@pytest.fixture
def visit(browser: Browser, portal: Portal) -> Iterator[Visit]:
    """Open a browser of its own for each person; a console error fails the journey."""
    with ExitStack() as stack:
        complaints: list[str] = []
        yield lambda secret="": stack.enter_context(_visiting(browser, portal, secret, complaints))
    assert not [c for c in complaints if "403" not in c], complaints


@contextmanager
def _visiting(
    browser: Browser, portal: Portal, secret: str, complaints: list[str]
) -> Iterator[Page]:
    context = browser.new_context(
        base_url=portal.url, locale="es-ES", viewport={"width": 1280, "height": 900}
    )
    if secret:
        context.add_cookies([{"name": "tickets", "value": secret, "url": portal.url}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()


def submit(house: factories.Portal, email: str, domain: str, product: str = "mail") -> Ticket:
    """Return a ticket about `domain` that waits for its address to be confirmed."""
    intake = replace(new_ticket(email=email).intake, domain=domain)
    return house.submit(
        (), _NETWORK, locale=Locale.ES, intake=intake, product=product, flow=product
    )


def enter(house: factories.Portal, portal: Portal, ticket: Ticket) -> str:
    """Confirm `ticket` by its mail, and return the secret of the browser that may see it."""
    link = portal.wait_for_link(ticket.intake.person.email, "/tickets/confirm/")
    secret = new_token()
    with house.app.test_request_context("/"):
        house.services.intake.confirm(urlsplit(link).path.rpartition("/")[2], secret)
    return secret


def sign_in_as_staff(page: Page) -> None:
    page.goto("/staff/")
    page.fill("input[name=email]", STAFF_EMAIL)
    page.fill("input[name=password]", STAFF_PASSWORD)
    page.press("input[name=password]", "Enter")
    expect(page).to_have_url(re.compile("/staff/$"))


def press(where: Page | Locator, name: str) -> None:
    where.get_by_role("button", name=name, exact=True).click()


def test_r16_an_authorised_contact_approves_by_the_mailed_link_and_both_see_it(
    portal: Portal, house: factories.Portal, visit: Visit
) -> None:
    keep_accounts(house, _SHOP)
    ticket = submit(house, _CLERK, "ferreteria.example")
    clerk, owner = visit(), visit()
    clerk.goto(portal.wait_for_link(_CLERK, "/tickets/confirm/"))
    clerk.locator("main form button").first.click()
    expect(clerk.locator("main")).to_contain_text("Tiene que aprobarlo un contacto autorizado")

    owner.goto(portal.wait_for_link(_OWNER, "/approvals/"))
    expect(owner.locator("main")).to_contain_text(ticket.subject)
    owner.get_by_text("Lo apruebo").click()
    press(owner, "Enviar la decisión")
    expect(owner.locator("h1")).to_contain_text(ticket.reference)

    clerk.reload()
    expect(clerk.get_by_text("Tiene que aprobarlo un contacto autorizado")).to_have_count(0)
    expect(clerk.locator("main")).to_contain_text("Olga Prieto")
    sign_in_by_mail(owner, portal, _OWNER)
    owner.goto(f"/es/tickets/{ticket.reference}")
    expect(owner.locator("h1")).to_have_text(ticket.subject)


def sign_in_by_mail(page: Page, portal: Portal, email: str) -> None:
    page.goto("/es/sign-in/")
    page.locator("main input[name=email]").fill(email)
    page.locator("main input[name=email]").press("Enter")
    page.goto(portal.wait_for_link(email, "/sign-in/"))
    page.locator("main form button").first.click()
    expect(page).not_to_have_url(re.compile("/sign-in/."))


def test_r24_what_was_not_solved_after_all_is_reopened_with_a_reason(
    portal: Portal, house: factories.Portal, visit: Visit
) -> None:
    ticket = submit(house, "rita@example.net", "panaderia.example")
    secret = enter(house, portal, ticket)
    with house.app.test_request_context("/"):
        house.services.desk.answer(ticket.reference, Act.SOLVE, "Era la contraseña.", "Lucía")
    page, desk = visit(secret), visit()
    page.goto(f"/es/tickets/{ticket.reference}")
    page.get_by_role("link", name="No, sigue fallando").click()
    page.get_by_text("Funcionó y ha vuelto a fallar").click()
    page.fill("#message", "Desde las doce pide otra vez la contraseña")
    press(page, "Reabrir")
    expect(page.locator("main")).to_contain_text("Desde las doce pide otra vez la contraseña")
    expect(page.get_by_role("button", name="Reabrir", exact=True)).to_have_count(0)

    sign_in_as_staff(desk)
    desk.locator("table tbody tr", has_text=ticket.reference).get_by_role("link").first.click()
    expect(desk.locator("main")).to_contain_text("Desde las doce pide otra vez la contraseña")


def test_r25_a_notice_takes_in_five_similar_tickets_and_their_customers_read_it(
    portal: Portal, house: factories.Portal, visit: Visit
) -> None:
    names = [f"cliente{number}" for number in range(5)]
    tickets = [submit(house, f"{n}@example.net", f"{n}.example", product="domain") for n in names]
    secrets = [enter(house, portal, ticket) for ticket in tickets]
    desk = visit()
    sign_in_as_staff(desk)
    flag = desk.locator("section.note", has_text="Posible fallo general: 5 tickets")
    for ticket in tickets:
        expect(flag).to_contain_text(ticket.reference)
    press(flag, "Publicar un aviso que los reúna")
    press(desk, "Publicar ahora")
    for ticket in tickets:
        expect(desk.locator("#tickets")).to_contain_text(ticket.reference)

    for ticket, secret in zip(tickets[:2], secrets, strict=False):
        page = visit(secret)
        page.goto(f"/es/tickets/{ticket.reference}")
        expect(page.locator("main")).to_contain_text("Otros también lo tienen")
    assert portal.wait_for_link(f"{names[4]}@example.net", "/notices/")
    close_notice(desk)
    page = visit(secrets[0])
    page.goto(f"/es/tickets/{tickets[0].reference}")
    expect(page.locator("main")).to_contain_text("El fallo del que forma parte")
    desk.goto("/staff/")
    expect(flag).to_have_count(0)


def close_notice(desk: Page) -> None:
    """Say on the notice's page that it is over, without a mail."""
    desk.locator("input[name=progress][value=resolved]").check()
    desk.fill("#update-es", "Los registros del dominio vuelven a responder.")
    desk.click("button[name=then][value=quiet]")
    expect(desk.locator("main [role=status]").first).to_be_visible()


def test_r15_a_suspended_contact_reads_why_until_when_and_how_to_object(
    portal: Portal, house: factories.Portal, visit: Visit
) -> None:
    ticket = submit(house, "bruno@example.net", "taller.example")
    secret = enter(house, portal, ticket)
    desk, page = visit(), visit(secret)
    sign_in_as_staff(desk)
    desk.goto(f"/staff/tickets/{ticket.reference}")
    form = desk.locator("form[action$='/suspend']")
    form.locator("xpath=ancestor::details").locator("summary").click()
    form.locator("[name=suspend-reason]").fill("Insultos repetidos el lunes")
    form.locator("[name=until]").fill((house.clock.now() + timedelta(days=30)).date().isoformat())
    form.locator("button").click()
    expect(desk.locator("main")).to_contain_text("bruno@example.net")

    page.goto(f"/es/tickets/{ticket.reference}")
    expect(page.locator("h1")).to_have_text(ticket.subject)
    page.fill("#message", "Escuchadme, por favor")
    press(page, "Enviar")
    expect(page.locator("h1")).to_contain_text("No puedes abrir tickets hasta el")
    expect(page.locator("main")).to_contain_text("Insultos repetidos el lunes")
    expect(page.locator("#typed")).to_have_value("Escuchadme, por favor")
    expect(page.get_by_role("link", name="Escribir la reclamación")).to_be_visible()
