"""Every service of one process, built once from the settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from portal.app.content import (
    build_flows,
    load_lexicons_of,
    load_matters_of,
    load_scope_of,
    load_scope_words_of,
    load_topics_of,
)
from portal.app.counting import present_visitor
from portal.app.desks import build_help_desk, build_remote
from portal.app.finding import build_search
from portal.app.mailing import build_outbox, sender_of
from portal.app.noticing import build_notices, connect_notices
from portal.app.people import build_customers, build_directory, build_single_sign_on
from portal.app.reading import ErrorCodeSource, build_error_reader
from portal.app.reminding import build_freshness
from portal.app.replying import load_phrases_of, load_replies_of
from portal.app.retaining import build_elsewhere, build_retention
from portal.app.scoping import ScopeSource
from portal.app.storing import build_files, build_scanner
from portal.app.versioning import build_repository
from portal.articles.catalogue import Library
from portal.articles.files import ArticleFolder, GoodVersions, Renderings
from portal.articles.service import ArticleService
from portal.articles.store import AddressStore, VoteStore
from portal.delivery.service import Outbox
from portal.delivery.store import OutboxStore
from portal.diagnostics.ports import Releaser
from portal.diagnostics.service import ErrorReader, Unblocker, UnblockLimits
from portal.identity.service import Authority, Customers, Identity, SingleSignOn, Team
from portal.insights.service import Figures, Insights
from portal.kernel.clock import Clock, SystemClock
from portal.kernel.locale import Locale
from portal.notices.service import Notices
from portal.scope.model import Scope
from portal.scope.service import ScopeFinder
from portal.search.service import SearchService
from portal.settings import Settings
from portal.site import Site, SiteFiles, load_site
from portal.staff.service import OutboxBoard, Replies, SavedViews, SupportBoard
from portal.storage.database import Database
from portal.storage.files import FileStore
from portal.storage.secret import load_secret
from portal.tickets.mails import Letters, TicketMails
from portal.tickets.rules.duplicates import Judges
from portal.tickets.rules.secrets import mask_file_name, mask_secrets
from portal.tickets.service import (
    Approvals,
    Correspondence,
    CustomerTickets,
    Duplicates,
    RelatedTickets,
    Suspensions,
    TicketDesk,
    TicketIntake,
    TicketUpkeep,
    Tools,
)
from portal.tickets.service.archive import Archive
from portal.tickets.service.nudges import Nudges
from portal.tickets.service.own_data import OwnData
from portal.tickets.service.remote import RemoteDesk
from portal.tickets.service.retention import Retention
from portal.tickets.service.uploads import UploadDesk
from portal.tickets.service.wishes import Wishes
from portal.tickets.store import AccessStore, ConversationStore, TicketStore
from portal.wizard.forms.lexicons import Lexicons
from portal.wizard.ports import CheckRunner
from portal.wizard.service.checks import CheckDesk
from portal.wizard.service.devices import DeviceDesk
from portal.wizard.service.drafts import DraftDesk
from portal.wizard.service.start import StartDesk
from portal.wizard.service.wizard import Wizard, WizardTools
from portal.wizard.store.drafts import DraftStore
from portal.writing.files import ProviderFiles
from portal.writing.service import CheckService
from portal.writing.service.desk import Desk
from portal.writing.service.freshness import Freshness
from portal.writing.service.listing import DeskList
from portal.writing.service.pictures import PictureDesk
from portal.writing.service.repository import RepositoryDesk
from portal.writing.service.translations import Translations


@dataclass
class Events:
    """Hands what happened in one feature to those that want to know."""

    listeners: list[Callable[[object], None]] = field(default_factory=list)

    def emit(self, event: object) -> None:
        """Tell every listener of `event`."""
        for listener in self.listeners:
            listener(event)


@dataclass(frozen=True)
class Services:
    """What pages, commands and the worker share."""

    settings: Settings
    clock: Clock
    site: Site
    files: SiteFiles
    database: Database
    events: Events
    articles: ArticleService
    scope: Scope
    scope_finder: ScopeFinder
    lexicons: Lexicons
    outbox_store: OutboxStore
    outbox: Outbox
    attachments: FileStore
    uploads: UploadDesk
    tools: Tools
    intake: TicketIntake
    customers: CustomerTickets
    duplicates: Duplicates
    insights: Insights
    figures: Figures
    correspondence: Correspondence
    upkeep: TicketUpkeep
    desk: TicketDesk
    related: RelatedTickets
    suspensions: Suspensions
    wizard: Wizard
    search: SearchService
    errors: ErrorReader
    identity: Identity
    people: Customers
    single: SingleSignOn
    team: Team
    approvals: Approvals
    board: SupportBoard
    saved_views: SavedViews
    replies: Replies
    remote: RemoteDesk
    outbox_board: OutboxBoard
    writing: Desk
    writing_list: DeskList
    translations: Translations
    freshness: Freshness
    writing_pictures: PictureDesk
    repository: RepositoryDesk
    checks: CheckDesk
    devices: DeviceDesk
    unblocker: Unblocker
    notices: Notices
    start: StartDesk
    archive: Archive
    nudges: Nudges
    wishes: Wishes
    own_data: OwnData
    retention: Retention


def build(settings: Settings, clock: Clock | None = None) -> Services:
    """Build every service.

    Raises SiteError or LexiconError where the provider's files cannot be used.
    """
    clock = clock or SystemClock()
    files = SiteFiles(settings.data)
    site = load_site(files)
    settings.data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    events = Events()
    lexicons = Lexicons(load_lexicons_of(files))
    # any locale's lexicon will do: secrets are the same words in all three
    words = lexicons.at(Locale.EN)
    scope = load_scope_of(files)
    finder = ScopeFinder(scope, partial(load_scope_words_of, files))
    outbox_store = OutboxStore(database, sender_of(site).address.rpartition("@")[2])
    outbox = build_outbox(outbox_store, site)
    attachments = build_files(settings)
    uploads = UploadDesk(
        attachments,
        site.policy.uploads,
        lambda name: mask_file_name(name, words).text,
        build_scanner(settings),
    )
    tools = Tools(
        database=database,
        tickets=TicketStore(site.brand.ticket_prefix),
        talk=ConversationStore(),
        access=AccessStore(),
        outbox=outbox,
        mails=TicketMails(Letters(site, settings.url)),
        clock=clock,
        policy=site.policy,
        mask=lambda text: mask_secrets(text, words).text,
        emit=events.emit,
        desk=build_help_desk(settings, site, outbox),
        authority=Authority(build_directory(settings, database)),
    )
    intake, customers, desk = TicketIntake(tools), CustomerTickets(tools), TicketDesk(tools)
    articles = ArticleService(
        _library(settings, site),
        VoteStore(database),
        clock,
        tools.mask,
        events.emit,
        AddressStore(database),
    )
    wizard_tools = WizardTools(
        database=database,
        drafts=DraftDesk(
            database, DraftStore(), uploads, clock, site.policy.draft_days, tools.mask
        ),
        scope=scope,
        intake=intake,
        clock=clock,
        checks=_checks(settings, site, clock),
        finder=finder,
        emit=events.emit,
        prices=_prices(site),
    )
    search = build_search(settings, site, files, articles.library, tools)
    errors = build_error_reader(files, site, tools.mask)
    search.indexing.add_source(ErrorCodeSource(errors.codes, site))
    search.indexing.add_source(ScopeSource(scope))
    wizard = Wizard(build_flows(files, scope), wizard_tools)
    notices = build_notices(tools, wizard, site, settings.url)
    connect_notices(notices, events.listeners, search.indexing)
    insights, figures = Insights(database, clock, present_visitor), Figures(database, clock)
    events.listeners.append(insights.hear)
    identity = Identity(database, clock, key=load_secret(settings.data))
    translations = Translations(database, articles.library, clock)
    return Services(
        settings=settings,
        clock=clock,
        site=site,
        files=files,
        database=database,
        events=events,
        articles=articles,
        scope=scope,
        scope_finder=finder,
        lexicons=lexicons,
        outbox_store=outbox_store,
        outbox=outbox,
        attachments=attachments,
        uploads=uploads,
        tools=tools,
        intake=intake,
        customers=customers,
        insights=insights,
        figures=figures,
        duplicates=Duplicates(
            tools,
            intake,
            Judges(lexicons.by_locale, load_matters_of(files)),
            uploads.limits.ticket_bytes,
        ),
        correspondence=Correspondence(customers, uploads),
        upkeep=TicketUpkeep(tools, intake, uploads),
        desk=desk,
        related=RelatedTickets(tools),
        suspensions=Suspensions(tools),
        search=search,
        errors=errors,
        wizard=wizard,
        identity=identity,
        single=build_single_sign_on(settings, database, clock),
        team=Team(database, clock),
        people=build_customers(settings, site, tools),
        approvals=Approvals(tools),
        board=SupportBoard(database, desk, clock),
        saved_views=SavedViews(database),
        replies=Replies(lambda: load_replies_of(files), lambda: load_phrases_of(files)),
        remote=build_remote(settings, site, tools),
        outbox_board=OutboxBoard(outbox_store, clock),
        writing=Desk(
            database,
            articles.library,
            CheckService(
                settings.articles,
                files,
                clock,
                in_use=lambda: (ProviderFiles(site, scope, ()), frozenset(wizard.shelf.flows)),
            ),
            clock,
            is_in_git=settings.articles_git,
        ),
        repository=build_repository(settings, site, database, clock, identity.list_staff),
        writing_list=DeskList(database, articles.library, translations, figures, clock),
        translations=translations,
        freshness=build_freshness(settings, site, tools, articles.library, identity.list_staff),
        writing_pictures=PictureDesk(articles.library, uploads),
        checks=CheckDesk(wizard),
        devices=DeviceDesk(
            database, clock, load_secret(settings.data), site.policy.second_device_minutes
        ),
        unblocker=Unblocker(database, clock, _releaser(settings, site), _unblock_limits(site)),
        notices=notices,
        archive=Archive(tools),
        nudges=Nudges(tools, customers),
        wishes=Wishes(tools, customers),
        own_data=OwnData(tools, build_elsewhere(tools)),
        retention=build_retention(tools, uploads),
        start=StartDesk(wizard, lambda: load_topics_of(files), errors, tools.mask),
    )


def _releaser(settings: Settings, site: Site) -> Releaser | None:
    """Return the way to release an address; what it needs is loaded where there is one."""
    if settings.unblock_file is None and not settings.unblock_url:
        return None
    from portal.app.checking import build_releaser

    return build_releaser(settings, site)


def _unblock_limits(site: Site) -> UnblockLimits:
    """Return how often an address may be released, as the provider's data sheet has it."""
    try:
        most = int(site.value("firewall.self_unblock", Locale.EN))
    except (KeyError, ValueError):
        return UnblockLimits()
    return UnblockLimits(most, 5 * most)


def _checks(settings: Settings, site: Site, clock: Clock) -> Mapping[str, CheckRunner]:
    """Return the checks from our side; what they need is loaded where the settings allow any."""
    if not (settings.our_networks or settings.firewall_file or settings.firewall_url):
        return {}
    from portal.app.checking import build_checks

    return build_checks(settings, site, clock)


def _prices(site: Site) -> Mapping[str, str]:
    """Return what each kind of paid work is called in the provider's price list."""
    prefix = "price_ref."
    values = site.variables(Locale.EN)
    return {name[len(prefix) :]: value for name, value in values.items() if name.startswith(prefix)}


def _library(settings: Settings, site: Site) -> Library:
    return Library(
        ArticleFolder(settings.articles),
        GoodVersions(settings.data / "good_articles"),
        Renderings(settings.index / "rendered"),
        site.variables,
    )
