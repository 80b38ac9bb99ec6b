"""A walk through the wizard: a website that does not open for anybody, up to the ticket's form."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import send_form

SITE = "/en/contact/website"
_SEEN = "shows=browser_error&service_kind=hosting&others=all"

FORM: dict[str, Any] = {
    "subject": "shop.example does not open: ERR_CONNECTION_TIMED_OUT",
    "step": ["I open Chrome and write https://shop.example", "I press Enter"],
    "expected": "The home page of the shop",
    "observed": "Chrome shows ERR_CONNECTION_TIMED_OUT after a minute",
    "email": "ana@example.com",
}
"""The ticket's form, filled in."""


def dead_site(other_net: str = "fails", kept_where: str = "unknown") -> str:
    """Return the answers that lead to a ticket, as they stand in an address."""
    return (
        f"{_SEEN}&browser_says=timeout&other_net={other_net}&usable=unusable"
        f"&kept_where={kept_where}"
    )


DEAD_SITE = dead_site()


def begin_ticket(
    client: FlaskClient, way: str = DEAD_SITE, domain: str = "shop.example"
) -> TestResponse:
    """Say which website, walk to the conclusion and press its button; return the answer."""
    send_form(client, f"{SITE}/domain?{_SEEN}", value=domain)
    outcome = client.get(f"{SITE}/?{way}").location
    return send_form(client, outcome, f"{SITE}/ticket/start?{way}")
