"""What checks are made of: real ones in `probes`, and the ones that tests bring."""

from typing import Protocol

from portal.diagnostics.model.answers import Answer
from portal.diagnostics.model.findings import Finding, Release


class Deadline(Protocol):
    """The moment when a check must have ended, shared by all its steps."""

    def left(self, at_most: float = ...) -> float:
        """Return the seconds left, at most `at_most`; always more than 0.

        Raises TimeoutError when none is left.
        """
        ...


class Probe(Protocol):
    """A check of one target: a domain, a host of ours, a network address.

    May not raise, must end soon after its deadline, and is called from several threads at once.
    """

    @property
    def name(self) -> str:
        """The check's name, as findings carry it."""
        ...

    def run(self, target: str, deadline: Deadline) -> Finding:
        """Return what was found out about `target`."""
        ...


class Releaser(Protocol):
    """The provider's way to make the firewall let an address go; called from several threads."""

    def __call__(self, address: str, deadline: Deadline) -> Release:
        """Have `address` released, or ask for it. Raises OSError where that cannot be done."""
        ...


class Resolver(Protocol):
    """One name server, fixed by the provider; no visitor chooses which.

    May not raise: silence and nonsense are an answer with the status `no_answer`.
    """

    def ask(self, name: str, kind: str, deadline: Deadline, *, unchecked: bool = False) -> Answer:
        """Return the records of `kind` (`A`, `MX`) of `name`, aliases followed.

        `unchecked` asks to leave signatures (DNSSEC) out of account.
        """
        ...
