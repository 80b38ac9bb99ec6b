"""The words of the writers' desk."""

from portal.articles.model import Kind
from portal.identity.model import StaffMember
from portal.web.i18n import gettext as _
from portal.writing.model import Deed, Phase, Revision, Significance
from portal.writing.rules.listing import View
from portal.writing.rules.phases import Step
from portal.writing.rules.sharing import Leads, Origin

PHASE_TONE = {
    Phase.DRAFT: "info",
    Phase.IN_REVIEW: "info",
    Phase.PUBLISHED: "ok",
    Phase.CHANGED: "warn",
    Phase.ARCHIVED: "",
}


def phase_name(phase: Phase) -> str:
    """Return how far an article is."""
    return {
        Phase.DRAFT: _("Draft"),
        Phase.IN_REVIEW: _("In review"),
        Phase.PUBLISHED: _("Published"),
        Phase.CHANGED: _("Published, with changes"),
        Phase.ARCHIVED: _("Archived"),
    }[phase]


def view_name(view: View) -> str:
    """Return what a list is called."""
    return {
        View.ALL: _("All"),
        View.DUE: _("Due for review"),
        View.MISSING: _("Translation missing"),
        View.OUTDATED: _("Translation outdated"),
        View.DRAFTS: _("Drafts"),
        View.REVIEW: _("In review"),
        View.CHANGED: _("With unpublished changes"),
        View.SCHEDULED: _("Scheduled"),
        View.ARCHIVED: _("Archived"),
        View.ASKED: _("Most asked"),
        View.RATED: _("Worst rated"),
    }[view]


def empty_words(view: View, *, is_narrowed: bool) -> tuple[str, str]:
    """Return heading and text for a list with nothing in it."""
    if is_narrowed:
        return _("No article fits"), _("Take a filter out, or look for another word.")
    return {
        View.ALL: (_("No articles yet"), _("Write the first one.")),
        View.DUE: (_("Nothing is due"), _("No published article has reached its review date.")),
        View.MISSING: (_("Nothing to translate"), _("Every article exists in all languages.")),
        View.OUTDATED: (
            _("Every translation is current"),
            _("A medium or major change of an article shows here what it left behind."),
        ),
        View.ASKED: (
            _("Nobody has asked yet"),
            _("Articles come here when the wizard or a search leads to them."),
        ),
        View.RATED: (
            _("No article is rated badly"),
            _("An article comes here with its third vote, if one of them is a no."),
        ),
    }.get(view, (_("Nothing here"), _("Articles come here with their next step.")))


def step_name(step: Step, phase: Phase) -> str:
    """Return what the button for `step` says."""
    if step is Step.SAVE:
        return _("Save changes") if phase in _ON_DISPLAY else _("Save draft")
    return {
        Step.PUBLISH: _("Publish"),
        Step.REVIEW: _("Ask for review"),
        Step.BACK: _("Back to draft"),
        Step.SCHEDULE: _("Schedule"),
        Step.UNSCHEDULE: _("Take off the schedule"),
        Step.DISCARD: _("Discard changes"),
        Step.ARCHIVE: _("Archive it"),
    }[step]


_ON_DISPLAY = frozenset({Phase.PUBLISHED, Phase.CHANGED})


def done_words(done: str) -> str:
    """Return what was just done; empty if nothing."""
    return {
        Step.SAVE: _("Saved"),
        Step.PUBLISH: _("Published: readers see it now"),
        Step.REVIEW: _("Sent to review"),
        Step.BACK: _("It is a draft again"),
        Step.SCHEDULE: _("Scheduled"),
        Step.UNSCHEDULE: _("Taken off the schedule"),
        Step.DISCARD: _("The changes are discarded; the history still has them"),
        Step.ARCHIVE: _("Archived: its address now leads to near articles"),
        "created": _("The draft is there: write"),
        "forgotten": _("The unsaved text is gone"),
        "restored": _("The old version is saved as the newest"),
    }.get(done, "")


def significance_name(significance: Significance) -> str:
    """Return how large a change is."""
    return {
        Significance.TYPO: _("Typo"),
        Significance.MEDIUM: _("Medium change"),
        Significance.MAJOR: _("Major change"),
    }[significance]


def deed_words(revision: Revision) -> str:
    """Return what made a revision."""
    return {
        Deed.SAVED: _("Saved"),
        Deed.REVIEW: _("Sent to review"),
        Deed.PUBLISHED: _("Published"),
        Deed.ARCHIVED: _("Archived"),
        Deed.BACK: _("Back to draft"),
        Deed.DISCARDED: _("Changes discarded"),
        Deed.FOUND: _("Changed in the folder"),
    }[revision.deed]


def kind_name(kind: Kind) -> str:
    """Return what readers do with such an article."""
    return {
        Kind.HOW: _("Follow steps"),
        Kind.FIX: _("Mend something"),
        Kind.WHY: _("Understand"),
        Kind.POLICY: _("Know a rule"),
    }[kind]


def field_name(key: str) -> str:
    """Return what a key of the front matter is called in the form."""
    return {
        "key": _("Key"),
        "title": _("Title"),
        "slug": _("Address"),
        "summary": _("Summary"),
        "category": _("Topic"),
        "kind": _("What readers do"),
        "keywords": _("Words people search with"),
        "products": _("Products"),
        "applies_to": _("Applies to"),
        "related": _("Related articles"),
        "owner": _("Owner"),
        "checked": _("Checked on"),
        "review_by": _("Review before"),
        "redirect_from": _("Old addresses"),
    }.get(key, key)


LEADS_TONE = {Leads.ARTICLE: "ok", Leads.NEAR: "", Leads.NOTHING: "warn"}


def leads_words(leads: Leads) -> str:
    """Return what readers find at an old address."""
    return {
        Leads.ARTICLE: _("Leads to the article"),
        Leads.NEAR: _("Withdrawn: shows near articles"),
        Leads.NOTHING: _("Leads nowhere until the article is published"),
    }[leads]


def origin_words(origin: Origin) -> str:
    """Return who knows an old address."""
    return {
        Origin.HEAD: _("The article's head"),
        Origin.MEMORY: _("The portal: its file was renamed or deleted"),
    }[origin]


def people(members: list[StaffMember]) -> list[str]:
    """Return the names of those who may review."""
    return [m.name for m in members if m.active and m.role != "support"]
