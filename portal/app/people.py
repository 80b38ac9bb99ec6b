"""Who is who: the directory of accounts, and the customers' way in."""

from portal.identity.directories.imported import ImportedDirectory
from portal.identity.mails import IdentityMails
from portal.identity.ports import Directory
from portal.identity.service import Customers, CustomerTools, Hooks
from portal.settings import Settings, read_secret
from portal.site import Site
from portal.storage.database import Database
from portal.tickets.service import Tools


def build_directory(settings: Settings, database: Database) -> Directory:
    """Return the directory of the settings: our own tables, where no billing system is named.

    Raises OSError where the file of its token cannot be read.
    """
    if not settings.directory_url:
        return ImportedDirectory(database)
    from portal.identity.directories.billing import BillingDirectory  # only who wants it waits

    token = read_secret(settings.directory_token, settings.directory_token_file)
    return BillingDirectory(settings.directory_url, token)


def build_customers(
    settings: Settings, site: Site, tools: Tools, directory: Directory
) -> Customers:
    """Return what signs customers in; what a browser may see goes with its secret."""
    return Customers(
        CustomerTools(
            tools.database,
            tools.clock,
            tools.outbox,
            IdentityMails(site, settings.url),
            directory,
            Hooks(tools.access.carry, tools.access.forget_visitor),
            site.policy.sign_in_link_minutes,
        )
    )
