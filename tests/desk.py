"""An article for the writers' desk, and the folder that it lies in."""

from tests.factories import Portal

PATH = "en/mail-setup/aliases.md"
TEXT = """---
key: aliases
title: Set up an alias
summary: An alias is a second address for one mailbox.
keywords: [alias, forwarder, second address]
products: [mail]
status: published
redirect_from: [alias]
---

An alias brings mail for a second address.

## Steps

1. Open the panel.
2. Press **New alias**.

/// ok | You should see
The alias in the list.
///
"""
DRAFT = TEXT.replace("status: published", "status: draft")


def put_article(portal: Portal, text: str = TEXT, path: str = PATH) -> None:
    """Write an article as if by hand, and let the portal see it."""
    place = portal.services.settings.articles / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    portal.services.articles.library.refresh()


def remove_articles(portal: Portal) -> None:
    """Empty the folder, for the next test."""
    for path in portal.services.settings.articles.rglob("*.*"):
        path.unlink()
    portal.services.articles.library.refresh()
