"""The pages under `/<locale>/contact/`.

Every page is made anew from the answers in its address and what the draft keeps, so a link can
be shared, Back costs nothing and no page can be stale.
"""

from portal.wizard.views.blueprint import blueprint

from portal.wizard.views import checks, devices, start, talk, ticket, walk  # isort: skip  # they add their routes to it

__all__ = ["blueprint", "checks", "devices", "start", "talk", "ticket", "walk"]
