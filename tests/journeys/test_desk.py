"""A writer in the browser: an article from nothing to readers, renamed, edited by two at once."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, FilePayload, Page, expect

from tests.factories import picture
from tests.journeys.conftest import ROOT, STAFF_PASSWORD, Portal

WRITER = "olga@faro.example"
BODY = """
Un alias lleva a tu buzón lo que llega a otra dirección.

## Pasos

1. Abre el panel.
2. Pulsa **Nuevo alias**.

/// ok | Deberías ver
El alias en la lista.
///
"""


@pytest.fixture(scope="module")
def writer(portal: Portal) -> str:
    """The address of a writer who can sign in."""
    environment = {
        **os.environ,
        "PORTAL_DATA": str(portal.data),
        "PORTAL_ARTICLES": str(portal.articles),
    }
    command = [sys.executable, "-m", "portal", "user", "add", WRITER]
    subprocess.run(
        [*command, "--name", "Olga", "--role", "writer", "--password-stdin"],
        input=f"{STAFF_PASSWORD}\n",
        text=True,
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )
    return WRITER


@pytest.fixture
def desk(browser: Browser, portal: Portal, writer: str) -> Iterator[Page]:
    """A writer who has signed in, with script; a complaint of the browser fails the journey."""
    context = browser.new_context(
        base_url=portal.url, locale="es-ES", viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/desk/")
    page.fill("[name=email]", writer)
    page.fill("[name=password]", STAFF_PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page).to_have_url(f"{portal.url}/desk/")
    yield page
    context.close()
    assert complaints == []


def act(page: Page, action: str) -> None:
    """Press one of the buttons at the end, and wait for the page that says so."""
    page.click(f".acts button[value={action}]")
    expect(page.locator("main [role=status]").first).to_be_visible()


def begin(page: Page) -> None:
    page.goto("/desk/new")
    page.fill("#d-title", "Crear un alias de prueba")
    page.select_option("#d-category", "mail-setup")
    page.select_option("#d-kind", "how")
    page.click("main form button")
    expect(page.locator("h1")).to_have_text("Crear un alias de prueba")


def insert_picture(page: Page) -> None:
    page.click("[data-open=picture-box]")
    shot: FilePayload = {
        "name": "alias nuevo.png",
        "mimeType": "image/png",
        "buffer": picture(80, 40),
    }
    page.set_input_files("#d-picture", files=[shot])
    page.click("#picture-add")
    expect(page.locator("#picture-error")).to_be_visible()  # without words it is not taken
    page.fill("#d-alt", "La ventana del alias nuevo")
    page.click("#picture-add")
    expect(page.locator("#picture-box")).to_be_hidden()


def test_a_writer_creates_reviews_schedules_publishes_and_renames_and_loses_nothing(
    desk: Page, portal: Portal
) -> None:
    begin(desk)
    desk.fill("#d-summary", "Un alias es otra dirección del mismo buzón.")
    desk.fill("#d-keywords", "alias, otra direccion, redirigir")
    desk.fill("#d-body", BODY)
    desk.press("#d-body", "Control+End")
    insert_picture(desk)
    preview = desk.locator("#preview")
    expect(preview.locator("ol.steps li")).to_have_count(2)
    expect(preview.locator("img[alt='La ventana del alias nuevo']")).to_be_visible()
    act(desk, "review")
    expect(desk.locator("header .badge", has_text="En revisión")).to_be_visible()
    desk.fill("#d-at", "2099-01-01T09:00")
    act(desk, "schedule")
    expect(desk.locator(".note", has_text="Se publicará")).to_be_visible()
    desk.goto(f"{portal.url}/es/articles/crear-un-alias-de-prueba")
    expect(desk.locator("h1")).not_to_have_text("Crear un alias de prueba")
    desk.go_back()
    act(desk, "publish")

    article = f"{portal.url}/es/articles/crear-un-alias-de-prueba"
    desk.goto(article)
    expect(desk.locator("h1")).to_have_text("Crear un alias de prueba")
    expect(desk.locator(".prose img")).to_have_js_property("naturalWidth", 80)

    path = "es/mail-setup/crear-un-alias-de-prueba.md"
    desk.goto(f"/desk/edit/{path}")
    desk.click("summary:has-text('dirección')")
    desk.fill("#d-slug", "alias-nuevo")
    act(desk, "publish")
    desk.goto(article)
    expect(desk).to_have_url(f"{portal.url}/es/articles/alias-nuevo")

    conflict(desk, portal.articles / path, path)


def conflict(desk: Page, file: Path, path: str) -> None:
    """Edit the file behind the writer's back: both texts are shown, and both are kept."""
    desk.goto(f"/desk/edit/{path}")
    desk.locator("#d-body").press("Control+End")
    desk.locator("#d-body").type("\n\nEscrito en el navegador.")
    from_git = file.read_text(encoding="utf-8") + "\nEscrito en el disco.\n"
    file.write_text(from_git, encoding="utf-8")
    desk.click(".acts button[value=publish]")
    expect(desk.locator("#conflict")).to_be_visible()
    expect(desk.locator(".diff del", has_text="disco")).to_be_visible()
    assert file.read_text(encoding="utf-8") == from_git
    expect(desk.locator("#d-body")).to_have_value(re.compile("en el navegador"))
    act(desk, "publish")
    assert "Escrito en el navegador." in file.read_text(encoding="utf-8")
    desk.goto(f"/desk/history/{path}")
    expect(desk.locator("ol.links li")).to_have_count(7)
    expect(desk.locator(".diff del", has_text="disco")).to_be_visible()


def test_a_major_edit_marks_both_translations_as_outdated(desk: Page, portal: Portal) -> None:
    for code, words in (("es", "Buzón"), ("en", "Mailbox"), ("cs", "Schránka")):
        file = portal.articles / code / "mail-setup" / "tres-idiomas.md"
        head = f"key: three\ntitle: {words} trilingue\nsummary: {words}."
        file.write_text(f"---\n{head}\n---\n{BODY}", encoding="utf-8")
    path = "es/mail-setup/tres-idiomas.md"
    languages = desk.locator("nav .chips .badge")
    for _attempt in range(50):  # the folder is watched
        desk.goto(f"/desk/edit/{path}")
        if desk.locator("#d-body").count() and not languages.count():
            break
        desk.wait_for_timeout(100)
    desk.fill("#d-body", BODY.replace("Abre el panel", "Abre el panel nuevo"))
    desk.select_option("#d-significance", "major")
    act(desk, "publish")

    desk.goto("/desk/?view=outdated&q=trilingue")
    expect(desk.locator("table .badge.is-warn")).to_have_text(
        [re.compile("^en"), re.compile("^cs")]
    )
    desk.goto("/en/articles/tres-idiomas")
    expect(desk.locator(".note", has_text="older than the original")).to_be_visible()


def test_leaving_asks_and_an_unsaved_text_comes_back(desk: Page) -> None:
    desk.goto("/desk/?q=imap&locale=es")
    desk.locator("th[scope=row] a").first.click()
    path = desk.url
    desk.locator("#d-body").press("Control+End")
    desk.locator("#d-body").type("\n\nA medias.")
    expect(desk.locator("#kept")).not_to_be_empty()
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    desk.on("dialog", leave)
    desk.goto("/desk/")
    assert asked == ["beforeunload"]
    desk.goto(path)
    desk.click("main .note a.btn")
    expect(desk.locator("#d-body")).to_have_value(re.compile("A medias"))
