"""How are the parts put together: extensions, doors, reactions, commands?"""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, BadSettingError, Settings
from eventhub.accounts import examples as accounts_examples
from eventhub.accounts import guards
from eventhub.accounts.cli import accounts_group, print_set_up_link
from eventhub.accounts.manage import manage as accounts_desk
from eventhub.accounts.routes import routes as accounts
from eventhub.admission.manage import manage as admission_desk
from eventhub.bench.cli import bench
from eventhub.calendars.routes import routes as calendars
from eventhub.checkins.manage import manage as checkins_desk
from eventhub.checkins.routes import routes as checkins
from eventhub.cluster_day import examples as cluster_day_examples
from eventhub.cluster_day.manage import manage as cluster_day_desk
from eventhub.cluster_day.routes import routes as cluster_day
from eventhub.clusters.manage import manage as clusters_desk
from eventhub.clusters.routes import routes as clusters
from eventhub.core import clock
from eventhub.core.announce import EXTENSION as REACTIONS
from eventhub.core.db import configure_sqlite, db
from eventhub.demo.cli import demo_group
from eventhub.doctor.cli import doctor
from eventhub.event_reports.manage import manage as event_reports_desk
from eventhub.events import examples as events_examples
from eventhub.events.manage import manage as events_desk
from eventhub.events.routes import routes as events
from eventhub.imports.manage import manage as imports_desk
from eventhub.inbox.manage import manage as inbox_desk
from eventhub.jobs.cli import jobs_group, work
from eventhub.jobs.rules import Job
from eventhub.lexicon.manage import manage as lexicon_desk
from eventhub.mail.cli import mail_group, release_leases
from eventhub.mail.manage import manage as mail_desk
from eventhub.mail.routes import routes as mail
from eventhub.mail.signing import key_for
from eventhub.mailings import examples as mailings_examples
from eventhub.mailings.manage import manage as mailings_desk
from eventhub.matching import examples as matching_examples
from eventhub.matching.cli import match_group
from eventhub.matching.manage import manage as matching_desk
from eventhub.matching.routes import routes as matching
from eventhub.matching.text import read_with
from eventhub.organisations import examples as organisations_examples
from eventhub.organisations.manage import manage as organisations_desk
from eventhub.organisations.routes import routes as organisations
from eventhub.papers.manage import manage as papers_desk
from eventhub.papers.routes import routes as papers
from eventhub.picks import examples as picks_examples
from eventhub.picks.manage import manage as picks_desk
from eventhub.picks.routes import routes as picks
from eventhub.planning.manage import manage as planning_desk
from eventhub.problems import examples as problems_examples
from eventhub.problems.manage import manage as problems_desk
from eventhub.problems.routes import routes as problems
from eventhub.programme import examples as programme_examples
from eventhub.programme.manage import manage as programme_desk
from eventhub.programme.routes import routes as programme
from eventhub.questions import examples as questions_examples
from eventhub.questions.manage import manage as questions_desk
from eventhub.questions.routes import routes as questions
from eventhub.reactions import REACTIONS as TABLE
from eventhub.registrations import examples as registrations_examples
from eventhub.registrations.manage import manage as registrations_desk
from eventhub.registrations.routes import routes as registrations
from eventhub.search.cli import serve
from eventhub.search.routes import routes as search
from eventhub.series.manage import manage as series_desk
from eventhub.series.routes import routes as series
from eventhub.surveys import examples as surveys_examples
from eventhub.surveys.manage import manage as surveys_desk
from eventhub.surveys.routes import routes as surveys
from eventhub.tickets.routes import routes as tickets
from eventhub.tuning.manage import manage as tuning_desk
from eventhub.venues.manage import manage as venues_desk
from eventhub.venues.routes import routes as venues
from eventhub.web import device, errors, filters, headers, intake, language, packing
from eventhub.web.access import Access, access
from eventhub.web.routes import routes as web
from eventhub.wording.manage import manage as wording_desk

