"""A customer searches, reads and votes."""

import re

from playwright.sync_api import Page, expect


def test_a_customer_searches_in_own_words_opens_the_article_and_votes(page: Page) -> None:
    page.goto("/es/")
    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first.fill(
        "no puedo enviar correo outlook"
    )
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/es/search\?q=no"))
    hits = page.locator("article.hit h3 a")
    titles = hits.all_inner_texts()[:3]
    assert any("Outlook" in title for title in titles), titles
    hits.filter(has_text="Outlook no funciona").first.click()
    expect(page.locator("h1")).to_contain_text("Outlook no funciona y el webmail sí")
    page.locator("button[name=vote][value=no]").click()
    expect(page.locator("h1")).to_be_visible()
    page.locator("input[name=reason][value=unclear]").check()
    page.locator("form[action$='/vote/reason'] button").click()
    expect(page).to_have_url(re.compile("done"))
    expect(page.locator("h1")).to_have_text("Gracias")


def test_suggestions_appear_while_typing_and_open_with_the_keyboard(
    page: Page, has_script: bool
) -> None:
    page.goto("/es/")
    box = page.locator("input[type=search]").first
    box.click()
    if not has_script:
        expect(box).not_to_have_role("combobox")
        return
    expect(box).to_have_attribute("role", "combobox")
    box.press_sequentially("buzon lle", delay=20)
    expect(page.get_by_role("option").first).to_contain_text("Buzón lleno")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Buzón lleno")
