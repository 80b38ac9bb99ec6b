"""How words become terms, terms become queries, and texts become excerpts. All pure."""

ANALYSIS_VERSION = 2
"""Raise it when the same text gives other terms, so that kept indexes are made anew."""
