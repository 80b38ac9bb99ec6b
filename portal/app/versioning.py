"""The articles' git repository, where the settings name one."""

from collections.abc import Callable

from portal.app.mailing import sender_of
from portal.articles.files import ArticleFolder
from portal.delivery.rules.webhooks import read_secret as read_webhook_secret
from portal.identity.model import StaffMember
from portal.kernel.clock import Clock
from portal.settings import Settings, read_secret
from portal.site import Site
from portal.storage.database import Database
from portal.storage.git import Remote, Signature
from portal.writing.service.repository import Git, RepositoryDesk


def build_repository(
    settings: Settings,
    site: Site,
    database: Database,
    clock: Clock,
    people: Callable[[], list[StaffMember]],
) -> RepositoryDesk:
    """Return what runs the errands with the repository; without git it has none to run.

    Raises ValueError or OSError where the secret cannot be used.
    """
    if not settings.articles_git:
        return RepositoryDesk(database, clock, None)
    from portal.storage.git.repository import Repository  # its library is only for those who use it

    sender = sender_of(site)
    place = settings.articles_git_remote
    remote = Remote(place, settings.articles_git_branch, settings.articles_git_credentials_file)
    committer = Signature(sender.name, sender.address)
    secret = read_secret(settings.articles_git_secret, settings.articles_git_secret_file)
    git = Git(
        Repository(settings.articles, committer, clock, remote if place else None),
        ArticleFolder(settings.articles),
        lambda name: _mail_of(name, people(), sender.address),
        settings.articles_git_push,
        read_webhook_secret(secret) if secret else None,
    )
    return RepositoryDesk(database, clock, git)


def _mail_of(name: str, members: list[StaffMember], usual: str) -> str:
    """Return the address of the only member called `name`, or the portal's."""
    found = {member.email for member in members if member.name == name}
    return found.pop() if len(found) == 1 else usual
