"""The served portal and a real browser, with and without script."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.surroundings import find_chromium

ROOT = Path(__file__).parents[2]
STAFF_EMAIL, STAFF_PASSWORD = "lucia@faro.example", "una barca azul frente al faro"
_START_SECONDS = 60
_FLAGS = ["--no-sandbox", "--disable-gpu"]
_ONE_RENDERER = [
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
]  # for all visitors


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.chromium)
            item.add_marker(pytest.mark.slow)


@dataclass(frozen=True)
class Portal:
    """A running portal: its address and its folders."""

    url: str
    data: Path
    articles: Path

    def mails_to(self, address: str) -> list[EmailMessage]:
        """Return the mails to `address`, oldest first."""
        found = []
        for path in sorted((self.data / "mail").glob("*.eml")):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            if mail["To"] == address:
                found.append(mail)
        return found

    def wait_for_link(self, address: str, part: str, seconds: float = 15) -> str:
        """Return the newest link with `part` in it that was mailed to `address`."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for mail in reversed(self.mails_to(address)):
                link = re.search(rf"https?://\S*{part}\S*", mail.get_content())
                if link:
                    return link[0]
            time.sleep(0.1)
        raise AssertionError(f"no mail to {address} has a link with {part}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Serve the portal as `make serve` does, over a copy of the articles."""
    folder = tmp_path_factory.mktemp("journeys")
    articles = folder / "articles"
    shutil.copytree(ROOT / "articles", articles)
    port = _free_port()
    running = Portal(f"http://127.0.0.1:{port}", folder / "data", articles)
    environment = {
        **os.environ,
        "PORT": str(port),
        "PORTAL_DATA": str(running.data),
        "PORTAL_ARTICLES": str(articles),
        "PORTAL_INDEX": str(folder / "index"),
        "PORTAL_WORKERS": "1",
    }
    subprocess.run(
        [
            sys.executable,
            "-m",
            "portal",
            "user",
            "add",
            STAFF_EMAIL,
            "--name",
            "Lucía",
            "--role",
            "support",
            "--password-stdin",
        ],
        input=f"{STAFF_PASSWORD}\n",
        text=True,
        check=True,
        cwd=ROOT,
        env=environment,
        capture_output=True,
    )
    log = (folder / "serve.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "portal", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=log,
    )
    try:
        _wait_until_ready(running, server, folder / "serve.log")
        yield running
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        log.close()


def _wait_until_ready(portal: Portal, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{portal.url}/readyz", timeout=2):
                _wait_for_worker(portal, until)
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the portal did not start:\n{log.read_text()}")


def _wait_for_worker(portal: Portal, until: float) -> None:
    """Wait until the worker has made the first index and follows the folder of articles."""
    probe = portal.articles / "es" / "account" / "erster-blick.md"
    probe.write_text("---\ntitle: Xylofonista\n---\nText.\n", encoding="utf-8")
    for is_found in (True, False):
        while time.monotonic() < until and _finds(portal.url, "xylofonista") != is_found:
            time.sleep(0.2)
        probe.unlink(missing_ok=True)


def _finds(url: str, word: str) -> bool:
    with urllib.request.urlopen(f"{url}/api/v1/search?q={word}&locale=es") as answer:
        return bool(json.load(answer)["hits"])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=[*_FLAGS, *_ONE_RENDERER],
        )
        yield opened
        opened.close()


@pytest.fixture(params=["script", "no-script"])
def has_script(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs scripts: every journey works both ways."""
    return bool(request.param == "script")


@pytest.fixture
def page(browser: Browser, portal: Portal, has_script: bool) -> Iterator[Page]:
    """A fresh visitor who speaks Spanish; a console error fails the journey."""
    context = browser.new_context(
        base_url=portal.url,
        locale="es-ES",
        java_script_enabled=has_script,
        viewport={"width": 1280, "height": 900},
    )
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    complaints: list[str] = []
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert not [c for c in complaints if "422" not in c], complaints
