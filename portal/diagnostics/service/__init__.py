"""The use cases of diagnostics."""

from portal.diagnostics.service.reader import ErrorReader

__all__ = ["ErrorReader"]
