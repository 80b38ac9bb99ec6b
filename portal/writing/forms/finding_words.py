"""What the checks of articles say, in the writer's language."""

from collections.abc import Callable, Mapping

from portal.kernel.findings import Finding
from portal.web.i18n import gettext as _
from portal.writing.forms.head_words import head_words

Says = Callable[[str, str], str]
"""Makes a sentence of the one or two things that a finding is about."""


def finding_words(finding: Finding) -> str:
    """Return what is to be mended; the rule's code for a rule that has no words here."""
    if finding.code == "front-matter":
        return head_words(finding.kind, finding.about)
    if finding.code == "unknown-variable" and not finding.about:
        return _("These two braces begin no value: write {{ name.of.value }}")
    first, second = (*finding.about, "", "")[:2]
    says = _FIXED.get(finding.code) or _NAMING.get(finding.code) or _LEADING.get(finding.code)
    return says(first, second) if says else finding.code


_FIXED: Mapping[str, Says] = {
    "empty-body": lambda _a, _b: _("There is no text yet"),
    "heading-h1": lambda _a, _b: _(
        "The title is the only heading of the first level: begin with ##"
    ),
    "heading-twice": lambda _a, _b: _(
        "Another heading has the same words: give one an id of its own"
    ),
    "block-not-opened": lambda _a, _b: _("This line /// closes nothing"),
    "no-success": lambda _a, _b: _(
        "Say how readers see that it worked, in a block that begins with /// ok"
    ),
    "no-summary": lambda _a, _b: _("Write a summary: search and the questions show it"),
    "secret": lambda _a, _b: _("It looks like a key, a token or a card number"),
    "unlinked": lambda _a, _b: _(
        "Nothing leads here: no other article, no question, no error code"
    ),
    "unused-snippet": lambda _a, _b: _("No article asks for this snippet"),
    "snippet-picture": lambda _a, _b: _("A snippet has no pictures: they lie beside an article"),
    "snippet-place": lambda _a, _b: _(
        "No article can ask for it: its name needs small letters, digits and hyphens"
    ),
    "unreadable": lambda _a, _b: _(
        "The file cannot be read: it has to be UTF-8 text of at most 1 MB"
    ),
    "too-long": lambda _a, _b: _("The article is too long"),
}
"""Findings that are about nothing but their line."""

_NAMING: Mapping[str, Says] = {
    "heading-skips": lambda level, above: _(
        "A heading of level %(level)s follows one of level %(above)s: a level is missing",
        level=level,
        above=above,
    ),
    "heading-id-twice": lambda name, _b: _("Another heading has the id #%(name)s", name=name),
    "unknown-block": lambda name, known: _(
        "There is no block “%(name)s”: use one of %(known)s", name=name, known=known
    ),
    "block-not-closed": lambda name, _b: _(
        "The block “%(name)s” is not closed: end it with a line ///", name=name
    ),
    "raw-html": lambda name, _b: _(
        "HTML is not shown, so <%(name)s> is lost: write it in Markdown, or as code", name=name
    ),
    "few-keywords": lambda number, _b: _(
        "Add words that people would search with, error codes too: at least %(number)s",
        number=number,
    ),
    "long-summary": lambda length, most: _(
        "The summary has %(length)s characters: shorten it to %(most)s", length=length, most=most
    ),
    "long-slug": lambda most, _b: _(
        "Shorten the address to %(most)s characters or fewer", most=most
    ),
    "long-sentence": lambda number, _b: _(
        "A sentence of %(number)s words: two would be easier to read", number=number
    ),
    "refused-word": lambda word, _b: _(
        "“%(word)s” is not used here: leave it out or say it otherwise", word=word
    ),
    "literal-value": lambda name, value: _(
        "Write {{ %(name)s }} instead of %(value)s", name=name, value=value
    ),
    "real-address": lambda address, _b: _(
        "%(address)s looks like a real address: take one of example.com", address=address
    ),
    "unknown-host": lambda host, _b: _(
        "%(host)s is no site that we know: leave it out, or have it added to the known ones",
        host=host,
    ),
    "review-before-check": lambda review, checked: _(
        "The review date, %(review)s, is before the day it was checked, %(checked)s",
        review=review,
        checked=checked,
    ),
    "review-due": lambda review, _b: _("Its review date is over: %(review)s", review=review),
    "unfinished": lambda note, _b: _(
        "Still to be written, or its part to be left out: %(note)s", note=note.strip("<!-> ")
    ),
    "orphan": lambda name, _b: _(
        "There is no topic “%(name)s”: only search would find the article", name=name
    ),
}
"""Findings that name a word, a number or a date of the text."""

_LEADING: Mapping[str, Says] = {
    "unknown-article": lambda key, _b: _("There is no article “%(key)s”", key=key),
    "unknown-related": lambda key, _b: _("There is no article “%(key)s”", key=key),
    "unknown-page": lambda name, known: _(
        "There is no page “%(name)s”. There are: %(known)s", name=name, known=known
    ),
    "unknown-flow": lambda name, known: _(
        "There is no flow “%(name)s”. There are: %(known)s", name=name, known=known
    ),
    "unknown-anchor": lambda anchor, path: _(
        "%(path)s has no heading #%(anchor)s", path=path, anchor=anchor
    ),
    "unknown-variable": lambda name, _b: _(
        "The provider's files have no value {{ %(name)s }}", name=name
    ),
    "unknown-snippet": lambda name, locale: _(
        "There is no snippet “%(name)s” in this language (%(locale)s)", name=name, locale=locale
    ),
    "snippet-circle": lambda way, _b: _("These snippets ask for each other: %(way)s", way=way),
    "http-link": lambda target, _b: _(
        "%(target)s: only addresses that begin with https:// are linked", target=target
    ),
    "unsafe-link": lambda target, _b: _(
        "%(target)s: a link of this kind is not allowed", target=target
    ),
    "relative-link": lambda target, _b: _(
        "%(target)s: write article:KEY for an article, page:NAME for a page", target=target
    ),
    "address-twice": lambda path, _b: _("%(path)s has this address too", path=path),
    "key-twice": lambda path, _b: _("%(path)s has this key too", path=path),
    "redirect-clash": lambda old, path: _(
        "The old address “%(old)s” belongs to %(path)s", old=old, path=path
    ),
    "title-twice": lambda path, _b: _("The title says the same as that of %(path)s", path=path),
    "no-translation": lambda locales, _b: _(
        "A translation is missing: %(locales)s", locales=locales
    ),
    "picture-elsewhere": lambda name, _b: _(
        "%(name)s: put the picture beside the article", name=name
    ),
    "picture-type": lambda name, _b: _("%(name)s: pictures of this kind are not shown", name=name),
    "picture-missing": lambda name, _b: _("There is no picture %(name)s", name=name),
    "picture-alt": lambda name, _b: _(
        "%(name)s: say in the brackets what the picture shows", name=name
    ),
    "picture-size": lambda name, _b: _(
        "%(name)s: give the picture's size, so that the text stays where it is: {width=… height=…}",
        name=name,
    ),
}
"""Findings about what a text leads to, and what it shares with others."""
