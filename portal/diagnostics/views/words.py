"""What the pages say about a reading, in the page's language."""

from dataclasses import dataclass

from portal.diagnostics.model.codes import Family, Link, Verdict
from portal.diagnostics.model.readings import Judgement, Mark, Moment, Part, Reading
from portal.diagnostics.rules.chains import ChainPart, Word
from portal.kernel.text import clip, squeeze
from portal.site import Site
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.wiring import use

_LONGEST_PART = 60
_ICONS = {
    Link.PROGRAM: "screen",
    Link.DEVICE: "screen",
    Link.CONNECTION: "wifi",
    Link.PROVIDER: "server",
    Link.RECIPIENT: "inbox",
    Link.DOMAIN: "signs",
    Link.SITE: "globe",
}


@dataclass(frozen=True)
class ShownLink:
    """A link of the chain as the component draws it."""

    name: str
    icon: str
    state: str
    words: str


@dataclass(frozen=True)
class Row:
    """A marked part of the text, explained."""

    number: int
    text: str
    what: str
    meaning: str


def family_name(family: Family) -> str:
    """Return where errors of `family` show themselves."""
    return {
        Family.OUTLOOK: _("Classic Outlook, Windows"),
        Family.SMTP: _("Sending and returned messages"),
        Family.LOGIN: _("Signing in to the mailbox"),
        Family.BROWSER: _("Browser"),
        Family.HTTP: _("Error page of a site"),
        Family.CLOUDFLARE: _("Error page by Cloudflare"),
        Family.DATABASE: _("Database"),
        Family.WORDPRESS: _("WordPress"),
        Family.FTP: _("FTP"),
    }[family]


def verdict_words(verdict: Verdict) -> str:
    """Return who can put it right."""
    return {
        Verdict.CUSTOMER: _("You can solve it yourself"),
        Verdict.NETWORK: _("Whoever runs your network can solve it"),
        Verdict.THIRD_PARTY: _("Another provider can solve it"),
        Verdict.RECIPIENT: _("The recipient's side can solve it"),
        Verdict.PROVIDER: _("It is ours to solve"),
        Verdict.UNKNOWN: _("We do not know yet who can solve it"),
    }[verdict]


def shown_link(part: ChainPart) -> ShownLink:
    """Return a link of the chain with its name and word."""
    names = {
        Link.PROGRAM: _("Your program"),
        Link.DEVICE: _("Your device"),
        Link.CONNECTION: _("Your connection"),
        Link.PROVIDER: use(Site).brand.name,
        Link.RECIPIENT: _("The recipient"),
        Link.DOMAIN: _("Domain and DNS"),
        Link.SITE: _("The site itself"),
    }
    words = {
        Word.BREAKS: _("Breaks here"),
        Word.OFTEN: _("Most often"),
        Word.SOMETIMES: _("Sometimes"),
        Word.RARELY: _("Seldom"),
        Word.CLEAR: _("Not the cause"),
        Word.SENT: _("Sent it"),
        Word.PASSED_ON: _("Passed it on"),
        Word.UNKNOWN: _("Not known yet"),
    }
    return ShownLink(names[part.link], _ICONS[part.link], part.state, words[part.word])


def speaker_words(reading: Reading) -> str:
    """Return who speaks, in one sentence, or nothing."""
    speaker = reading.speaker
    if speaker is None:
        return ""
    if speaker.is_silent:
        return _("%(server)s was called and did not answer", server=speaker.name)
    if speaker.is_ours:
        return _("%(server)s, which is our server", server=speaker.name)
    return _("%(server)s, which is not our server", server=speaker.name)


def time_words(reading: Reading) -> str:
    """Return whether it is for good, or nothing."""
    if reading.is_temporary is None:
        return ""
    if reading.is_temporary:
        return _("For now: servers go on trying by themselves for days")
    return _("Final: this message is not tried again")


def moment_words(moment: Moment) -> str:
    """Return what the moment of the refusal proves."""
    return {
        Moment.GREETING: _("At the very start, before the message: it is about who connects"),
        Moment.SIGN_IN: _("When signing in: it is about user name or password"),
        Moment.SENDER: _("When the sender was named, before your message was read"),
        Moment.RECIPIENT: _(
            "When the recipient was named, before your message was read: not for what it says"
        ),
        Moment.CONTENT: _("After the whole message was read: its content or its sender counts"),
    }[moment]


def judgement_words(judgement: Judgement, domain: str) -> str:
    """Return what the checks of the sender say."""
    if judgement is Judgement.PASSES:
        return _("The message really is from %(domain)s", domain=domain or "?")
    if judgement is Judgement.FAILS:
        return _("The checks do not confirm that it is from %(domain)s", domain=domain or "?")
    if judgement is Judgement.PARTLY:
        return _("Only some checks confirm that it is from %(domain)s", domain=domain or "?")
    return _("Nobody wrote down whether the sender is real")


def row(number: int, mark: Mark, reading: Reading) -> Row:
    """Return the line of the table that explains `mark`."""
    text = clip(squeeze(reading.text[mark.start : mark.end]), _LONGEST_PART)
    return Row(number, text, _what(mark.part), _meaning(mark, reading))


def _what(part: Part) -> str:
    return {
        Part.CODE: _("Error code"),
        Part.STATUS: _("Exact code"),
        Part.REPLY: _("Short code"),
        Part.WORDS: _("The reason in words"),
        Part.RECIPIENT: _("Who it was for"),
        Part.SPEAKER: _("Who speaks"),
        Part.MOMENT: _("At which moment"),
        Part.REPORTER: _("Who reports it"),
        Part.RESULT: _("The check of the sender"),
        Part.SENDER: _("Who it claims to be from"),
        Part.SPAM: _("What the spam filter decided"),
    }[part]


def _meaning(mark: Mark, reading: Reading) -> str:
    if mark.part is Part.REPLY:
        return _reply_words(mark.text)
    if mark.entry is not None and mark.entry.is_general and mark.entry is not reading.entry:
        return _("Says little by itself; another part of the text says more")
    if mark.entry is not None:
        return mark.entry.title[current_locale()]
    if mark.part is Part.MOMENT and mark.moment is not None:
        return moment_words(mark.moment)
    return _plain_meaning(mark.part, reading)


def _plain_meaning(part: Part, reading: Reading) -> str:
    headers = reading.headers
    result = judgement_words(headers.judgement, headers.sender) if headers else ""
    is_spam = headers is not None and headers.is_spam
    return {
        Part.RECIPIENT: _("The message did not reach this recipient"),
        Part.SPEAKER: _("Its answer is the one that counts"),
        Part.REPORTER: _("It brings the news, no more"),
        Part.RESULT: result,
        Part.SENDER: _("Anybody can write this; the check beside it tells whether it is true"),
        Part.SPAM: _("It was taken for spam") if is_spam else _("It was not taken for spam"),
        Part.STATUS: _("We have no page on this code; its first number says how final it is"),
    }.get(part, _("We have no page on this code"))


def _reply_words(text: str) -> str:
    if text.lstrip("#").startswith("4"):
        return _("Starts with 4: for now. The server that sends tries again for days")
    return _("Starts with 5: final. Alone it does not give the reason")
