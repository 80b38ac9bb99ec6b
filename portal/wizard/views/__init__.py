"""The pages under `/<locale>/contact/`.

Every page is made anew from the answers in its address and what the draft keeps, so a link can
be shared, Back costs nothing and no page can be stale.
"""

from portal.wizard.views.blueprint import blueprint
from portal.wizard.views.searching import fill_slots

from portal.wizard.views import (  # isort: skip  # they add their routes to it
    about_you,
    browser,
    checks,
    devices,
    duplicates,
    followup,
    outcome,
    reading,
    sending,
    start,
    talk,
    texts,
    ticket,
    unblock,
    understood,
    walk,
)

__all__ = [
    "about_you",
    "blueprint",
    "browser",
    "checks",
    "devices",
    "duplicates",
    "fill_slots",
    "followup",
    "outcome",
    "reading",
    "sending",
    "start",
    "talk",
    "texts",
    "ticket",
    "unblock",
    "understood",
    "walk",
]
