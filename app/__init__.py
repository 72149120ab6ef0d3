"""The roof: puts the house together, features in the order of the menu."""

from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_compress import Compress
from flask_login import current_user
from flask_wtf import CSRFProtect
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import configure_mappers
from werkzeug.middleware.proxy_fix import ProxyFix

import app.api.community  # adds what it answers to /api/v1, as those below do
import app.api.contests
import app.api.council
import app.api.document
import app.api.figures
import app.api.initiatives
import app.api.ioc
import app.api.island
import app.api.ledger
import app.api.products
import app.api.roadmap
import app.api.scorecard
import app.businesses.importing  # adds a register that imports go into
import app.community.actions.importing  # the same
import app.contests.actions.own_data
import app.contests.actions.telling  # adds who is told of what
import app.contests.views.keeping
import app.council.actions.own_data
import app.council.views.checking  # adds what it knows of a code
import app.council.views.keeping  # adds what its dockets are about
import app.initiatives.actions.own_data  # adds what it knows of a person
import app.initiatives.views.checking
import app.products.actions.own_data
import app.products.actions.warning  # adds what it knows of papers that end
import app.returns.actions.reminding  # adds who is told that a report is owed
import app.roadmap.views.keeping  # noqa: F401  (adds what its folders are about)
from app.accounts import cli as accounts_cli
from app.accounts.models import Person
from app.accounts.views import account, contacts, devices, organisations, own_data, second_factor
from app.administration.views import people, places
from app.announcements.views import browsing as announcements
from app.announcements.views import writing as announcements_office
from app.api import answers as api
from app.api import pages as open_data
from app.businesses import views as businesses
from app.community.views import browsing as community
from app.community.views import holding as activities
from app.community.views import keeping as community_office
from app.contests.views import browsing as contests
from app.contests.views import concluding, entering, running, screening, setting_up
from app.contests.views import voting as contest_voting
from app.core import access, assets, errors, headers, i18n, login, news, origin, paging, ready, remembered, watch
from app.core.db import db
from app.council.views import deciding as council_deciding
from app.council.views import papers as council_papers
from app.council.views import results, sessions
from app.demo import cli as demo_cli
from app.folders import views as folders
from app.imports import views as imports
from app.initiatives import cli as initiatives_cli
from app.initiatives.views import (
    adopting,
    applying,
    browsing,
    code_sheets,
    deciding,
    discussing,
    files,
    looking_up,
    merging,
    paper_codes,
    paper_lists,
    sending_for,
    voting,
    writing,
)
from app.marking.views import paper_sheets, rubrics, sheets
from app.notices import views as notices
from app.pages import cli as pages_cli
from app.pages import desk, finding, health, ledger, searching
from app.pages import views as pages
from app.papers.views import certificates
from app.papers.views import texts as papers
from app.partners.views import browsing as partners
from app.partners.views import keeping as partners_office
from app.partners.views import matching as matches
from app.partners.views import needing as needs
from app.privacy import views as privacy
from app.products.views import browsing as products
from app.products.views import keeping, offering, office
from app.products.views import recording as lots
from app.reports import views as reports
from app.returns import views as returns
from app.roadmap.views import browsing as roadmap
from app.roadmap.views import working as roadmap_work
from app.satisfaction import views as satisfaction
from app.scorecard import cli as scorecard_cli
from app.scorecard.views import browsing as indicators
from app.scorecard.views import keeping as scorecard_office
from app.scorecard.views import tallying as scorecard
from app.tourism.views import browsing as island
from app.tourism.views import counting as island_figures
from app.tourism.views import editing as island_editing
from app.tourism.views import receiving, visiting
from app.tracing.views import labelling, resolving, scanning, telling
from config import Unsafe

BLUEPRINTS = (
    *(pages.bp, searching.bp, finding.bp, desk.bp, health.bp, ledger.bp),
    *(browsing.bp, writing.bp, voting.bp, applying.bp, deciding.bp, adopting.bp, files.bp),
    *(looking_up.bp, discussing.bp, merging.bp, sending_for.bp, code_sheets.bp, paper_codes.bp, paper_lists.bp),
    *(account.bp, contacts.bp, devices.bp, second_factor.bp, own_data.bp, organisations.bp, notices.bp, privacy.bp),
    *(sessions.bp, council_deciding.bp, council_papers.bp),
    *(results.bp, rubrics.bp, sheets.bp, paper_sheets.bp),
    *(contests.bp, entering.bp, contest_voting.bp, setting_up.bp, screening.bp, running.bp, concluding.bp),
    *(products.bp, keeping.bp, offering.bp, lots.bp, office.bp, scanning.bp, resolving.bp, labelling.bp, telling.bp),
    *(island.bp, visiting.bp, receiving.bp, island_editing.bp, island_figures.bp),
    *(roadmap.bp, roadmap_work.bp, folders.bp, community.bp, activities.bp, community_office.bp, satisfaction.bp),
    *(partners.bp, partners_office.bp, needs.bp, matches.bp, announcements.bp, announcements_office.bp),
    *(businesses.bp, imports.bp, returns.bp, reports.bp, indicators.bp, scorecard_office.bp, scorecard.bp),
    *(papers.bp, certificates.bp, people.bp, places.bp, api.bp, open_data.bp),
)
# Answers that may lie ready, and the headers they depend on: a code's page, and what resolves GS1 addresses.
READY: dict[str, tuple[str, ...]] = {"/t/": (), "/en/t/": ()} | dict.fromkeys(
    ("/01/", "/414/", "/417/", "/00/"), ("HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE")
)
COMMANDS = (
    *pages_cli.commands,
    accounts_cli.users,
    initiatives_cli.check,
    scorecard_cli.tally,
    scorecard_cli.scorecard,
    demo_cli.demo,
)


def create_app(config: dict[str, Any]) -> Flask:
    """Build the app from settings. Raises `config.Unsafe` for a production start over sample accounts."""
    app = Flask("app", template_folder="../templates", static_folder=None)
    app.config.from_mapping(config)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(can=access.can, current_user=current_user, here_with=paging.here_with)
    # What comes last here ends a request first: the commit is done before anything else looks at the answer.
    news.init_app(app)
    ready.init_app(app, READY)
    for part in (watch, second_factor, account, i18n, login, errors, origin, assets, headers, remembered, db):
        part.init_app(app)
    CSRFProtect(app).exempt(notices.stop)  # a mail program sends it, and its address is the secret
    Compress(app)
    app.before_request(access.refuse_undeclared)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    app.context_processor(pages.frame)
    configure_mappers()
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]
    if app.config["PRODUCTION"] and _has_samples(app):
        raise Unsafe("Sample accounts are in this database; a production start refuses them.")
    return app


def _has_samples(app: Flask) -> bool:
    """Whether the database holds sample accounts; an empty database holds none."""
    with app.app_context():
        try:
            return bool(db.session.scalar(sa.select(sa.exists().where(Person.is_sample))))
        except (OperationalError, ProgrammingError):
            return False
