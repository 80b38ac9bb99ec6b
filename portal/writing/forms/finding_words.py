"""What the checks of articles say, in the writer's language; the exact words stay beside it."""

from flask_babel import gettext as _

from portal.kernel.findings import Finding


def finding_words(finding: Finding) -> str:
    """Return what is to be mended; empty for what has no words of ours."""
    if finding.code == "front-matter":
        return _field_words(finding.message.partition(":")[0])
    return {**_words_of_texts(), **_words_of_places()}.get(finding.code, "")


def _field_words(key: str) -> str:
    """Return what a field of the head takes."""
    slug = _("Only small letters without accents, digits, and hyphens between them")
    day = _("A day of the calendar")
    known: dict[str, str] = {
        "title": _("Give it a title, up to 200 characters"),
        "summary": _("Shorten it: 400 characters at most"),
        "slug": slug,
        "key": slug,
        "category": slug,
        "checked": day,
        "review_by": day,
    }
    return known.get(key, "")


def _words_of_texts() -> dict[str, str]:
    heading = _("Another heading is called the same")
    return {
        "empty-body": _("There is no text yet"),
        "heading-skips": _("A level of headings is missing above this one"),
        "heading-id-twice": heading,
        "heading-twice": heading,
        "unknown-block": _("There is no block of this kind"),
        "block-not-opened": _("This closing line closes nothing"),
        "block-not-closed": _("The block is not closed"),
        "raw-html": _("Write it in Markdown: HTML is not shown"),
        "few-keywords": _("Add words that people would search with"),
        "no-success": _("Say how readers see that it worked"),
        "no-summary": _("Write a summary: search and the questions show it"),
        "long-summary": _("Shorten the summary: 160 characters at most"),
        "long-slug": _("Shorten the address"),
        "long-sentence": _("A long sentence: two would be easier to read"),
        "refused-word": _("A word that this house does not use"),
        "real-address": _("It looks like a real address: take one of example.com"),
        "secret": _("It looks like a key, a token or a card number"),
        "review-before-check": _("The review date is before the day it was checked"),
        "review-due": _("Its review date is over"),
    }


def _words_of_places() -> dict[str, str]:
    article, snippet = _("There is no such article"), _("There is no such snippet")
    return {
        "orphan": _("There is no such topic"),
        "unknown-article": article,
        "unknown-related": article,
        "unknown-anchor": _("That article has no such heading"),
        "unknown-variable": _("There is no such value"),
        "unknown-icon": _("There is no such icon"),
        "unknown-snippet": snippet,
        "unsafe-link": _("A link of this kind is not allowed"),
        "unlinked": _("No other article leads here"),
        "no-translation": _("A translation is missing"),
        "title-twice": _("Another article has this title"),
        "key-twice": _("Another article has this key"),
        "address-twice": _("Another article has this address"),
        "redirect-clash": _("An old address belongs to another article"),
        "picture-elsewhere": _("Put the picture beside the article"),
        "picture-type": _("Pictures of this kind are not shown"),
        "picture-missing": _("There is no such picture"),
        "picture-alt": _("Say in the brackets what the picture shows"),
        "picture-size": _("Give the size of the picture, so that the text stays where it is"),
        "too-long": _("The article is too long"),
    }
