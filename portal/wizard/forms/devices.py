"""The words about other devices: what was reported, and what follows from it."""

from dataclasses import dataclass

from portal.tickets.model import DeviceTried
from portal.web.i18n import gettext as _
from portal.wizard.model import Facts, Flow
from portal.wizard.rules.devices import Report, about, masked

_WEB = {"website", "wordpress", "site_builder", "certificate", "domain"}


@dataclass(frozen=True)
class Question:
    """What another device is asked, by the flow's product; `shown` is the thing, half covered."""

    product: str
    shown: str = ""

    @property
    def is_site(self) -> bool:
        """Return whether a website is to be opened."""
        return self.product in _WEB

    @property
    def words(self) -> str:
        """Return the question."""
        if self.is_site and self.shown:
            return _("Does %(site)s open on this device?", site=self.shown)
        if self.is_site:
            return _("Does the site open on this device?")
        if self.shown:
            return _("Does the email of %(mailbox)s work on this device?", mailbox=self.shown)
        return _("Does the email work on this device?")

    @property
    def how_there(self) -> str:
        """Return how to find out, told on the first device."""
        if self.is_site:
            return _("Open the same site there, and answer what you see. The answer appears here.")
        return _("Try the same there in webmail, and answer. The answer appears here.")

    @property
    def how(self) -> str:
        """Return how to find out."""
        if self.is_site:
            return _("Open the same address in this device's browser, and look whether it appears.")
        return _("Open webmail in this device's browser, and do there what fails on the other one.")


def shown_asset(flow: Flow, facts: Facts) -> str:
    """Return what is to be tried, so that a stranger does not learn it."""
    thing = about(flow, facts).partition(" ")[2]
    return masked(thing) if thing and not facts.get("server") else ""


def tried(reports: tuple[Report, ...]) -> tuple[DeviceTried, ...]:
    """Return the reports as a ticket keeps them."""
    return tuple(
        DeviceTried(r.family, r.device.network, r.answer, r.at.isoformat()) for r in reports
    )
