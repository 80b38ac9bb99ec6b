"""What all probes share: a name, the time, and that nothing escapes."""

import logging
import time
from dataclasses import dataclass
from typing import Protocol

from portal.diagnostics.model.findings import Finding, Reason, Result, unknown
from portal.diagnostics.ports import Deadline
from portal.kernel.clock import Clock

_log = logging.getLogger(__name__)


class Look(Protocol):
    """Looks at a target; what it raises proves nothing about the target."""

    def __call__(self, target: str, deadline: Deadline) -> Result:
        """Return what was seen."""
        ...


@dataclass(frozen=True)
class Measured:
    """A probe called `name` around a look that may raise."""

    name: str
    look: Look
    clock: Clock

    def run(self, target: str, deadline: Deadline) -> Finding:
        """Return what was found out about `target`; never raises."""
        began = time.monotonic()
        try:
            result = self.look(target, deadline)
        except OSError as error:  # time is up, or it is our own network that fails
            result = unknown(Reason.TIMEOUT if isinstance(error, TimeoutError) else Reason.UNKNOWN)
        except Exception:
            _log.exception("the check %s failed", self.name)
            result = unknown()
        seconds = round(time.monotonic() - began, 3)
        return finding(self.name, result, self.clock, seconds)


def finding(name: str, result: Result, clock: Clock, seconds: float = 0.0) -> Finding:
    """Return `result` as the finding of the check `name`, seen now."""
    return Finding(name, result.state, clock.now(), result.reason, seconds, dict(result.details))
