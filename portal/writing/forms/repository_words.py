"""What the desk says of the articles' repository, and what can be done about it."""

from portal.storage.git import Hindrance
from portal.web.i18n import gettext as _
from portal.writing.model.repository import Errand


def errand_name(errand: Errand) -> str:
    """Return what an errand is."""
    return {
        Errand.PULL: _("Bring others' commits here"),
        Errand.COMMIT: _("Commit what was published"),
        Errand.PUSH: _("Push our commits"),
    }[errand]


def problem_title(errand: Errand) -> str:
    """Return that an errand could not be done."""
    return {
        Errand.PULL: _("Others' commits cannot be brought here"),
        Errand.COMMIT: _("What was published is not committed yet"),
        Errand.PUSH: _("Our commits cannot be pushed"),
    }[errand]


def problem_words(problem: str) -> str:
    """Return what stands in the way, and what helps."""
    return {
        Hindrance.NO_REPOSITORY: _("The folder of articles is in no git repository."),
        Hindrance.UNSUPPORTED: _(
            "The repository has something that the portal cannot handle. Bring it forward with git."
        ),
        Hindrance.NO_BRANCH: _("No branch is checked out, or there is none of this name."),
        Hindrance.UNFINISHED: _("Somebody is in the middle of a merge or a rebase here."),
        Hindrance.LOCKED: _("Git is at work here, or left a lock when it was ended."),
        Hindrance.IN_THE_WAY: _(
            "These files are changed here and not committed. They stay as they are: commit them, "
            "or put them aside."
        ),
        Hindrance.DIVERGED: _(
            "Both sides have commits that the other has not. Nothing is lost: bring them together "
            "with git, in the folder of articles."
        ),
        Hindrance.UNREACHABLE: _("The other side cannot be reached."),
        Hindrance.REFUSED: _("The other side refuses it."),
        Hindrance.BROKEN: _("The repository cannot be read or written."),
    }.get(Hindrance(problem), problem)
