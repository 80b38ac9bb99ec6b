"""What a domain's DNS says about its mail: where it goes, and who may send it."""

from collections.abc import Collection
from dataclasses import dataclass

from portal.diagnostics.model.answers import Status
from portal.diagnostics.model.findings import Reason, Result, State
from portal.diagnostics.ports import Deadline, Resolver
from portal.diagnostics.probes.deadline import within
from portal.diagnostics.rules.records import DmarcState, MailGoes, mail_goes, read_dmarc
from portal.diagnostics.rules.spf import SpfState, check_spf

MAIL_RECORDS = "mail_records"
_SECONDS = 6.0
_BAD = {SpfState.PERMERROR, DmarcState.INVALID, DmarcState.SEVERAL, MailGoes.BROKEN}


@dataclass(frozen=True)
class MailRecordsLook:
    """Reads MX, SPF, DMARC and our DKIM key at our name server.

    `our_hosts` are the names of our mail servers, `dkim_name` is where under a domain our key
    stands (`default._domainkey`). One that lacks it is told and is no failure: others may sign.
    """

    resolver: Resolver
    our_hosts: Collection[str]
    dkim_name: str = ""
    seconds: float = _SECONDS

    def __call__(self, target: str, deadline: Deadline) -> Result:
        """Return what DNS says about the mail of the domain `target`."""
        ends = within(deadline.left(self.seconds))

        def fetch(name: str, kind: str) -> tuple[str, ...] | None:
            answer = self.resolver.ask(name, kind, ends)
            is_known = answer.status in {Status.OK, Status.NODATA, Status.NXDOMAIN}
            return answer.records if is_known else None

        mx, dmarc = fetch(target, "MX"), fetch(f"_dmarc.{target}", "TXT")
        spf = check_spf(target, fetch)
        details = {"spf": spf.state.value, "spf_lookups": str(spf.lookups)}
        details |= {"spf_problem": spf.problem} if spf.problem else {}
        states: set[object] = {spf.state}
        if mx is not None:
            states.add(goes := mail_goes(mx, self.our_hosts))
            details["mail_goes"] = goes.value
        dkim = fetch(f"{self.dkim_name}.{target}", "TXT") if self.dkim_name else None
        if dkim is not None:
            details["dkim"] = "found" if any("p=" in record for record in dkim) else "missing"
        if dmarc is not None:
            states.add((said := read_dmarc(dmarc)).state)
            details |= {"dmarc": said.state.value, "dmarc_policy": said.policy}
        if states & _BAD:
            return Result(State.FAIL, Reason.RECORDS, details)
        is_whole = mx is not None and dmarc is not None and spf.state is not SpfState.TEMPERROR
        return Result(State.OK if is_whole else State.UNKNOWN, Reason.NONE, details)
