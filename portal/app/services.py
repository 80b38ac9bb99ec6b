"""Every service of one process, built once from the settings."""

from dataclasses import dataclass
from functools import partial

from portal.app.content import (
    load_lexicons_of,
    load_matters_of,
    load_scope_of,
    load_scope_words_of,
    load_topics_of,
)
from portal.app.counting import present_visitor
from portal.app.desks import build_remote
from portal.app.finding import build_search
from portal.app.ground import Events, lay_ground
from portal.app.mailing import build_outbox, sender_of
from portal.app.noticing import build_notices, connect_notices
from portal.app.people import build_customers, build_single_sign_on
from portal.app.publishing import build_articles, build_desk
from portal.app.reading import ErrorCodeSource, build_error_reader
from portal.app.reminding import build_freshness
from portal.app.replying import load_phrases_of, load_replies_of
from portal.app.retaining import build_elsewhere, build_retention
from portal.app.scoping import ScopeSource
from portal.app.storing import build_files
from portal.app.ticketing import build_tools, build_uploads
from portal.app.versioning import build_repository
from portal.app.walking import build_unblocker, build_wizard
from portal.articles.service import ArticleService
from portal.delivery.service import Outbox
from portal.delivery.store import OutboxStore
from portal.diagnostics.service import ErrorReader, Unblocker
from portal.identity.service import Customers, Identity, SingleSignOn, Team
from portal.insights.service import Figures, Insights
from portal.kernel.clock import Clock, SystemClock
from portal.kernel.locale import Locale
from portal.notices.service import Notices
from portal.scope.model import Scope
from portal.scope.service import ScopeFinder
from portal.search.service import SearchService
from portal.settings import Settings
from portal.site import Site, SiteFiles
from portal.staff.service import OutboxBoard, Replies, SavedViews, SupportBoard
from portal.storage.database import Database
from portal.storage.files import FileStore
from portal.storage.secret import load_secret
from portal.tickets.rules.duplicates import Judges
from portal.tickets.service import (
    Approvals,
    Correspondence,
    CustomerTickets,
    Duplicates,
    RelatedTickets,
    Suspensions,
    TicketDesk,
    TicketIntake,
    TicketQueue,
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
from portal.wizard.forms.lexicons import Lexicons
from portal.wizard.service.checks import CheckDesk
from portal.wizard.service.devices import DeviceDesk
from portal.wizard.service.start import StartDesk
from portal.wizard.service.wizard import Wizard
from portal.writing.service.desk import Desk
from portal.writing.service.freshness import Freshness
from portal.writing.service.listing import DeskList
from portal.writing.service.pictures import PictureDesk
from portal.writing.service.repository import RepositoryDesk
from portal.writing.service.translations import Translations


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
    queue: TicketQueue
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

    Raises SiteError where the provider's files cannot be used.
    """
    ground = lay_ground(settings, clock or SystemClock())
    clock, files, site, database = ground.clock, ground.files, ground.site, ground.database
    lexicons = Lexicons(load_lexicons_of(files))
    # any locale's lexicon will do: secrets are the same words in all three
    words = lexicons.at(Locale.EN)
    finder = ScopeFinder(load_scope_of(files), partial(load_scope_words_of, files))
    outbox_store = OutboxStore(database, sender_of(site).address.rpartition("@")[2])
    outbox = build_outbox(outbox_store, site)
    attachments = build_files(settings)
    uploads = build_uploads(ground, attachments, words)
    tools = build_tools(ground, outbox, words)
    intake, customers, queue = TicketIntake(tools), CustomerTickets(tools), TicketQueue(tools)
    articles = build_articles(ground, tools)
    library = articles.library
    wizard = build_wizard(ground, tools, intake, uploads, finder)
    errors = build_error_reader(files, site, tools.mask)
    search = build_search(settings, site, files, library, tools)
    search.indexing.add_source(ErrorCodeSource(errors.codes, site))
    search.indexing.add_source(ScopeSource(finder.scope))
    notices = build_notices(tools, wizard, ground.letters)
    connect_notices(notices, ground.events.listeners, search.indexing)
    insights, figures = Insights(database, clock, present_visitor), Figures(database, clock)
    ground.events.listeners.append(insights.hear)
    key = load_secret(settings.data)
    identity = Identity(database, clock, key=key)
    translations = Translations(database, library, clock)
    judges = Judges(lexicons.by_locale, load_matters_of(files))
    return Services(
        settings=settings,
        clock=clock,
        site=site,
        files=files,
        database=database,
        events=ground.events,
        articles=articles,
        scope=finder.scope,
        scope_finder=finder,
        lexicons=lexicons,
        outbox_store=outbox_store,
        outbox=outbox,
        attachments=attachments,
        uploads=uploads,
        tools=tools,
        intake=intake,
        customers=customers,
        duplicates=Duplicates(tools, judges, uploads.limits.ticket_bytes),
        insights=insights,
        figures=figures,
        correspondence=Correspondence(customers, uploads),
        upkeep=TicketUpkeep(tools, intake, uploads),
        desk=TicketDesk(tools),
        queue=queue,
        related=RelatedTickets(tools),
        suspensions=Suspensions(tools),
        wizard=wizard,
        search=search,
        errors=errors,
        identity=identity,
        people=build_customers(ground, tools),
        single=build_single_sign_on(settings, identity, clock),
        team=Team(database, clock),
        approvals=Approvals(tools),
        board=SupportBoard(database, queue, clock),
        saved_views=SavedViews(database),
        replies=Replies(lambda: load_replies_of(files), lambda: load_phrases_of(files)),
        remote=build_remote(settings, site, tools),
        outbox_board=OutboxBoard(outbox_store, clock),
        writing=build_desk(ground, library, finder.scope, wizard),
        writing_list=DeskList(database, library, translations, figures, clock),
        translations=translations,
        freshness=build_freshness(ground, tools, library, identity.list_staff),
        writing_pictures=PictureDesk(library, uploads),
        repository=build_repository(settings, site, database, clock, identity.list_staff),
        checks=CheckDesk(wizard),
        devices=DeviceDesk(database, clock, key, site.policy.second_device_minutes),
        unblocker=build_unblocker(ground),
        notices=notices,
        start=StartDesk(wizard, lambda: load_topics_of(files), errors, tools.mask),
        archive=Archive(tools),
        nudges=Nudges(tools, customers),
        wishes=Wishes(tools, customers),
        own_data=OwnData(tools, build_elsewhere(tools)),
        retention=build_retention(tools, uploads),
    )
