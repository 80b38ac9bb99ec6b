"""What every kind of page owes to eyes and hands: checked by axe, on narrow phones, by keyboard."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Portal

_QUESTION = "/es/contact/mail/symptom"
_ANSWERS = "shows=suspended&service_kind=hosting&o_suspended=unsolved"

_SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  const wide = [...document.querySelectorAll('body *')].filter((one) =>
    one.getBoundingClientRect().right > width + 1 && !one.closest('pre, .tablist, .vh, svg'));
  const more = document.documentElement.scrollWidth - width;
  return [more, wide.map((one) => one.outerHTML.slice(0, 120))];
}"""
"""How far the page scrolls sideways, and what stands out of it."""


@pytest.fixture
def phone(browser: Browser, portal: Portal) -> Iterator[Page]:
    """A fresh visitor on a phone."""
    context = browser.new_context(
        base_url=portal.url, locale="es-ES", viewport={"width": 390, "height": 844}
    )
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    yield opened
    context.close()


def ticket_form(page: Page) -> None:
    """Walk to a ticket's form, and send it before it is filled."""
    page.goto(f"/es/contact/website/domain_billing?{_ANSWERS}")
    page.locator("#answer").fill("una-empresa-de-nombre-bastante-largo.example")
    page.get_by_role("button", name="Continuar").click()
    page.locator("form[action*='ticket/start'] button").click()
    page.locator("#name").fill("Ana Prieto")
    page.locator("#relation-1").check()
    page.locator("#operator-1").check()
    page.locator("main form button.btn-l").click()
    page.locator("#email").fill("")
    page.locator("button.btn-l[value=check]").click()
    expect(page.locator(".error-summary")).to_be_visible()


def question_without_answer(page: Page) -> None:
    """Go on from a question without an answer."""
    page.goto(_QUESTION)
    page.get_by_role("button", name="Continuar").click()
    expect(page.locator(".error-summary")).to_be_visible()


def vote_with_reason(page: Page) -> None:
    """Say that an article did not help."""
    page.goto("/es/articles/instalar-un-certificado-propio")
    page.locator("button[name=vote][value=no]").click()


PAGES: dict[str, str | Callable[[Page], None]] = {
    "home": "/cs/",
    "category": "/es/categories/configurar-correo",
    "article with tabs and tables": "/en/articles/set-up-thunderbird",
    "article with code and call-outs": "/es/articles/instalar-un-certificado-propio",
    "vote": vote_with_reason,
    "results": "/es/search?q=outlook",
    "nothing found": "/en/search?q=https://a-very-long-name.example/" + "a" * 140,
    "scope": "/cs/scope?q=z%C3%A1loha",
    "topics and channels": "/es/contact/",
    "question": question_without_answer,
    "outcome": "/es/contact/mail/o_domain_only?symptom=cannot_send&service_kind=domain_only",
    "ticket form": ticket_form,
    "tickets": "/cs/tickets/",
    "lost page": "/es/no-existe",
    "staff": "/staff/sign-in",
}


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_is_sound_for_axe_and_fits_a_narrow_phone(phone: Page, kind: str) -> None:
    way = PAGES[kind]
    if isinstance(way, str):
        phone.goto(way)
    else:
        way(phone)
    found = Axe().run(phone, options={"resultTypes": ["violations"]}).response["violations"]
    grave = [v for v in found if v["impact"] in {"serious", "critical"}]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in grave] == []
    phone.set_viewport_size({"width": 320, "height": 640})
    assert phone.evaluate(_SIDEWAYS) == [0, []]
    assert phone.locator("h1").count() == 1


def test_dark_pages_keep_their_contrast(phone: Page) -> None:
    phone.emulate_media(color_scheme="dark")
    phone.goto("/es/contact/mail/o_domain_only?symptom=cannot_send&service_kind=domain_only")
    found = Axe().run(phone, options={"runOnly": ["color-contrast"]}).response["violations"]
    assert [n["target"] for v in found for n in v["nodes"]] == []


def focused(page: Page) -> str:
    """Return what has the focus: its id, else its text."""
    words: str = page.evaluate(
        "document.activeElement.id || document.activeElement.textContent.trim()"
    )
    return words


def test_a_question_is_answered_by_keyboard_alone(phone: Page) -> None:
    phone.goto(_QUESTION)
    phone.keyboard.press("Tab")
    assert focused(phone) == "Saltar al contenido"
    phone.keyboard.press("Enter")
    assert focused(phone) == "main"
    phone.keyboard.press("Tab")
    assert focused(phone) == "Atrás"
    phone.keyboard.press("Tab")
    phone.keyboard.press("Space")
    assert phone.locator("#answer-1").is_checked()
    phone.keyboard.press("Tab")
    assert focused(phone) == "Continuar"
    phone.keyboard.press("Enter")
    expect(phone).to_have_url(re.compile(r"service_kind\?symptom=cannot_send$"))


def test_what_needs_another_look_gets_the_focus_and_leads_to_the_field(phone: Page) -> None:
    question_without_answer(phone)
    expect(phone.locator(".error-summary")).to_be_focused()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.locator("#answer-1")).to_be_focused()


def test_tabs_turn_by_arrow_keys(phone: Page) -> None:
    phone.goto("/en/articles/set-up-thunderbird")
    tabs = phone.get_by_role("tab")
    tabs.first.focus()
    phone.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    expect(phone.get_by_role("tabpanel")).to_have_count(1)


def test_a_menu_closes_by_escape_and_gives_the_focus_back(phone: Page) -> None:
    phone.goto("/es/scope")
    menu = phone.locator("details.lang")
    menu.locator("summary").focus()
    phone.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="English")).to_be_visible()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Escape")
    expect(menu.locator("summary")).to_be_focused()
    expect(menu.get_by_role("link", name="English")).to_be_hidden()
