"""The wizard: solved without a ticket, and a ticket from the first question to the answer."""

import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import STAFF_EMAIL, STAFF_PASSWORD, Portal

_PASTE = """async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 });
  const pen = canvas.getContext('2d');
  pen.fillStyle = 'teal';
  pen.fillRect(0, 0, 320, 200);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
  const data = new DataTransfer();
  data.items.add(new File([blob], 'image.png', { type: 'image/png' }));
  document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
}"""


def answer(page: Page, *values: str) -> None:
    """Choose an answer on each of the next pages."""
    for value in values:
        page.locator(f"input[type=radio][value='{value}']").check()
        page.get_by_role("button", name="Continuar").click()


def test_webmail_works_and_outlook_fails_ends_at_an_article_without_a_ticket(page: Page) -> None:
    page.goto("/es/contact/")
    page.get_by_role("link", name="El correo no funciona").click()
    answer(page, "cannot_send", "hosting", "works", "outlook_classic")
    expect(page.locator("h1")).to_contain_text("Outlook")
    expect(page.locator(".chain .bad")).to_contain_text("Tu programa")
    assert page.locator("form[action*='ticket']").count() == 0
    page.locator("button[value=solved]").click()
    expect(page).to_have_url(re.compile("/solved$"))


def test_a_dead_site_becomes_a_ticket_that_support_answers(
    page: Page, portal: Portal, browser: Browser, has_script: bool, tmp_path: Path
) -> None:
    email = f"ana-{'js' if has_script else 'plain'}@example.com"
    page.goto("/es/contact/website/")
    answer(page, "browser_error", "hosting", "all")
    page.get_by_role("textbox").last.fill("talleresprieto.example")
    page.get_by_role("button", name="Continuar").click()
    answer(page, "timeout", "fails", "unusable", "unknown")
    expect(page.get_by_text("Prioridad alta")).to_be_visible()
    page.locator("form[action*='ticket/start'] button").click()
    page.locator("#name").fill("Ana Prieto")
    page.locator("#relation-1").check()
    page.locator("#operator-1").check()
    page.locator("#consent-1").check()
    page.locator("main form button.btn-l").click()

    page.locator("#step-1").fill("Abro Chrome y escribo https://talleresprieto.example")
    page.locator("#step-2").fill("Pulso Intro y espero un minuto")
    page.locator("#observed").fill("Chrome muestra ERR_CONNECTION_TIMED_OUT")
    page.locator("#expected").fill("Se abre la página de inicio del taller")
    page.locator("#email").fill(email)
    attach_screenshot(page, tmp_path, has_script=has_script)
    page.locator("button.btn-l[value=check]").click()
    expect(page).to_have_url(re.compile("/check"))
    expect(page.locator("article.ticket")).to_contain_text(".png")
    page.get_by_role("button", name="Enviar el ticket").click()
    reference = page.locator(".ref").inner_text().split()[0]

    # the first mail holds nothing the sender wrote; only the link brings the ticket to support
    link = portal.wait_for_link(email, "/tickets/confirm/")
    first = portal.mails_to(email)[0].get_content()
    assert "talleresprieto" not in first
    assert "Ana" not in first
    page.goto(link)
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile(f"/es/tickets/{reference}"))

    support_answers(browser, portal, reference)
    page.reload()
    expect(page.locator("main")).to_contain_text("el servidor vuelve a responder")
    assert portal.wait_for_link(email, "/tickets/open/")


def attach_screenshot(page: Page, folder: Path, *, has_script: bool) -> None:
    """Paste a screenshot; without script, choose a file."""
    if has_script:
        page.locator("#observed").focus()
        page.evaluate(_PASTE)
        expect(page.locator(".files .file")).to_have_count(1)
        return
    shot = folder / "captura.png"
    Image.new("RGB", (320, 200), "teal").save(shot)
    page.locator("#files").set_input_files(shot)


def support_answers(browser: Browser, portal: Portal, reference: str) -> None:
    """Sign in as support, find the ticket first in the queue, see the picture, answer."""
    context = browser.new_context(base_url=portal.url, locale="es-ES")
    desk = context.new_page()
    desk.goto("/staff/")
    desk.locator("input[name=email]").fill(STAFF_EMAIL)
    desk.locator("input[name=password]").fill(STAFF_PASSWORD)
    desk.locator("main form button").first.click()
    rows = desk.locator("table tbody tr")
    high = [t for t in rows.all_inner_texts() if "Alta" in t or "alta" in t]
    assert any(reference in text for text in high), rows.all_inner_texts()
    desk.locator("table tbody tr", has_text=reference).get_by_role("link").first.click()
    expect(desk.locator("main")).to_contain_text("talleresprieto.example")
    expect(desk.locator("main")).to_contain_text(".png")
    desk.locator("textarea[name=text]").fill("Hola, Ana: el servidor vuelve a responder.")
    desk.locator("textarea[name=text]").locator("xpath=ancestor::form").locator(
        "button:not(.btn-2)"
    ).first.click()
    expect(desk.locator("main")).to_contain_text("el servidor vuelve a responder")
    context.close()
