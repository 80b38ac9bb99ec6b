"""What happens to people who came to ask, told without who they are: the honest deflection log.

An event holds names of the flow's own parts only: nothing that was typed, no address, nobody's id.
"""

from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.locale import Locale


class StepKind(StrEnum):
    """What somebody did, or what was shown to them. Nothing counts as helped but their word."""

    IMPRESSION = "impression"
    CLICK = "click"
    SOLVED = "solved"
    ESCAPED = "escaped"
    ADDED = "added"
    SUBMITTED = "submitted"


@dataclass(frozen=True)
class WizardStep:
    """Event: a step of somebody's way through a flow; `articles` are those offered there."""

    kind: StepKind
    flow: str
    node: str
    locale: Locale
    articles: tuple[str, ...] = ()
