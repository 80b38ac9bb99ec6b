"""The head of a new article, and the address that its title gives."""

import json
from datetime import date

from portal.articles.model import Kind
from portal.kernel.text import slugify
from portal.writing.rules.head import LONGEST_SLUG


def short_slug(title: str) -> str:
    """Return the address for `title`, cut between words where it would be too long."""
    slug = slugify(title)
    if len(slug) <= LONGEST_SLUG:
        return slug
    cut = slug[: LONGEST_SLUG + 1]
    return cut.rpartition("-")[0] or cut[:LONGEST_SLUG]


def front_matter(
    key: str, title: str, kind: Kind, today: date, keywords: tuple[str, ...] = ()
) -> str:
    """Return the head of a draft, to be looked through again a year from `today`."""
    february = (2, 29)
    day = today.replace(day=28) if (today.month, today.day) == february else today
    return "\n".join(
        [
            "---",
            f"key: {key}",
            f"title: {json.dumps(title, ensure_ascii=False)}",  # JSON's strings are YAML's too
            'summary: ""',
            f"kind: {kind}",
            f"keywords: {json.dumps(keywords, ensure_ascii=False)}",
            "products: []",
            "applies_to: []",
            "related: []",
            "status: draft",
            'owner: ""',
            f"checked: {today}",
            f"review_by: {day.replace(year=day.year + 1)}",
            "---",
            "",
        ]
    )
