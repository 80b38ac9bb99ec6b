"""Customers who file tickets one after the other, and confirm those whose mail has come."""

import re
import threading

from tests.crash.browser import Browser, Surprise, token_in
from tests.crash.intentions import NAME, Intention, Ledger, intend
from tests.crash.postbox import Postbox

_PATH = (
    "shows=browser_error&service_kind=hosting&others=all&browser_says=timeout"
    "&other_net=fails&usable=unusable&kept_where=unknown"
)
_ABOUT = {"all": "1", "name": NAME, "relation": "holder", "operator": "nobody", "consent": "look"}


def file_ticket(base: str, ledger: Ledger, about: Intention) -> str:
    """Walk the website flow to the end and return the reference. Raises Surprise."""
    browser, flow = Browser(ledger), f"{base}/en/contact/website"
    ask = f"{flow}/domain?shows=browser_error&service_kind=hosting&others=all"
    browser.post(ask, token_in(browser.get(ask)), value=about.domain)
    browser.post(f"{flow}/ticket/start?{_PATH}", token_in(browser.get(f"{flow}/?{_PATH}")))
    who = f"{flow}/about?{_PATH}"
    browser.post(who, token_in(browser.get(who)), **_ABOUT)
    form = f"{flow}/ticket?{_PATH}"
    browser.post_files(form, token_in(browser.get(form)), about)
    check = f"{flow}/check?{_PATH}"
    page = browser.get(check)
    found = re.search(r'name="submission" value="([^"]+)"', page)
    if not found:
        raise Surprise("the form was not taken")
    _, url = browser.post(check, token_in(page), submission=found[1])
    reference = url.rpartition("/")[2].partition("?")[0]
    if not reference.startswith("FARO-"):
        raise Surprise(f"sent, and led to {url}")
    return reference


def confirm(ledger: Ledger, link: str, reference: str) -> None:
    """Open the mailed link and press its button. Raises Surprise."""
    browser = Browser(ledger)
    _, url = browser.post(link, token_in(browser.get(link)))
    if f"/tickets/{reference}" not in url:
        raise Surprise(f"{reference}: confirmed, and led to {url}")


def work(base: str, ledger: Ledger, postbox: Postbox, stop: threading.Event) -> None:
    """File ticket after ticket, and confirm those whose mail has come, until told to stop."""
    waiting: dict[str, str] = {}
    while not stop.is_set():
        about = intend()
        ledger.intended[about.email] = about
        try:
            waiting[about.email] = file_ticket(base, ledger, about)
            ledger.acknowledged[about.email] = waiting[about.email]
            for email, link in [(e, postbox.links[e]) for e in waiting if e in postbox.links]:
                reference = waiting.pop(email)
                confirm(ledger, link, reference)
                ledger.confirmed.add(reference)
        except Surprise as surprise:
            ledger.surprises.append(str(surprise))
