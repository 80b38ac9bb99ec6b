"""Each flow on the screen of a phone, without script, with nothing but the keyboard."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import Portal

_WIDTH, _HEIGHT = 390, 844
_MOST_TABS = 60
_MOST_PAGES = 14
_HERE = "document.activeElement"
_SHOWN = """() => {
  const here = document.activeElement;
  const looks = [here, here.closest('label')].filter(Boolean).map((one) => getComputedStyle(one));
  const box = here.getBoundingClientRect();
  const inside = box.left >= -1 && box.right <= innerWidth + 1;
  return inside && looks.some((one) => one.outlineStyle !== 'none' || one.boxShadow !== 'none');
}"""

WALKS = {
    "mail": "symptom=cannot_send service_kind=hosting webmail=works program=outlook_classic",
    "bounce": "service_kind=hosting error_code=skip bounce_says=address",
    "website": "shows=browser_error service_kind=hosting others=all domain=taller.example"
    " browser_says=timeout other_net=fails usable=unusable kept_where=unknown",
    "site_error": "page_error=denied service_kind=hosting denied_where=whole",
    "request": "need=topics topic=mail service_kind=hosting mail_what=mailbox",
    "billing": "bill_what=suspended why_suspended=payment",
    "access": "access_what=door door_says=locked",
    "other_matters": "matter=refused refused_how=closed",
}


@pytest.fixture(scope="module")
def phone(browser: Browser, portal: Portal) -> Iterator[Page]:
    context = browser.new_context(
        base_url=portal.url,
        locale="es-ES",
        java_script_enabled=False,
        viewport={"width": _WIDTH, "height": _HEIGHT},
        has_touch=True,
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what `selector` names has the focus, and see that it shows."""
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"{_HERE}.matches({selector!r})"):
            assert page.evaluate(_SHOWN), f"{page.url}: the focus on {selector} cannot be seen"
            return
    raise AssertionError(f"{page.url}: {selector} cannot be reached with Tab")


def press(page: Page, selector: str) -> None:
    """Press what `selector` names, with Enter, and wait for the next page."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, value: str) -> None:
    tab_to(page, "main input[type=radio]")
    page.keyboard.press("Space")
    for _ in range(12):
        if page.evaluate(f"{_HERE}.value") == value:
            break
        page.keyboard.press("ArrowDown")
    assert page.evaluate(f"{_HERE}.checked && {_HERE}.value") == value
    press(page, "main form button.btn-l")


def type_in(page: Page, words: str) -> None:
    tab_to(page, "main #answer")
    page.keyboard.type(words)
    press(page, "main form button.btn-l")


def answer(page: Page, words: str) -> None:
    """Answer the page as `words` say."""
    if words == "skip":
        press(page, "main button[name=skip]")
    elif words == "topics":
        press(page, "main button[name=need]")
    elif page.locator("main input[type=radio]").count():
        choose(page, words)
    else:
        type_in(page, words)


def fits(page: Page) -> None:
    """See that nothing has to be scrolled sideways, and that the page says what it is."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= _WIDTH, f"{page.url} is {wide} wide"
    assert page.locator("h1").count() == 1


def node_of(page: Page) -> str:
    return urlsplit(page.url).path.rpartition("/")[2]


@pytest.mark.parametrize("flow", WALKS)
def test_a_flow_is_walked_on_a_phone_with_the_keyboard_alone(phone: Page, flow: str) -> None:
    told = dict(pair.partition("=")[::2] for pair in WALKS[flow].split())
    phone.goto(f"/es/contact/{flow}/")
    for _ in range(_MOST_PAGES):
        fits(phone)
        here = node_of(phone)
        if here not in told:
            break
        answer(phone, told.pop(here))
    assert told == {}, phone.url
    finish(phone)


def finish(page: Page) -> None:
    """End it: open the ticket, or say that it helped; look at the way to a person before."""
    if page.locator("main form[action*='ticket/start']").count():
        press(page, "main form[action*='ticket/start'] button")
        fits(page)
        assert re.search(r"/ticket\b|/about|/duplicates", page.url)
        return
    press(page, "main a[href*='/talk']")
    fits(page)
    press(page, "main a.back")
    press(page, "main button[value=solved]")
    fits(page)
    assert page.url.endswith("/solved")
