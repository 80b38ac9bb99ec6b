"""The words of every mail about a notice, in its reader's locale.

R5: none holds an estimate. The mail that asks to confirm an address holds nothing that whoever
typed the address wrote: only our own words.
"""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import format_datetime

from portal.delivery.model import Mail
from portal.kernel.locale import Locale
from portal.notices.model import Follower, Holder, Notice, Progress, Update, Words
from portal.notices.rules.words import pick
from portal.site import Site
from portal.web.i18n import gettext, speaking


class NoticeMails:
    """Writes mails. `url` is the public address without a slash at the end."""

    def __init__(self, site: Site, url: str) -> None:
        self._site, self._url = site, url

    def confirmation(
        self, notice: Notice, follower: Follower, token: str, expires_at: datetime
    ) -> Mail:
        """Ask whoever reads the address whether they want to follow the notice."""
        with speaking(follower.locale):
            day = format_datetime(expires_at, gettext("d MMMM yyyy, H:mm"))
            paragraphs = [
                gettext("Hello,"),
                gettext(
                    "Somebody asked that this address gets mails about a notice of"
                    " %(brand)s support:",
                    brand=self._site.brand.name,
                ),
                self._title(notice, follower.locale),
                gettext("If it was you, confirm it here:"),
                self._link(follower.locale, f"notices/confirm/{token}"),
                gettext("The link works until %(day)s.", day=day),
                gettext("If it was not you, do nothing: no other mail comes."),
            ]
            subject = gettext("Do you want to follow this notice?")
            return self._mail(follower, notice, subject, paragraphs, "notice-confirmation")

    def told_follower(self, notice: Notice, update: Update, follower: Follower, token: str) -> Mail:
        """Bring a follower an update; the last one says that no more comes."""
        with speaking(follower.locale):
            paragraphs = [
                gettext("Hello,"),
                *self._news(notice, update, follower.locale),
                self._where(notice, follower.locale),
                self._farewell(update, follower.locale, token),
            ]
            subject = _subject(notice, update, follower.locale)
            return self._mail(follower, notice, subject, paragraphs, "notice")

    def told_holder(self, notice: Notice, update: Update | None, holder: Holder) -> Mail:
        """Tell whoever filed a ticket what is known of the failure it is part of."""
        locale = holder.locale
        with speaking(locale):
            is_over = update is not None and update.progress is Progress.RESOLVED
            paragraphs = [
                gettext("Hello,"),
                gettext(
                    "Your ticket %(ref)s is part of a failure that others have too. It is joined"
                    " to this notice, and you get its updates:",
                    ref=holder.reference,
                ),
                *(self._news(notice, update, locale) if update else self._first(notice, locale)),
                gettext(
                    "Does it still fail for you? Say so in your ticket: it stays open until it is"
                    " answered."
                )
                if is_over
                else gettext("You need not do anything. Your ticket stays in the queue."),
                gettext("Your ticket: %(link)s", link=holder.link),
                self._where(notice, locale),
            ]
            subject = f"{holder.reference}: {_subject(notice, update, locale)}"
            return self._mail(holder, notice, subject, paragraphs, "notice-ticket")

    def _news(self, notice: Notice, update: Update, locale: Locale) -> list[str]:
        return [
            self._title(notice, locale),
            f"{progress_names()[update.progress]}\n{_said(update.text, locale)}",
        ]

    def _first(self, notice: Notice, locale: Locale) -> list[str]:
        return [self._title(notice, locale), _said(notice.facts.text, locale)]

    def _farewell(self, update: Update, locale: Locale, token: str) -> str:
        if update.progress is Progress.RESOLVED:
            return gettext(
                "This was the last mail about it. Your address is deleted from the list."
            )
        stop = self._link(locale, f"notices/stop/{token}")
        return gettext("You get this because you follow the notice. To stop: %(link)s", link=stop)

    def _title(self, notice: Notice, locale: Locale) -> str:
        return pick(notice.facts.title, locale)[0]

    def _where(self, notice: Notice, locale: Locale) -> str:
        page = self._link(locale, f"notices/{notice.key}")
        return gettext("The notice, with all updates: %(link)s", link=page)

    def _link(self, locale: Locale, path: str) -> str:
        return f"{self._url}/{locale}/{path}"

    def _mail(
        self,
        to: Follower | Holder,
        notice: Notice,
        subject: str,
        paragraphs: list[str],
        purpose: str,
    ) -> Mail:
        ends = [
            gettext("%(brand)s support", brand=self._site.brand.name) + "\n" + self._url,
            gettext("We will never ask you for a password, by mail or by phone."),
        ]
        return Mail(
            to=to.email,
            subject=subject,
            text="\n\n".join([*paragraphs, *ends]) + "\n",
            locale=to.locale,
            reference=to.reference if isinstance(to, Holder) else f"notice {notice.key}",
            purpose=purpose,
        )


def progress_names() -> Mapping[Progress, str]:
    """Return what each step is called, in the language being spoken."""
    return {
        Progress.INVESTIGATING: gettext("Investigating"),
        Progress.IDENTIFIED: gettext("Cause found"),
        Progress.MONITORING: gettext("Mended, being watched"),
        Progress.RESOLVED: gettext("Over"),
    }


def _subject(notice: Notice, update: Update | None, locale: Locale) -> str:
    title = pick(notice.facts.title, locale)[0]
    if update is not None and update.progress is Progress.RESOLVED:
        return gettext("Over: %(title)s", title=title)
    return gettext("Update: %(title)s", title=title)


def _said(words: Words, locale: Locale) -> str:
    text, found = pick(words, locale)
    if found is locale:
        return text
    return gettext("(Only in %(language)s)", language=found.label) + "\n" + text
