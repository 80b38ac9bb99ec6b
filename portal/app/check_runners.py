"""Probes as the checks that flows ask for: about what, for whom, and in the words of flows."""

from dataclasses import dataclass, replace

from portal.diagnostics.model.findings import Finding, Reason, State
from portal.diagnostics.probes.board import Board
from portal.diagnostics.probes.measured import Measured
from portal.diagnostics.probes.runner import Asked, ProbeRunner
from portal.diagnostics.probes.runner import Visitor as ProbeVisitor
from portal.diagnostics.rules.addresses import find_domain
from portal.wizard.model import CheckResult, Facts, LinkState, Visitor

_IN_FLOWS = {
    Reason.EXPIRED, Reason.NXDOMAIN, Reason.NO_ADDRESS, Reason.SERVFAIL, Reason.NOT_OURS,
    Reason.TIMEOUT, Reason.REFUSED, Reason.TLS, Reason.HTTP_ERROR, Reason.SUSPENDED,
}  # fmt: skip
_MAY_HAVE_EXPIRED = {Reason.NXDOMAIN, Reason.NO_ADDRESS, Reason.NOT_OURS}


@dataclass(frozen=True)
class MailServiceCheck:
    """What the worker saw last of our mail service."""

    board: Board

    def about(self, facts: Facts, visitor: Visitor) -> str:
        """Return nothing: it is the same for all."""
        return ""

    def run(self, facts: Facts, visitor: Visitor) -> CheckResult:
        """Return what is on the board."""
        return _result(self.board.find())


@dataclass(frozen=True)
class Probing:
    """A probe, and what keeps it from being run too often."""

    probe: Measured
    runner: ProbeRunner

    def find(self, target: str, visitor: Visitor) -> Finding:
        """Return what the probe says of `target`, new or less than a minute old."""
        prober = ProbeVisitor(visitor.address, visitor.browser)
        return self.runner.run([Asked(self.probe, target)], prober)[0]


@dataclass(frozen=True)
class FirewallCheck:
    """Whether our firewall holds the visitor's address."""

    probing: Probing

    def about(self, facts: Facts, visitor: Visitor) -> str:
        """Return the visitor's address."""
        return visitor.address

    def run(self, facts: Facts, visitor: Visitor) -> CheckResult:
        """Return what the firewall says of the visitor's address."""
        return _result(self.probing.find(visitor.address, visitor))


@dataclass(frozen=True)
class DomainCheck:
    """What is published about the domain of the answers; `detail` names the fact to keep."""

    probing: Probing
    detail: tuple[str, ...] = ()

    def about(self, facts: Facts, visitor: Visitor) -> str:
        """Return the domain, or that of the mailbox."""
        return str(facts.get("domain") or facts.get("mailbox", "")).rpartition("@")[2]

    def run(self, facts: Facts, visitor: Visitor) -> CheckResult:
        """Return what is published; a name that is none of the public ones is not asked about."""
        domain = find_domain(self.about(facts, visitor))
        if domain is None:
            return CheckResult("unknown")
        found = self.probing.find(domain, visitor)
        result = _result(found)
        if result.state == "unknown":
            return result
        detail = next((found.details[name] for name in self.detail if name in found.details), "")
        return replace(result, detail=detail)


@dataclass(frozen=True)
class SiteCheck:
    """Whether the website that the answers are about can be seen from here.

    One that has gone from DNS, or moved to a page for sale, may belong to an expired domain: its
    registry is asked then (policy, decision 4).
    """

    probing: Probing
    registration: Probing

    def about(self, facts: Facts, visitor: Visitor) -> str:
        """Return the domain."""
        return str(facts.get("domain", ""))

    def run(self, facts: Facts, visitor: Visitor) -> CheckResult:
        """Return what the site looks like from our network."""
        domain = self.about(facts, visitor)
        if not domain:
            return CheckResult("unknown")
        found = self.probing.find(domain, visitor)
        if found.reason in _MAY_HAVE_EXPIRED:
            registered = self.registration.find(domain, visitor)
            if registered.reason is Reason.EXPIRED:
                found = registered
        result = _result(found)
        if result.state != "fail":
            return result
        reason = result.reason if found.reason in _IN_FLOWS else "unknown"
        return replace(result, reason=reason, detail=_site_detail(found))


def _site_detail(found: Finding) -> str:
    """Return the status, the fault of the certificate or the last day, whichever is the point."""
    names = {Reason.HTTP_ERROR: "status", Reason.TLS: "certificate", Reason.EXPIRED: "ends"}
    return found.details.get(names.get(found.reason, ""), "")


def _result(finding: Finding | None) -> CheckResult:
    """Return `finding` for the wizard; why nothing is known is no reason to blame anybody."""
    if finding is None:
        return CheckResult("unknown")
    if finding.state is State.FAIL:
        return CheckResult("fail", finding.reason.value)
    state: LinkState = "ok" if finding.state is State.OK else "unknown"
    why = finding.reason.value if finding.reason is not Reason.UNKNOWN else ""
    return CheckResult(state, "", why)
