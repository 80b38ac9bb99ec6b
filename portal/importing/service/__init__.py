"""The use case: bring in what another system has, and again what changed there since."""

from portal.importing.service.importing import ImportOptions, ImportService

__all__ = ["ImportOptions", "ImportService"]
