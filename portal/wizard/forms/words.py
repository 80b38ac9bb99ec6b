"""The words about a form's findings: what is missing, and how to give it."""

from collections.abc import Callable, Iterable

from portal.tickets.rules.findings import PRESSURE, CheckFinding
from portal.web.i18n import gettext as _
from portal.wizard.forms import ticket

ANCHORS = {"steps": "step-1", "files": "files", "consent": "consent-1"}
"""Where a field's first control is, if not under its own name."""


def anchor(finding: CheckFinding, written: int = 0) -> str:
    """Return the id of the control that the finding is about, where `written` steps are given."""
    number = step_of(finding, written)
    return f"step-{number}" if number else ANCHORS.get(finding.field, finding.field)


def step_of(finding: CheckFinding, written: int) -> int:
    """Return which step the finding is about, or 0: where one is missing, the next is."""
    if finding.field != "steps":
        return 0
    missing = {"EMPTY": 1, "T1": written + 1}
    return int(str(finding.data.get("step", missing.get(finding.rule, 0))))


def finding_words(finding: CheckFinding, example: str) -> str:
    """Return what to tell about `finding`; `example` is the subject that the facts propose."""
    specific = _SPECIFIC.get((finding.rule, finding.field))
    if specific is not None:
        return specific()
    general = _GENERAL.get(finding.rule)
    return general(finding, example) if general else _("Have another look at this.")


_SPECIFIC: dict[tuple[str, str], Callable[[], str]] = {
    ("EMPTY", "subject"): lambda: _("Write a subject: what fails, and where"),
    ("EMPTY", "steps"): lambda: _("Write the steps that lead to the problem"),
    ("EMPTY", "observed"): lambda: _("Write what really happens, with the error message if any"),
    ("EMPTY", "expected"): lambda: _("Write what you expected, or what you need"),
    ("EMPTY", "name"): lambda: _("Write your name"),
    ("EMPTY", "consent"): lambda: _("Choose what we may touch"),
    (ticket.BAD_EMAIL, "email"): lambda: _(
        "Write an email address that you can read now, like name@example.com"
    ),
    (ticket.NO_CONSENT_WORDS, "consent_for"): lambda: _("Write what we may change"),
    (ticket.NO_PHONE, "phone"): lambda: _("Write the number we should call"),
    (ticket.NO_PRICE, "price"): lambda: _(
        "Agree to the price, or ask for a quote first: without either nobody begins"
    ),
    (ticket.NO_ATTACHMENT, "files"): lambda: _(
        "Attach the returned message as an .eml file: it shows who refused it and why"
    ),
}


def _dead_email(finding: CheckFinding, _example: str) -> str:
    return _(
        "%(address)s is what does not work. Give another address, any that you can read now:"
        " we write there.",
        address=finding.data["address"],
    )


def _with_example(words: str, example: str) -> str:
    if not example:
        return words
    return _("%(advice)s. For example: %(example)s", advice=words, example=example)


def _offensive(finding: CheckFinding, _example: str) -> str:
    words = finding.data["words"]
    shown = ", ".join(f"“{w}”" for w in words) if isinstance(words, tuple) else str(words)
    return _(
        "We understand the anger, but please write %(words)s another way: a person will read this",
        words=shown,
    )


def _two_problems(_finding: CheckFinding, _example: str) -> str:
    return _("This sounds like two problems. With a ticket for each, both are solved sooner")


def _pressing(_finding: CheckFinding, _example: str) -> str:
    return _(
        "We read that this is pressing, and there is no need to say it again. The order follows"
        " from the effect, for everybody alike; how urgent it is for you has a field of its own"
    )


def _covered(_finding: CheckFinding, _example: str) -> str:
    return _(
        "This looks like a password or a number of yours. We cover it before anything is kept:"
        " support never needs it"
    )


_GENERAL: dict[str, Callable[[CheckFinding, str], str]] = {
    "GENERIC": lambda f, e: (
        _("Say what fails: this could be anything")
        if f.field != "subject"
        else _with_example(_("Say in the subject what fails"), e)
    ),
    "MASH": lambda f, e: _("This does not read as words. Write what happens"),
    "OFFENSIVE": _offensive,
    ticket.BROKEN_EMAIL: _dead_email,
    "S1": lambda f, e: _(
        "The subject should have %(from)s to %(to)s characters",
        **{"from": f.data["shortest"], "to": f.data["longest"]},
    ),
    "S2": lambda f, e: _with_example(_("The subject does not say yet what fails"), e),
    "S3": lambda f, e: _with_example(
        _("Name the thing in the subject: program, mailbox, domain"), e
    ),
    "S4": lambda f, e: _with_example(_("Say in the subject what happens, or the code it shows"), e),
    "S5": lambda f, e: _with_example(_("Say in the subject what should be done"), e),
    "S6": _two_problems,
    "S7": lambda f, e: _("Small letters are easier to read than capitals"),
    "S8": _covered,
    "T9": _covered,
    PRESSURE: _pressing,
    "T1": lambda f, e: _("Two steps at least: where you start, and what you do then"),
    "T2": lambda f, e: _("Step %(number)s leaves out what you do", number=f.data["step"]),
    "T3": lambda f, e: _("Step %(number)s needs a few more words", number=f.data["step"]),
    "T4": lambda f, e: _("Begin the steps with what you do: open, write, press"),
    "T5": lambda f, e: _("Name in the steps what you use: the program, the address, the button"),
    "T6": lambda f, e: _("Say what you see: the exact message, or what does not happen"),
    "T7": lambda f, e: _("Say in a few more words what you expected to see"),
    "T8": lambda f, e: _("What you expected and what happens read the same"),
}


def note_words(findings: Iterable[CheckFinding]) -> tuple[str, ...]:
    """Return the answer to each kind of finding that stops nothing but masked secrets."""
    rules = dict.fromkeys(f.rule for f in findings if f.rule == PRESSURE)
    return tuple(_pressing(CheckFinding(rule, ""), "") for rule in rules)
