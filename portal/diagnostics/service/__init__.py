"""The use cases of diagnostics."""

from portal.diagnostics.service.reader import ErrorReader
from portal.diagnostics.service.unblock import Unblocker, UnblockLimits

__all__ = ["ErrorReader", "UnblockLimits", "Unblocker"]
