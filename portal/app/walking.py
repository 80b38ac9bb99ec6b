"""The wizard: its flows, drafts and checks, and the release of a visitor's address."""

from collections.abc import Mapping

from portal.app.content import build_flows
from portal.app.ground import Ground
from portal.diagnostics.ports import Releaser
from portal.diagnostics.service import Unblocker, UnblockLimits
from portal.kernel.clock import Clock
from portal.kernel.locale import Locale
from portal.scope.service import ScopeFinder
from portal.settings import Settings
from portal.site import Site
from portal.tickets.service import TicketIntake, Tools, UploadDesk
from portal.wizard.ports import CheckRunner
from portal.wizard.service.drafts import DraftDesk
from portal.wizard.service.wizard import Wizard, WizardTools
from portal.wizard.store.drafts import DraftStore


def build_wizard(
    ground: Ground, tools: Tools, intake: TicketIntake, uploads: UploadDesk, finder: ScopeFinder
) -> Wizard:
    """Return the guided conversations, which hand their tickets to `intake`."""
    site, database, clock = ground.site, ground.database, ground.clock
    drafts = DraftDesk(database, DraftStore(), uploads, clock, site.policy.draft_days, tools.mask)
    return Wizard(
        build_flows(ground.files, finder.scope),
        WizardTools(
            database=database,
            drafts=drafts,
            scope=finder.scope,
            intake=intake,
            clock=clock,
            checks=_checks(ground.settings, site, clock),
            finder=finder,
            emit=tools.emit,
            prices=_prices(site),
        ),
    )


def _checks(settings: Settings, site: Site, clock: Clock) -> Mapping[str, CheckRunner]:
    """Return the checks from our side; what they need is loaded where the settings allow any."""
    if not (settings.our_networks or settings.firewall_file or settings.firewall_url):
        return {}
    from portal.app.checking import build_checks

    return build_checks(settings, site, clock)


def _prices(site: Site) -> Mapping[str, str]:
    """Return what each kind of paid work is called in the provider's price list."""
    prefix = "price_ref."
    values = site.variables(Locale.EN)
    return {name[len(prefix) :]: value for name, value in values.items() if name.startswith(prefix)}


def build_unblocker(ground: Ground) -> Unblocker:
    """Return what lets visitors release their own address, where there is a way to do it."""
    releaser = _releaser(ground.settings, ground.site)
    return Unblocker(ground.database, ground.clock, releaser, _unblock_limits(ground.site))


def _releaser(settings: Settings, site: Site) -> Releaser | None:
    """Return the way to release an address; what it needs is loaded where there is one."""
    if settings.unblock_file is None and not settings.unblock_url:
        return None
    from portal.app.checking import build_releaser

    return build_releaser(settings, site)


def _unblock_limits(site: Site) -> UnblockLimits:
    """Return how often an address may be released, as the provider's data sheet has it."""
    try:
        most = int(site.value("firewall.self_unblock", Locale.EN))
    except (KeyError, ValueError):
        return UnblockLimits()
    return UnblockLimits(most, 5 * most)
