"""The provider's files as services use them. What is wrong in them is logged; `portal check`
says it with file and line."""

import logging
from collections.abc import Mapping

from portal.kernel.findings import Level
from portal.kernel.locale import Locale
from portal.scope.files import load_scope
from portal.scope.model import Scope
from portal.site import DEFAULTS, SiteFiles
from portal.tickets.files import load_lexicons
from portal.tickets.rules.lexicon import Lexicon
from portal.wizard.files import FlowShelf, load_flow

log = logging.getLogger(__name__)


def load_scope_of(files: SiteFiles) -> Scope:
    """Return the scope catalogue; an entry with faults is left out."""
    scope, findings = load_scope(files.path("scope.yml"))
    for finding in findings:
        log.warning("scope: %s", finding)
    return scope


def load_lexicons_of(files: SiteFiles) -> Mapping[Locale, Lexicon]:
    """Return the word lists of the text checks. Raises LexiconError."""
    return load_lexicons(files.data / "site", DEFAULTS)


def load_flow_shelf(files: SiteFiles) -> FlowShelf:
    """Return the flows; one whose format is wrong is left out."""
    read = [load_flow(path) for path in files.folder("flows")]
    for file in read:
        for finding in file.findings:
            log.warning("flow: %s", finding)
    flows = {
        file.flow.flow: file.flow
        for file in read
        if file.flow and not any(f.level is Level.ERROR for f in file.findings)
    }
    return FlowShelf(flows, tuple(finding for file in read for finding in file.findings))
