"""The last finding about our own service, written by the worker and read by the pages.

A file, because the pages run in other processes; where there is none, nothing is known.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from portal.diagnostics.model.findings import Finding, Reason, State
from portal.kernel.clock import Clock

_FRESH = timedelta(minutes=3)
"""Three times the pause between checks: a worker that is gone proves nothing."""


@dataclass(frozen=True)
class Board:
    """Keeps one finding in the file at `path`."""

    path: Path
    clock: Clock

    def put(self, finding: Finding) -> None:
        """Keep `finding` instead of the one before. Raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(f".{os.getpid()}.new")
        fresh.write_text(
            json.dumps({**asdict(finding), "seen_at": finding.seen_at.isoformat()}),
            encoding="utf-8",
        )
        fresh.replace(self.path)

    def find(self) -> Finding | None:
        """Return the finding, or None where there is none that still means anything."""
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
            found = Finding(
                check=str(data["check"]),
                state=State(data["state"]),
                seen_at=datetime.fromisoformat(data["seen_at"]),
                reason=Reason(data["reason"]),
                seconds=float(data["seconds"]),
                details={str(k): str(v) for k, v in data["details"].items()},
            )
            age = self.clock.now() - found.seen_at
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return found if age < _FRESH else None
