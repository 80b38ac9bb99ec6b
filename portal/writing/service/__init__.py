"""The one check of all content, and the desk on which articles are written."""

from portal.writing.service.checking import CheckService, Registered, Report

__all__ = ["CheckService", "Registered", "Report"]
