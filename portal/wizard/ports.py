"""The checks that a flow can ask for: the portal brings real ones, tests their own."""

from typing import Protocol

from portal.wizard.model import CheckResult, Facts, Visitor


class CheckRunner(Protocol):
    """A diagnostic. May not raise, and answers within ten seconds; called from several threads."""

    def about(self, facts: Facts, visitor: Visitor) -> str:
        """Return what the result depends on: another domain or address needs another check."""
        ...

    def run(self, facts: Facts, visitor: Visitor) -> CheckResult:
        """Return what was found; `unknown` for everything that proves nothing."""
        ...
