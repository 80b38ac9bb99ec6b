"""Who is who: the directory of accounts, and the customers' way in."""

from portal.app.ground import Ground
from portal.identity.directories.imported import ImportedDirectory
from portal.identity.mails import IdentityMails
from portal.identity.ports import Directory
from portal.identity.service import Customers, CustomerTools, Hooks, Identity, SingleSignOn
from portal.kernel.clock import Clock
from portal.settings import Settings, read_secret
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


def build_customers(ground: Ground, tools: Tools) -> Customers:
    """Return what signs customers in; what a browser may see goes with its secret."""
    return Customers(
        CustomerTools(
            tools.database,
            tools.clock,
            tools.outbox,
            IdentityMails(ground.letters),
            tools.authority.directory if tools.authority else ImportedDirectory(tools.database),
            Hooks(tools.access.carry, tools.access.forget_visitor),
            ground.site.policy.sign_in_link_minutes,
        )
    )


def build_single_sign_on(settings: Settings, identity: Identity, clock: Clock) -> SingleSignOn:
    """Return staff's other way in, if the settings name an issuer.

    Raises OSError where the file of the secret cannot be read.
    """
    if not settings.oidc_issuer:
        return SingleSignOn(identity)
    from portal.identity.directories.oidc import Client, OpenIdProvider

    secret = read_secret(settings.oidc_secret, settings.oidc_secret_file)
    back = f"{settings.url}/staff/sign-in/single/back"
    client = Client(settings.oidc_issuer, settings.oidc_client, secret, back)
    domains = frozenset(domain.lower() for domain in settings.oidc_domains)
    return SingleSignOn(identity, OpenIdProvider(client, clock), domains)
