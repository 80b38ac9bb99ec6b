"""Reading articles: front matter, what a text points to, and the snippets it shares."""

from portal.articles.rules.references import (
    Reference,
    links,
    mark_variables,
    outside_code,
    pictures,
    unmark,
    variables,
)
from portal.articles.rules.snippets import circle, expand, is_snippet, name_of, used, users_of
from portal.articles.rules.source import SUMMARY_LIMIT, Source, is_due, read_source

__all__ = [
    "SUMMARY_LIMIT",
    "Reference",
    "Source",
    "circle",
    "expand",
    "is_due",
    "is_snippet",
    "links",
    "mark_variables",
    "name_of",
    "outside_code",
    "pictures",
    "read_source",
    "unmark",
    "used",
    "users_of",
    "variables",
]
