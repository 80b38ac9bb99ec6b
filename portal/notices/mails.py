"""The words of every mail about a notice, in its reader's locale.

R5: none holds an estimate. The mail that asks to confirm an address holds nothing that whoever
typed the address wrote: only our own words.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime

from flask_babel import format_datetime

from portal.delivery.mails import Letter, Letters
from portal.delivery.model import Mail
from portal.kernel.locale import Locale
from portal.notices.model import Follower, Holder, Notice, Progress, Update, Words
from portal.notices.rules.words import pick
from portal.web.i18n import gettext


class NoticeMails:
    """Writes to who follows a notice, and to whose ticket is part of it."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    def confirmation(
        self, notice: Notice, follower: Follower, token: str, expires_at: datetime
    ) -> Mail:
        """Ask whoever reads the address whether they want to follow the notice."""
        with self._to(follower, notice, "notice-confirmation") as letter:
            day = format_datetime(expires_at, gettext("d MMMM yyyy, H:mm"))
            paragraphs = [
                gettext(
                    "Somebody asked that this address gets mails about a notice of"
                    " %(brand)s support:",
                    brand=letter.brand,
                ),
                _title(notice, follower.locale),
                gettext("If it was you, confirm it here:"),
                letter.link(f"notices/confirm/{token}"),
                gettext("The link works until %(day)s.", day=day),
                gettext("If it was not you, do nothing: no other mail comes."),
            ]
            subject = gettext("Do you want to follow this notice?")
            return letter.mail(subject, paragraphs)

    def told_follower(self, notice: Notice, update: Update, follower: Follower, token: str) -> Mail:
        """Bring a follower an update; the last one says that no more comes."""
        with self._to(follower, notice, "notice") as letter:
            paragraphs = [
                *_news(notice, update, follower.locale),
                _where(letter, notice),
                _farewell(letter, update, token),
            ]
            subject = _subject(notice, update, follower.locale)
            return letter.mail(subject, paragraphs)

    def told_holder(self, notice: Notice, update: Update | None, holder: Holder) -> Mail:
        """Tell whoever filed a ticket what is known of the failure it is part of."""
        email, locale = holder.email, holder.locale
        with self._letters.to(email, locale, "notice-ticket", holder.reference) as letter:
            is_over = update is not None and update.progress is Progress.RESOLVED
            paragraphs = [
                gettext(
                    "Your ticket %(ref)s is part of a failure that others have too. It is joined"
                    " to this notice, and you get its updates:",
                    ref=holder.reference,
                ),
                *(_news(notice, update, locale) if update else _first(notice, locale)),
                gettext(
                    "Does it still fail for you? Say so in your ticket: it stays open until it is"
                    " answered."
                )
                if is_over
                else gettext("You need not do anything. Your ticket stays in the queue."),
                gettext("Your ticket: %(link)s", link=holder.link),
                _where(letter, notice),
            ]
            subject = f"{holder.reference}: {_subject(notice, update, locale)}"
            return letter.mail(subject, paragraphs)

    def _to(
        self, follower: Follower, notice: Notice, purpose: str
    ) -> AbstractContextManager[Letter]:
        return self._letters.to(follower.email, follower.locale, purpose, f"notice {notice.key}")


def progress_names() -> Mapping[Progress, str]:
    """Return what each step is called, in the language being spoken."""
    return {
        Progress.INVESTIGATING: gettext("Investigating"),
        Progress.IDENTIFIED: gettext("Cause found"),
        Progress.MONITORING: gettext("Mended, being watched"),
        Progress.RESOLVED: gettext("Over"),
    }


def _subject(notice: Notice, update: Update | None, locale: Locale) -> str:
    title = _title(notice, locale)
    if update is not None and update.progress is Progress.RESOLVED:
        return gettext("Over: %(title)s", title=title)
    return gettext("Update: %(title)s", title=title)


def _news(notice: Notice, update: Update, locale: Locale) -> list[str]:
    progress = progress_names()[update.progress]
    return [_title(notice, locale), f"{progress}\n{_said(update.text, locale)}"]


def _first(notice: Notice, locale: Locale) -> list[str]:
    return [_title(notice, locale), _said(notice.facts.text, locale)]


def _title(notice: Notice, locale: Locale) -> str:
    return pick(notice.facts.title, locale)[0]


def _where(letter: Letter, notice: Notice) -> str:
    page = letter.link(f"notices/{notice.key}")
    return gettext("The notice, with all updates: %(link)s", link=page)


def _farewell(letter: Letter, update: Update, token: str) -> str:
    if update.progress is Progress.RESOLVED:
        return gettext("This was the last mail about it. Your address is deleted from the list.")
    stop = letter.link(f"notices/stop/{token}")
    return gettext("You get this because you follow the notice. To stop: %(link)s", link=stop)


def _said(words: Words, locale: Locale) -> str:
    text, found = pick(words, locale)
    if found is locale:
        return text
    return gettext("(Only in %(language)s)", language=found.label) + "\n" + text
