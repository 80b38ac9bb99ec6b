"""A writer with an editor: a file saved in the folder is found within two seconds."""

import time

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Portal


def test_a_file_dropped_into_the_folder_is_found_by_search(
    page: Page, portal: Portal, has_script: bool
) -> None:
    word = "quokkamatic" if has_script else "wombatronic"
    path = portal.articles / "es" / "account" / f"guia-{word}.md"
    path.write_text(
        f"---\ntitle: Conectar el {word} a tu cuenta\nsummary: Cómo conectar el aparato.\n---\n"
        f"## Pasos\n\n1. Abre el {word}.\n2. Pulsa **Conectar**.\n",
        encoding="utf-8",
    )
    try:
        until = time.monotonic() + 2
        found = False
        while time.monotonic() < until and not found:
            page.goto(f"/es/search?q={word}")
            found = page.locator("article.hit h3 a").count() > 0
        assert found, "not found within two seconds"
        page.locator("article.hit h3 a").first.click()
        expect(page.locator("h1")).to_have_text(f"Conectar el {word} a tu cuenta")
    finally:
        path.unlink()