DOORS = (
    web, mail, mail_desk, accounts, accounts_desk, clusters, clusters_desk, organisations, organisations_desk,
    events, events_desk, series, series_desk, programme, programme_desk, imports_desk,
    cluster_day, cluster_day_desk, problems, problems_desk, admission_desk, registrations, registrations_desk,
    matching, matching_desk, lexicon_desk, tuning_desk, search,
    calendars, venues, venues_desk, planning_desk, picks, picks_desk,
    wording_desk, mailings_desk, questions, questions_desk, tickets, checkins, checkins_desk,
    inbox_desk, papers, papers_desk, surveys, surveys_desk, event_reports_desk,
)  # fmt: skip
COMMANDS = (doctor, bench, work, jobs_group, accounts_group, mail_group, match_group, demo_group)
match_group.add_command(serve)  # It answers by the matcher's analysis, but stands above it in the story.
LETTERS = tuple(
    examples.write_letters
    for examples in (
        accounts_examples, organisations_examples, problems_examples, events_examples,
        registrations_examples, picks_examples, matching_examples,
        cluster_day_examples,
        programme_examples,
        mailings_examples,
        questions_examples,
        surveys_examples,
    )
)  # fmt: skip
MEGABYTE = 1024 * 1024


def create_app(settings: Settings) -> Flask:
    """Make the program out of its settings; nothing here touches the database."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.config.from_mapping(_configuration(settings))
    clock.use_zone(settings.timezone)
    read_with(settings.analyser)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    _open_database(app)
    # The order matters: the language first, so that a refusal at the door is already in it; after a request it is the
    # other way round, so an answer has all its headers when it is packed.
    for part in (packing, errors, language, intake, filters, device, guards, headers):
        part.init_app(app)
    app.view_functions["static"] = access(Access.PUBLIC)(app.view_functions["static"])
    for door in DOORS:
        app.register_blueprint(door)
    for command in COMMANDS:
        app.cli.add_command(command)
    app.extensions[REACTIONS] = TABLE
    app.extensions["eventhub.load_schedule"] = load_schedule
    app.extensions["eventhub.create_app"] = create_app
    app.extensions["eventhub.letter_examples"] = LETTERS
    app.extensions["eventhub.before_work"] = (release_leases, print_set_up_link)
    return app


def load_schedule() -> Sequence[Job]:
    """Load what the worker runs; only it needs scikit-learn, whose import alone takes over a second."""
    from eventhub.schedule import SCHEDULE  # noqa: PLC0415 - see above; an architecture test watches the web process

    return SCHEDULE


def _configuration(settings: Settings) -> dict[str, object]:
    base = urlsplit(settings.base_url)
    is_https = base.scheme == "https"
    # A demonstration is looked at under whatever name the machine has; anything else answers to its own name only.
    hosts = None if settings.demo else [str(base.hostname), "localhost", "127.0.0.1"]
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings.database_url),
        "BASE_URL": settings.base_url,
        "MAIL_URL": settings.mail_url,
        "MAIL_FROM": settings.mail_from,
        "INBOX_URL": settings.inbox_url,
        "DASK_SCHEDULER": settings.dask_scheduler,
        "SEARCH_SOCKET": settings.search_socket,
        "SEARCH_INDEX": settings.search_index,
        "CONTACT_PHONE": settings.contact_phone,
        "CONTACT_EMAIL": settings.contact_email,
        "DKIM": key_for(settings.dkim_key, selector=settings.dkim_selector, mail_from=settings.mail_from),
        "MAIL_PER_MINUTE": settings.mail_per_minute,
        "MAIL_PER_DOMAIN": settings.mail_per_domain,
        "DEMO": settings.demo,
        "TRUSTED_HOSTS": hosts,
        # Nobody asks pages from elsewhere; programs that probe a calendar for CalDAV are told by 405 that it is none.
        "PROVIDE_AUTOMATIC_OPTIONS": False,
        "SESSION_COOKIE_NAME": "__Host-eventhub" if is_https else "eventhub",
        "SESSION_COOKIE_SECURE": is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": MEGABYTE // 2,
        "MAX_FORM_PARTS": 200,
        "SEND_FILE_MAX_AGE_DEFAULT": 365 * 24 * 60 * 60,
    }


def _engine_options(url: str) -> dict[str, object]:
    if url.startswith("sqlite"):
        return {}
    # Connections behind a pooler may be another's next time: nothing is prepared on them (psycopg, prepare_threshold).
    return {"pool_pre_ping": True, "connect_args": {"connect_timeout": 3, "prepare_threshold": None}}


def _open_database(app: Flask) -> None:
    url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.startswith("sqlite:///"):
        folder = Path(url.removeprefix("sqlite:///")).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise BadSettingError(
                f"EVENTHUB_DATABASE_URL needs the folder {str(folder)!r}: {fault.strerror}."
            ) from fault
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    if url.startswith("sqlite"):
        with app.app_context():
            configure_sqlite(db.engine)
